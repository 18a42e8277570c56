/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pages of the kernel that do not show what they are for: stacks of tasks, and
 * memory that struct pages are in. Found from their users, all at once.
 */
#ifndef MEMHP_KERNEL_WHOSE_H
#define MEMHP_KERNEL_WHOSE_H

#include <linux/types.h>
#include <memhp/uapi.h>

#include "compat.h"

struct task_struct;

/** struct memhp_stack_page - a page of a kernel stack, and its task's process */
struct memhp_stack_page {
	unsigned long pfn;
	s32 pid;
	char comm[16];
};

/** struct memhp_frames - @nr page frames from @pfn on */
struct memhp_frames {
	unsigned long pfn;
	unsigned long nr;
};

/**
 * struct memhp_whose - those within a range of frames
 * @stacks:	pages of kernel stacks
 * @memmaps:	memory that struct pages are in
 */
struct memhp_whose {
	struct memhp_stack_page *stacks;
	size_t nr_stacks;
	struct memhp_frames *memmaps;
	size_t nr_memmaps;
};

/** memhp_whose_init - after memhp_symbols_init(); turns MAPPERS off where processes
 * cannot be told */
void memhp_whose_init(void);

/**
 * memhp_whose_take_stacks - find stacks, as they are now
 * @whose:	all zeros at first
 * @first:	frames from here
 * @end:	up to here, not with it
 *
 * Needs no lock; may sleep. 0 or -ENOMEM; free with memhp_whose_free() in both cases.
 */
int memhp_whose_take_stacks(struct memhp_whose *whose, unsigned long first,
			    unsigned long end);

/**
 * memhp_whose_take_memmaps - the same for memory that struct pages are in
 * @bus:	of memory blocks
 *
 * Device hotplug lock held: page tables of the memmap are walked over.
 */
int memhp_whose_take_memmaps(struct memhp_whose *whose, memhp_bus *bus,
			     unsigned long first, unsigned long end);

/** memhp_whose_order - once all are taken, before memhp_whose_page(); needs no lock */
void memhp_whose_order(struct memhp_whose *whose);
void memhp_whose_free(struct memhp_whose *whose);

/**
 * memhp_whose_page - what a page is, of which no more is known than that the kernel
 * took it
 * @out:	pid and comm of a stack's task; NULL: not wanted
 *
 * MEMHP_PAGE_STACK, _VMEMMAP or _UNKNOWN.
 */
u32 memhp_whose_page(const struct memhp_whose *whose, unsigned long pfn,
		     struct memhp_obstacle *out);

/** memhp_whose_process - note the process of @task in @out; RCU read lock held */
void memhp_whose_process(struct task_struct *task, struct memhp_obstacle *out);

#endif
