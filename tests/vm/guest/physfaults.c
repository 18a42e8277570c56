// SPDX-License-Identifier: GPL-2.0
/*
 * physfaults FIRST COUNT NEIGHBOUR START STEP: as faults, for memory that the kernel was not
 * told of: it is added and removed, goes online with no page in the allocator, is populated and
 * depopulated, and each allocation on the way fails in turn; of those that adding makes the
 * START-th, then STEP further. FIRST and COUNT are the blocks it would be; the module is there,
 * and they are not, at first and at the end. NEIGHBOUR is one of the same GiB: without memory
 * for the page table of its direct map the kernel dies of itself (phys_pmd_init()), so another
 * block has that made before.
 *
 * Whatever fails: what was said to be done is, and nothing else. Prints "ok DESC" or "not ok
 * DESC: ..." a line.
 */
#define _GNU_SOURCE
#include "failing.h"
#include "physical.h"

static const struct call removing = { "memory is removed", add, drop, drop_any, not_removed };
static const struct call adding = { "memory is added", NULL, add, drop_any, not_added };

/* With the memory there */
static const struct call staged[] = {
	{ "online, no page in the allocator", NULL, stage, offline, not_so },
	{ "populate", stage, populate, offline, not_filled },
	{ "depopulate", stage_and_populate, depopulate, offline, not_filled },
};

int main(int argc, char **argv)
{
	unsigned long start, step;
	uint64_t neighbour;
	size_t i;

	if (argc != 6)
		return 2;
	range.first = strtoull(argv[1], NULL, 0);
	range.count = strtoull(argv[2], NULL, 0);
	neighbour = strtoull(argv[3], NULL, 0);
	start = strtoul(argv[4], NULL, 0);
	step = strtoul(argv[5], NULL, 0);
	if (!range.count || range.count > MAX_BLOCKS || !start || !step)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (prepare_all())
		return 1;
	if (open_device()) {
		perror("physfaults: device");
		return 1;
	}
	if (physical(MEMHP_MEMORY_ADD, neighbour, 1)) {
		printf("not ok a neighbour is added\n");
		return 1;
	}
	sweep(&adding, "caller", arm_caller, disarm_caller, start, step);
	sweep(&removing, "caller", arm_caller, disarm_caller, 1, 1);
	if (add()) {
		printf("not ok memory is added after all that\n");
		return 1;
	}
	for (i = 0; i < sizeof(staged) / sizeof(staged[0]); i++)
		sweep(&staged[i], "caller", arm_caller, disarm_caller, 1, 1);
	/* The others do all in the caller's thread. */
	sweep_threads(staged, 1);
	if (drop() || physical(MEMHP_MEMORY_REMOVE, neighbour, 1))
		printf("not ok memory is removed after all that\n");
	close_device();
	return 0;
}
