/* SPDX-License-Identifier: GPL-2.0 */
/* What one struct memory_block says, in memhp's words. Nothing here locks. */
#ifndef MEMHP_KERNEL_BLOCK_H
#define MEMHP_KERNEL_BLOCK_H

#include <linux/memory.h>
#include <linux/mmzone.h>

#include <memhp/uapi.h>

/** memhp_block_pages - pages of a block */
static inline unsigned long memhp_block_pages(void)
{
	return memory_block_size_bytes() >> PAGE_SHIFT;
}

/** memhp_block_pfn - page frame number of its first page */
static inline unsigned long memhp_block_pfn(struct memory_block *mem)
{
	return section_nr_to_pfn(mem->start_section_nr);
}

/** memhp_block_index - the N of memoryN, which is what its device is called by */
static inline u64 memhp_block_index(struct memory_block *mem)
{
	return mem->dev.id;
}

/** memhp_change_blocks - the blocks that a memory notifier is told of: whole ones, but
 * for the memmap that the first may hold at its begin */
static inline struct memhp_range
memhp_change_blocks(const struct memory_notify *change)
{
	u64 first = change->start_pfn / memhp_block_pages();
	u64 end = DIV_ROUND_UP(change->start_pfn + change->nr_pages,
			       memhp_block_pages());

	return (struct memhp_range){ .first = first, .count = end - first };
}

/** memhp_block_state - enum memhp_state */
u8 memhp_block_state(struct memory_block *mem);

/** memhp_zone_number - enum memhp_zone of a zone, NONE for NULL */
u8 memhp_zone_number(struct zone *zone);

/** memhp_zone_pointer - zone @number of node @nid, NULL if there is none */
struct zone *memhp_zone_pointer(u8 number, int nid);

/** memhp_block_early - is it there since boot? */
bool memhp_block_early(struct memory_block *mem);

/** memhp_block_flaw - why it can never go offline: MEMHP_REASON_MULTIZONE if its memory
 * is of several zones, MEMHP_REASON_HOLES if not all of it is memory, counted as
 * offline_pages() does, else MEMHP_REASON_NONE */
u32 memhp_block_flaw(struct memory_block *mem);

/** memhp_block_poisoned - are there poisoned pages in it, as far as the kernel
 * counts them? Such a block goes offline and never online again. */
bool memhp_block_poisoned(struct memory_block *mem);

/**
 * memhp_block_flags - MEMHP_BLOCK_* of a block
 * @owner:	enum memhp_owner of it
 */
u32 memhp_block_flags(struct memory_block *mem, u32 owner);

#endif
