// SPDX-License-Identifier: GPL-2.0
/* DIMMs, each with a place of its own, that come and go. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "random.h"

static bool block_there(unsigned int block)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/devices/system/memory/memory%u/state", block);
	return !access(path, F_OK);
}

/* Blocks appear one by one, the last is the last. */
static bool wait_for(unsigned int block, bool there, unsigned int seconds)
{
	uint64_t until = now_ns() + seconds * 1000000000ULL;

	while (block_there(block) != there) {
		if (now_ns() > until)
			return false;
		usleep(2000);
	}
	return true;
}

/* Who adds or removes memory has the lock that a write takes first. This block is online
 * and stays so. */
static void settle(void)
{
	write_file("/sys/devices/system/memory/memory32/state", "online", 20);
}

static void plug(struct run *run, struct dimm *dimm)
{
	say(" in");
	if (monitor(run, true, "object_add memory-backend-ram,id=m-%s,size=%uM,reserve=off",
		    dimm->name, dimm->count * 128) ||
	    monitor(run, true, "device_add pc-dimm,id=%s,memdev=m-%s,node=%u,addr=0x%llx",
		    dimm->name, dimm->name, dimm->node, dimm->first * BLOCK_SIZE))
		return;
	dimm->there = true;
	if (!wait_for(dimm->first + dimm->count - 1, true, 20 * run->slow))
		wrong(run, "memory%u of a DIMM expected, found none", dimm->first + dimm->count - 1);
	settle();
}

const char *unplug(struct run *run, struct dimm *dimm)
{
	uint64_t until;

	say(", out");
	monitor(run, false, "device_del %s", dimm->name);
	if (!monitor_deleted(dimm->name, 20 * (int)run->slow)) {
		settle();
		return "the guest keeps it";
	}
	if (!wait_for(dimm->first, false, 5 * run->slow)) {
		wrong(run, "no memory%u of a DIMM that has gone expected, found it", dimm->first);
		return "its blocks stay";
	}
	/* QEMU lets go of the memory a moment later. */
	until = now_ns() + 20000000000ULL * run->slow;
	while (monitor(run, false, "object_del m-%s", dimm->name)) {
		if (*run->bad || now_ns() > until)
			return "QEMU keeps its memory";
		usleep(10000);
	}
	dimm->there = false;
	return NULL;
}

/* Online blocks of it, and whether any of those is kernel memory */
static unsigned int still_online(struct run *run, const struct dimm *dimm, bool *kernel)
{
	const struct memhp_block *block;
	struct memhp_blocks *blocks;
	unsigned int i, online = 0;

	*kernel = false;
	if (memhp_blocks_get(run->ctx, &blocks))
		return dimm->count;
	for (i = dimm->first; i < dimm->first + dimm->count; i++) {
		block = memhp_blocks_find(blocks, i);
		if (!block || memhp_block_state(block) == MEMHP_STATE_OFFLINE)
			continue;
		online++;
		if (memhp_block_zone(block) != MEMHP_ZONE_MOVABLE)
			*kernel = true;
	}
	memhp_blocks_free(blocks);
	return online;
}

void dimms_begin(struct run *run)
{
	static const struct dimm dimms[DIMMS] = {
		{ "r0", 56, 4, 0, false },
		{ "r1", 60, 8, 1, false },
		{ "r2", 68, 2, 1, false },
		{ "r3", 72, 4, 2, false },
	};
	unsigned int i;

	memcpy(run->dimm, dimms, sizeof(dimms));
	for (i = 0; i < DIMMS; i++)
		plug(run, &run->dimm[i]);
}

/* Most of them should be there most of the time. */
static struct dimm *choose_dimm(struct run *run)
{
	unsigned int first = pick(run, DIMMS), any = pick(run, 2), i;

	for (i = 0; i < DIMMS && any; i++)
		if (!run->dimm[(first + i) % DIMMS].there)
			return &run->dimm[(first + i) % DIMMS];
	return &run->dimm[first];
}

/* In, or out: mostly when it is offline, else the kernel tries to take it offline. */
const char *do_plug(struct run *run)
{
	struct dimm *dimm = choose_dimm(run);
	struct how how = {
		.op = MEMHP_OP_OFFLINE,
		.timeout = 1000000000ULL * run->slow,
	};
	struct span span = { dimm->first, dimm->first + dimm->count - 1 };
	bool kernel, first = !once_in(run, 4);

	say(" %s", dimm->name);
	if (!dimm->there) {
		plug(run, dimm);
		return NULL;
	}
	if (first)
		change_span(run, span, &how);
	if (still_online(run, dimm, &kernel) && (first || kernel))
		return "it is in use";
	return unplug(run, dimm);
}
