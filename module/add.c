// SPDX-License-Identifier: GPL-2.0
/*
 * Memory is added where there is memory that nobody else has: the kernel itself
 * believes whatever it is told, and finds out when it uses it.
 *
 * Blocks are added one by one, with an entry in the firmware's map each, and resources
 * that can be merged and split: so any of them can be removed again and nothing of it
 * stays behind.
 */
#define pr_fmt(fmt) "memhp: " fmt

#include <linux/kernel.h>
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/sched/signal.h>

#include "firmware.h"
#include "kernel/added.h"
#include "kernel/block.h"
#include "kernel/calls.h"
#include "kernel/compat.h"
#include "kernel/memory_map.h"
#include "kernel/zone.h"
#include "physical.h"
#include "provider.h"

/* Besides its struct pages: a block's device and what sysfs keeps of it, and page
 * tables. */
#define BLOCK_OVERHEAD (4 * PAGE_SIZE)

/* One of so many parts of kernel memory is not for struct pages. */
#define KEPT_PART 16

/* What FORCE went past, one of each kind: logged once it comes to adding. */
static struct {
	const char *about;
	u64 at;
} forced[3];
static unsigned int nr_forced;

/* What FORCE is for; 0 if it was given. */
static int unless_forced(struct memhp_memory *m, u32 reason, s32 error, u64 bad,
			 const char *about)
{
	if (!(m->flags & MEMHP_MEMORY_FORCE))
		return memhp_refuse(m, reason, error, bad);
	forced[nr_forced].about = about;
	forced[nr_forced++].at = bad;
	return 0;
}

static void log_forced(const struct memhp_memory *m)
{
	unsigned int i;

	for (i = 0; i < nr_forced; i++)
		pr_notice("%s[%d] forces memory [%#llx-%#llx] in: %s %#llx\n",
			  current->comm, task_pid_nr(current), m->start,
			  m->start + m->length - 1, forced[i].about, forced[i].at);
}

/* ---- May it be added? All of these: 0, or the reason is set. ---- */

/* Bytes that are looked at: of the first piece all that shall follow, so that what is in
 * the way there is in the way of all. */
struct span {
	u64 start;
	u64 end;
};

static struct span span_of(const struct memhp_memory *m)
{
	if (m->whole_length && m->start == m->whole)
		return (struct span){ m->whole, m->whole + m->whole_length };
	return (struct span){ m->start, m->start + m->length };
}

static int claimed(struct memhp_memory *m, u64 start, u64 end)
{
	u64 at;
	int ret;

	ret = memhp_map_claimed(start, end - 1, &at, m->what);
	if (ret < 0)
		return memhp_refuse(m, MEMHP_REASON_INTERRUPTED, EINTR, start);
	return ret ? memhp_refuse(m, MEMHP_REASON_CLAIMED, EBUSY, at) : 0;
}

/* Where the firmware ends to describe memory, at most the end of what is looked at. */
static u64 described_until(struct span all)
{
	u64 at = all.start, next;

	while (at < all.end) {
		next = max(memhp_map_until(at), memhp_firmware_until(at));
		if (!next)
			break;
		at = next;
	}
	return min(at, all.end);
}

/* What the firmware's own map has it vouches for, and somebody may use it past the
 * kernel; a provider's may be backed by nothing. */
static bool must_answer(u64 at)
{
	return memhp_map_until(at) < at + memory_block_size_bytes() &&
	       !memhp_provider_at(at);
}

static int check_answers(struct memhp_memory *m, struct span all)
{
	u64 size = memory_block_size_bytes(), at;
	int ret;

	/* Who only asks does not want anything to be written. */
	if (m->flags & MEMHP_MEMORY_CHECK)
		return 0;
	for (at = all.start; at < all.end; at += size) {
		if (!must_answer(at))
			continue;
		if (signal_pending(current))
			return memhp_refuse(m, MEMHP_REASON_INTERRUPTED, EINTR, at);
		/* Whose hot-add finds the range taken takes it to be added. */
		if (memhp_hotplug_lock())
			return memhp_refuse(m, MEMHP_REASON_INTERRUPTED, EINTR, at);
		ret = memhp_map_answers(at);
		memhp_hotplug_unlock();
		if (ret == -EBUSY)
			return claimed(m, at, at + size) ? :
			       memhp_refuse(m, MEMHP_REASON_KERNEL, EBUSY, at);
		if (ret)
			return unless_forced(m, MEMHP_REASON_SILENT, ENXIO, at,
					     "no memory answers at");
		cond_resched();
	}
	return 0;
}

/* Where the firmware has nothing, even a look may be taken amiss. */
static int check_memory(struct memhp_memory *m)
{
	struct span all = span_of(m);
	u64 at = described_until(all);

	if (at < all.end)
		return unless_forced(m, MEMHP_REASON_NO_RAM, ENXIO, at,
				     "the firmware has no memory at");
	return check_answers(m, all);
}

static int check_node(struct memhp_memory *m, u64 at)
{
	if (m->node < 0)
		m->node = memhp_map_node(at);
	if (m->node >= 0 && m->node < MAX_NUMNODES && node_possible(m->node))
		return 0;
	snprintf(m->what, sizeof(m->what), "%*pbl", nodemask_pr_args(&node_possible_map));
	return memhp_refuse(m, MEMHP_REASON_NO_NODE, EINVAL, ~0ULL);
}

static int no_memmap(struct memhp_memory *m, u64 at)
{
	return memhp_refuse(m, MEMHP_REASON_NO_MEMMAP, EOPNOTSUPP, at);
}

/*
 * Bytes of the kernel zones that may go. A part of them is left: memory in the movable
 * zone is no help when the kernel needs some, and it needs some for whoever uses that
 * memory; down to the watermarks, processes get killed.
 */
static u64 spare_kernel_memory(void)
{
	u64 spare = 0, managed = 0;
	int nid;

	for_each_node_state(nid, N_MEMORY)
		memhp_zone_spare(nid, &spare, &managed);
	managed /= KEPT_PART;
	return spare > managed ? (spare - managed) << PAGE_SHIFT : 0;
}

/* Is there room for the struct pages of @length bytes? They may come from any node. */
static bool has_room(struct memhp_memory *m, u64 length)
{
	u64 size = memory_block_size_bytes(), each = BLOCK_OVERHEAD;

	if (!(m->flags & MEMHP_MEMORY_MEMMAP))
		each += memhp_block_pages() * sizeof(struct page);
	m->fits = spare_kernel_memory() / each * size;
	return length <= m->fits;
}

/* Who provides a block may not have backed where its memmap would be. */
static int check_holds(struct memhp_memory *m)
{
	u64 size = memory_block_size_bytes(), at;

	if (!(m->flags & MEMHP_MEMORY_MEMMAP))
		return 0;
	if (!memhp_compat_can_hold_memmap())
		return no_memmap(m, ~0ULL);
	for (at = m->start; at < m->start + m->length; at += size)
		if (memhp_provider_at(at))
			return no_memmap(m, at);
	return 0;
}

static int check_room(struct memhp_memory *m)
{
	if (has_room(m, m->length))
		return 0;
	return unless_forced(m, MEMHP_REASON_NO_MEMMAP_ROOM, ENOMEM, m->start + m->fits,
			     "its struct pages fit only as far as");
}

static int check_add(struct memhp_memory *m)
{
	struct span all = span_of(m);
	int ret;

	ret = memhp_physical_place(m);
	if (!ret)
		ret = claimed(m, all.start, all.end);
	if (!ret)
		ret = check_memory(m);
	if (!ret)
		ret = check_node(m, m->start);
	if (!ret)
		ret = check_holds(m);
	return ret ? ret : check_room(m);
}

/* ---- Adding ---- */

static int note_memmap(struct memory_block *mem, void *arg)
{
	*(bool *)arg = memhp_compat_has_memmap(mem);
	return 1;
}

/* Some kernels leave out without a word what they cannot do, and do not tell before. */
static int check_memmap(struct memhp_memory *m, u64 at)
{
	u64 size = memory_block_size_bytes();
	bool has = false;

	if (!(m->flags & MEMHP_MEMORY_MEMMAP) || memhp_compat_can_hold_memmap() > 0)
		return 0;
	/* Then nobody knows, and it stays: whoever waits for the next one stops there. */
	if (memhp_hotplug_lock())
		return 0;
	memhp_walk_blocks(at / size, 1, &has, note_memmap);
	memhp_hotplug_unlock();
	if (has)
		return 0;
	/* If somebody took it online, it stays. */
	if (memhp_compat_remove_memory(m->node, at, size))
		m->done += size;
	return no_memmap(m, at);
}

static int add_failed(struct memhp_memory *m, u64 at, int ret)
{
	memhp_added_forget(at / memory_block_size_bytes());
	switch (ret) {
	case -EEXIST:
	case -EBUSY:
		return claimed(m, at, at + memory_block_size_bytes()) ? :
		       memhp_refuse(m, MEMHP_REASON_KERNEL, -ret, at);
	case -ENOMEM:
		return memhp_refuse(m, MEMHP_REASON_NO_MEMORY, ENOMEM, at);
	case -EINVAL:
		/* Others refuse it; all else was looked at. */
		if (m->flags & MEMHP_MEMORY_MEMMAP)
			return no_memmap(m, at);
		fallthrough;
	default:
		return memhp_refuse(m, MEMHP_REASON_KERNEL, -ret, at);
	}
}

static int add_block(struct memhp_memory *m, u64 at, bool by_address)
{
	const struct memhp_added added = {
		m->whole_length ? m->whole : m->start,
		m->whole_length ? m->whole_length : m->length,
	};
	u64 size = memory_block_size_bytes();
	int ret;

	if (by_address) {
		m->node = -1;
		ret = check_node(m, at);
		if (ret)
			return ret;
	}
	ret = memhp_added_note(at / size, &added);
	if (!ret)
		ret = memhp_compat_add_block(m->node, at,
					     m->flags & MEMHP_MEMORY_MEMMAP);
	if (ret)
		return add_failed(m, at, ret);
	ret = check_memmap(m, at);
	if (!ret)
		m->done += size;
	return ret;
}

void memhp_physical_add(struct memhp_memory *m)
{
	u64 size = memory_block_size_bytes(), at;
	bool by_address = m->node < 0;

	nr_forced = 0;
	if (check_add(m) || m->flags & MEMHP_MEMORY_CHECK)
		return;
	log_forced(m);
	for (at = m->start; at < m->start + m->length; at += size) {
		if (signal_pending(current)) {
			memhp_refuse(m, MEMHP_REASON_INTERRUPTED, EINTR, at);
			return;
		}
		/* Others take memory meanwhile. */
		if (!(m->flags & MEMHP_MEMORY_FORCE) && !has_room(m, size)) {
			memhp_refuse(m, MEMHP_REASON_NO_MEMMAP_ROOM, ENOMEM, at);
			return;
		}
		if (add_block(m, at, by_address))
			return;
		cond_resched();
	}
}
