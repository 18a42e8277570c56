// SPDX-License-Identifier: GPL-2.0
/*
 * In the end all is released: nothing is held, groups and DIMMs go, blocks are as they
 * were and so is the memory in use. Blocks that were kernel memory may stay where the
 * kernel has put pages that cannot move; others may not.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

static char before[1 << 16];
static uint64_t used_before;

/* KiB that are free, but on the lists of a processor, which MemFree leaves out */
static uint64_t on_lists(void)
{
	static char text[1 << 17];
	uint64_t pages, all = 0;
	char *at = text;

	if (read_file("/proc/zoneinfo", text, sizeof(text)))
		return 0;
	while ((at = strstr(at, " count:"))) {
		at += strlen(" count:");
		if (sscanf(at, "%" SCNu64, &pages) == 1)
			all += pages * 4;
	}
	return all;
}

/* KiB that are neither free nor a cache */
static uint64_t in_use(void)
{
	write_file("/proc/sys/vm/drop_caches", "3", 60);
	return meminfo("MemTotal") - meminfo("MemFree") - on_lists() - meminfo("Buffers") -
	       meminfo("Cached") - meminfo("SReclaimable");
}

void finish_begin(struct run *run)
{
	used_before = in_use();
	if (read_file("/proc/iomem", before, sizeof(before)))
		wrong(run, "/proc/iomem expected, found nothing");
}

static bool base_online(struct run *run, unsigned int index)
{
	return run->base.block[index].there && !strcmp(run->base.block[index].state, "online");
}

/* Blocks that were offline, or not there, go; the highest first, as the kernel likes it. */
static void take_offline(struct run *run)
{
	struct how how = {
		.op = MEMHP_OP_OFFLINE,
		.timeout = 10000000000ULL * run->slow,
		.retries = 2,
	};
	struct span span;
	unsigned int i;

	for (i = PLAY_LAST; i >= PLAY_FIRST; i--) {
		if (base_online(run, i))
			continue;
		span.first = span.last = i;
		how.remove = i >= UNTOLD_FIRST && i <= UNTOLD_LAST;
		change_span(run, span, &how);
	}
}

/* Blocks of the boot are online again where they were. */
static void bring_back(struct run *run)
{
	struct how how = { .timeout = 20000000000ULL * run->slow, .retries = 2 };
	struct memhp_blocks *blocks;
	const struct memhp_block *block;
	struct span span;
	unsigned int i;

	if (memhp_blocks_get(run->ctx, &blocks))
		return;
	for (i = 0; i < PLAY_LAST; i++) {
		block = memhp_blocks_find(blocks, i);
		if (!block || !base_online(run, i))
			continue;
		how.op = MEMHP_OP_ONLINE;
		if (memhp_block_zone(block) == MEMHP_ZONE_MOVABLE)
			how.op = MEMHP_OP_SHIFT;
		else if (memhp_block_state(block) == MEMHP_STATE_ONLINE)
			continue;
		how.choice = MEMHP_CHOICE_KERNEL;
		span.first = span.last = i;
		change_span(run, span, &how);
	}
	memhp_blocks_free(blocks);
}

static bool is_kernel(const struct block_now *block)
{
	return !strcmp(block->state, "online") && strcmp(block->zone, "Movable");
}

/* The kernel has put pages there that cannot move. */
static bool may_stay(unsigned int index, const struct block_now *is)
{
	return index >= UNTOLD_FIRST && is_kernel(is);
}

/* Then so do the others of its DIMM: unplug_all() has looked. */
static bool of_dimm(unsigned int index, const struct block_now *is)
{
	return is->there && index >= DIMM_FIRST && !strcmp(is->state, "offline");
}

/* As it was; a block at the end of a kernel zone may come back in the one beside it. */
static bool same(const struct block_now *was, const struct block_now *is)
{
	if (is->there != was->there || strcmp(is->state, was->state))
		return false;
	return !strcmp(is->zone, was->zone) || (is_kernel(was) && is_kernel(is));
}

/* What has stayed, or is not where it was; how many blocks of kernel memory have stayed. */
static unsigned int compare_blocks(struct run *run, struct world *world)
{
	unsigned int i, stayed = 0;

	for (i = 0; i < MAX_BLOCKS; i++) {
		const struct block_now *was = &run->base.block[i], *is = &world->block[i];

		if (same(was, is))
			continue;
		if (may_stay(i, is))
			stayed++;
		else if (!of_dimm(i, is))
			wrong(run, "memory%u: '%s' '%s' expected as at first, found '%s' '%s'", i,
			      was->state, was->zone, is->state, is->zone);
	}
	return stayed;
}

/* Blocks that are there and were not: of a DIMM that stays, offline ones as well */
static unsigned int more_blocks(struct run *run, const struct world *world)
{
	unsigned int i, more = 0;

	for (i = 0; i < MAX_BLOCKS; i++)
		more += world->block[i].there && !run->base.block[i].there;
	return more;
}

/*
 * What nobody gave back, beyond what blocks need that have stayed: struct pages, and on a
 * debug kernel an eighth of a block for KASAN, which also keeps what was freed, up to a
 * part in 32 of all memory.
 */
static void compare_use(struct run *run, unsigned int more)
{
	uint64_t more_each = run->slow > 1 ? 24 << 10 : 3 << 10;
	uint64_t kept = run->slow > 1 ? meminfo("MemTotal") / 32 : 0;
	uint64_t most = (32 << 10) * run->slow + kept + more * more_each;
	uint64_t used = in_use();

	point(used < used_before + most, "free memory comes back: %" PRIu64 " KiB in use at first, %"
	      PRIu64 " now, at most %" PRIu64 " more", used_before, used, most);
}

static void unplug_all(struct run *run)
{
	unsigned int i;

	for (i = 0; i < DIMMS; i++) {
		struct dimm *dimm = &run->dimm[i];
		struct memhp_blocks *blocks;
		unsigned int at;
		bool offline = true;

		if (!dimm->there || memhp_blocks_get(run->ctx, &blocks))
			continue;
		for (at = dimm->first; at < dimm->first + dimm->count; at++) {
			const struct memhp_block *block = memhp_blocks_find(blocks, at);

			if (block && memhp_block_state(block) != MEMHP_STATE_OFFLINE)
				offline = false;
		}
		memhp_blocks_free(blocks);
		if (offline && unplug(run, dimm))
			wrong(run, "DIMM %s, all of it offline: to go expected, found it there", dimm->name);
	}
}

static void compare(struct run *run)
{
	static char after[sizeof(before)];
	struct world world;
	unsigned int stayed, more;

	if (world_read(run, &world))
		return;
	stayed = compare_blocks(run, &world);
	more = more_blocks(run, &world);
	world_free(&world);
	/* What has stayed has its resource, too. */
	if (!stayed && (read_file("/proc/iomem", after, sizeof(after)) || strcmp(before, after)))
		wrong(run, "/proc/iomem as at first expected, found another one:\n%s", after);
	point(!*run->bad, "all is released, but for %u blocks of kernel memory", stayed);
	compare_use(run, more);
}

void finish(struct run *run)
{
	load_end(run);
	if (clear_policy(run))
		wrong(run, "rules to go expected, found %s", memhp_error(run->ctx));
	if (drop_groups(run))
		wrong(run, "groups to go expected, found %s", memhp_error(run->ctx));
	if (!release_staged(run))
		wrong(run, "staged blocks to be released expected, found some held");
	write_file("/proc/sys/vm/drop_caches", "3", 60);
	bring_back(run);
	take_offline(run);
	unplug_all(run);
	check_all(run);
	compare(run);
}
