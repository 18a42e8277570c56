/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef MEMHP_BOOTPLAN_H
#define MEMHP_BOOTPLAN_H

#include "boot.h"

/**
 * struct memhp_bootplan - a boot on its way
 * @mb:		the allocator
 * @located:	the SRAT is parsed: memory has nodes
 * @items:	what was asked for so far, by time
 */
struct memhp_bootplan {
	struct memhp *ctx;
	const struct memhp_boot *boot;	/* while it is made */
	struct memhp_memblock mb;
	bool located;
	struct memhp_boot_item *items;
	size_t count;
	size_t room;
	struct memhp_boot_node *nodes;
	size_t nr_nodes;
};

/* What the kernel asks for before and after it knows the nodes: 0 or -ENOMEM. */
int memhp_boot_ask_early(struct memhp_bootplan *plan);
int memhp_boot_ask_late(struct memhp_bootplan *plan);
/* The reservation for a crash kernel: bootplan-crash.c. */
int memhp_boot_ask_crash(struct memhp_bootplan *plan);

/* Take [start, end) for @what, or find a place and take that; 0 or -ENOMEM. That there
 * was no place is an item without bytes. @of_node: the node that it describes. @start:
 * where it landed, 0: nowhere. */
int memhp_boot_take(struct memhp_bootplan *plan, const char *what, uint64_t start, uint64_t end);
int memhp_boot_alloc(struct memhp_bootplan *plan, const char *what, int of_node,
		     const struct memhp_need *need, uint64_t *start);

#endif
