// SPDX-License-Identifier: GPL-2.0
/* Blocks: sysfs and the dump say the same, and nothing is in between. */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "random.h"

static void check_state(struct run *run, const struct memhp_block *block,
			const struct block_now *now)
{
	const char *state = memhp_state_name(memhp_block_state(block));
	const char *zone = memhp_zone_name(memhp_block_zone(block));
	uint64_t index = memhp_block_index(block);

	if (strcmp(now->state, "online") && strcmp(now->state, "offline"))
		wrong(run, "memory%" PRIu64 ": online or offline expected, found %s in sysfs",
		      index, now->state);
	else if (strcmp(state, now->state))
		wrong(run, "memory%" PRIu64 ": %s by sysfs, found %s in the dump", index,
		      now->state, state);
	else if (!strcmp(state, "online") && strcmp(zone ? zone : "none", now->zone))
		wrong(run, "memory%" PRIu64 ": zone %s by sysfs, found %s in the dump", index,
		      now->zone, zone ? zone : "none");
}

/* What is held is held of an online block, and no more than there is. */
static void check_held(struct run *run, const struct memhp_block *block)
{
	uint64_t held = memhp_block_held(block);
	bool online = memhp_block_state(block) == MEMHP_STATE_ONLINE;

	if (memhp_block_staged(block) == 1 && !online)
		wrong(run, "memory%" PRIu64 ": offline, found it staged", memhp_block_index(block));
	if (held > BLOCK_SIZE || (held && memhp_block_staged(block) != 1))
		wrong(run, "memory%" PRIu64 ": nothing held of a block that is not staged expected, "
		      "found %" PRIu64, memhp_block_index(block), held);
}

/* Its link in the folder of its node */
static void check_link(struct run *run, const struct memhp_block *block)
{
	char path[96];

	snprintf(path, sizeof(path), "/sys/devices/system/node/node%d/memory%" PRIu64,
		 memhp_block_node(block), memhp_block_index(block));
	if (access(path, F_OK))
		wrong(run, "%s expected, found nothing", path);
}

void check_blocks(struct run *run, struct world *world)
{
	const struct memhp_block *block;
	unsigned int index;

	for (index = 0; index < MAX_BLOCKS; index++) {
		block = memhp_blocks_find(world->blocks, index);
		if (!block != !world->block[index].there) {
			wrong(run, "memory%u: %s in sysfs, and found %s in the dump", index,
			      block ? "not" : "there", block ? "there" : "not");
		} else if (block) {
			check_state(run, block, &world->block[index]);
			check_held(run, block);
			check_link(run, block);
		}
	}
}
