// SPDX-License-Identifier: GPL-2.0
/* Whether there is memory: whoever only reads is told anything. */
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/memory.h>
#include <linux/mm.h>
#include <asm/cacheflush.h>

#include "memory_map.h"

#define PATTERN 0x6d656d6870a55a0fULL

/* Past the cache: that keeps everything. */
static bool keeps(volatile u64 *word, u64 value)
{
	*word = value;
	clflush_cache_range((void *)word, sizeof(*word));
	/* Not before the flush has ended: memory answers, not the cache. */
	mb();
	return *word == value;
}

static bool page_keeps(u64 addr)
{
	volatile u64 *word = memremap(addr, PAGE_SIZE, MEMREMAP_WB);
	u64 old, value = PATTERN ^ addr;
	bool answer;

	if (!word)
		return false;
	old = *word;
	answer = keeps(word, value) && keeps(word, ~value);
	keeps(word, old);
	memunmap((void *)word);
	return answer;
}

int memhp_map_answers(u64 start)
{
	u64 size = memory_block_size_bytes();
	bool answer;

	/* Meanwhile it is nobody else's. */
	if (!request_mem_region(start, size, "memhp"))
		return -EBUSY;
	answer = page_keeps(start) && page_keeps(start + size - PAGE_SIZE);
	release_mem_region(start, size);
	return answer ? 0 : -ENXIO;
}
