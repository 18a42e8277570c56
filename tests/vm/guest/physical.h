/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory that the kernel was not told of: it is added, removed, goes online with no page in
 * the allocator, is populated and depopulated; and whether what was said of that is so.
 */
#ifndef PHYSICAL_H
#define PHYSICAL_H

#include "changes.h"

#define BLOCK (128ull << 20)
#define GRANULE (8ull << 20)

static struct memhp_memory memory;
static struct memhp_fill fill;
static int outcome;			/* of the last of both: 0 or -errno */

static bool there(uint64_t block)
{
	return *state_of(block);
}

static int physical(uint32_t op, uint64_t first, uint64_t count)
{
	memory = (struct memhp_memory){
		.size = sizeof(memory),
		.op = op,
		.start = first * BLOCK,
		.length = count * BLOCK,
		.node = -1,
	};
	if (ioctl(device, MEMHP_IOC_MEMORY, &memory)) {
		memory.done = 0;
		outcome = -errno;
	} else {
		outcome = -abs(memory.error);
	}
	return outcome;
}

static int add(void)
{
	return physical(MEMHP_MEMORY_ADD, range.first, range.count);
}

static int drop(void)
{
	return physical(MEMHP_MEMORY_REMOVE, range.first, range.count);
}

/* Those of the range that are there, one after the other */
static int drop_any(void)
{
	uint64_t i;
	int error = 0;

	for (i = 0; i < range.count && !error; i++)
		if (there(range.first + i))
			error = physical(MEMHP_MEMORY_REMOVE, range.first + i, 1);
	return error;
}

static bool miscounted(bool added)
{
	uint64_t i, done = memory.done / BLOCK;

	if (!outcome && done != range.count) {
		snprintf(said, sizeof(said), "no error, and %llu blocks done",
			 (unsigned long long)done);
		return true;
	}
	for (i = 0; i < range.count; i++) {
		if (there(range.first + i) == (i < done ? added : !added))
			continue;
		snprintf(said, sizeof(said), "%llu blocks were said to be %s, block %llu is '%s'",
			 (unsigned long long)done, added ? "added" : "removed",
			 (unsigned long long)(range.first + i), state_of(range.first + i));
		return true;
	}
	return false;
}

static bool not_added(void)
{
	return miscounted(true);
}

static bool not_removed(void)
{
	return miscounted(false);
}

static uint64_t populated;		/* bytes of the first block, before @fill */
static bool nothing_said;		/* by @fill, which did nothing */

static int stage(void)
{
	fill.populated = 0;
	return change(MEMHP_OP_ONLINE, MEMHP_CHOICE_MOVABLE, MEMHP_CHANGE_STAGED);
}

/* @length bytes of the first block, from @start on; ~0, 0: wherever, all that there is */
static int fill_it(uint32_t op, uint64_t start, uint64_t length)
{
	populated = fill.populated;
	fill = (struct memhp_fill){
		.size = sizeof(fill),
		.op = op,
		.block = range.first,
		.start = start,
		.length = length,
		.granule = GRANULE,
		.timeout_ns = deadline_ns,
	};
	if (ioctl(device, MEMHP_IOC_FILL, &fill)) {
		outcome = -errno;
		nothing_said = true;
		fill.populated = populated;
	} else {
		outcome = -abs(fill.error);
		nothing_said = false;
	}
	return outcome;
}

static int populate(void)
{
	return fill_it(MEMHP_FILL_POPULATE, ~0ull, 0);
}

static int depopulate(void)
{
	return fill_it(MEMHP_FILL_DEPOPULATE, ~0ull, 0);
}

/* Each second granule, as those in a row come back by one call */
static int stage_and_populate(void)
{
	uint64_t at;
	int error = stage();

	for (at = 0; at < BLOCK && !error; at += 2 * GRANULE)
		error = fill_it(MEMHP_FILL_POPULATE, range.first * BLOCK + at, GRANULE);
	return error;
}

/* Of a fill of all that there is */
static bool not_filled(void)
{
	bool in = fill.op == MEMHP_FILL_POPULATE;
	uint64_t done = in ? fill.populated - populated : populated - fill.populated;

	if (nothing_said || (fill.populated + fill.held == BLOCK && fill.done == done &&
	    !fill.error == !(in ? fill.held : fill.populated)))
		return not_so();
	snprintf(said, sizeof(said), "%llu bytes done, error %d; %llu were populated, %llu are, %llu held",
		 (unsigned long long)fill.done, fill.error, (unsigned long long)populated,
		 (unsigned long long)fill.populated, (unsigned long long)fill.held);
	return true;
}

#endif
