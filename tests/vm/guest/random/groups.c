// SPDX-License-Identifier: GPL-2.0
/* Groups and accounts against a recount of the blocks, rules against what was set. */
#include <inttypes.h>
#include <string.h>

#include "random.h"

/* A group as its blocks have it */
struct recount {
	uint64_t blocks;
	uint64_t kernel;
	uint64_t movable;
};

static struct recount recount(const struct world *world, const char *name)
{
	struct recount sum = { 0, 0, 0 };
	const struct memhp_block *block;
	const char *group;
	size_t i;

	for (i = 0; (block = memhp_blocks_at(world->blocks, i)); i++) {
		group = memhp_block_group(block);
		if (!group || strcmp(group, name))
			continue;
		sum.blocks++;
		if (memhp_block_zone(block) == MEMHP_ZONE_MOVABLE)
			sum.movable += BLOCK_SIZE;
		else if (memhp_block_state(block) == MEMHP_STATE_ONLINE)
			sum.kernel += BLOCK_SIZE;
	}
	return sum;
}

static void check_group(struct run *run, const struct world *world,
			const struct memhp_group_info *group)
{
	struct recount sum = recount(world, group->name);

	if (group->blocks != sum.blocks || group->kernel != sum.kernel ||
	    group->movable != sum.movable)
		wrong(run, "group %s: %" PRIu64 " blocks, %" PRIu64 " bytes kernel, %" PRIu64
		      " movable expected, found %" PRIu64 ", %" PRIu64 ", %" PRIu64, group->name,
		      sum.blocks, sum.kernel, sum.movable, (uint64_t)group->blocks,
		      (uint64_t)group->kernel, (uint64_t)group->movable);
}

/* No group is lost, and none is left. */
static void check_made(struct run *run, const struct world *world)
{
	const struct memhp_group_info *group;
	size_t made = 0, found = 0, i;
	char name[16];

	for (i = 0; i < GROUPS; i++) {
		snprintf(name, sizeof(name), "g%zu", i);
		group = memhp_groups_find(world->groups, name);
		if (!group != !run->group[i])
			wrong(run, "group %s: %s expected, found %s", name,
			      run->group[i] ? "there" : "not there",
			      group ? "there" : "not there");
		made += run->group[i];
	}
	for (i = 0; (group = memhp_groups_at(world->groups, i)); i++)
		found += group->by_hand;
	if (made != found)
		wrong(run, "%zu groups made by hand expected, found %zu", made, found);
}

/* Each block's group is one of those there are. */
static void check_members(struct run *run, const struct world *world)
{
	const struct memhp_block *block;
	const char *name;
	size_t i;

	for (i = 0; (block = memhp_blocks_at(world->blocks, i)); i++) {
		name = memhp_block_group(block);
		if (name && !memhp_groups_find(world->groups, name))
			wrong(run, "memory%" PRIu64 ": its group %s expected in the list of groups, "
			      "found it not there", memhp_block_index(block), name);
		if (memhp_block_owner(block) == MEMHP_OWNER_ACPI && !name)
			wrong(run, "memory%" PRIu64 " of a DIMM: a group expected, found none",
			      memhp_block_index(block));
	}
}

static bool any_movable_dynamic(const struct world *world)
{
	const struct memhp_group_info *group;
	size_t i;

	for (i = 0; (group = memhp_groups_at(world->groups, i)); i++)
		if (group->type == MEMHP_GROUP_DYNAMIC && group->movable)
			return true;
	return false;
}

/* Hot-plugged kernel memory of a node, in bytes */
static uint64_t plugged(const struct world *world, int node)
{
	const struct memhp_block *block;
	uint64_t bytes = 0;
	size_t i;

	for (i = 0; (block = memhp_blocks_at(world->blocks, i)); i++)
		if (memhp_block_node(block) == node && memhp_block_early(block) == 0 &&
		    memhp_block_kernel(block) == 1)
			bytes += BLOCK_SIZE;
	return bytes;
}

/*
 * Of each node: what is in kernel zones and in the movable one, and what of the former
 * the ratio counts. What dynamic groups need of it is left to tests/vm/cases/76-accounts.sh.
 */
static void check_account(struct run *run, const struct world *world,
			  const struct memhp_account *account, bool dynamic)
{
	uint64_t kernel = 0, movable = 0, counted;
	const struct zone_now *zone;

	for (zone = world->zone; zone < world->zone + world->nr_zones; zone++) {
		if (zone->node != account->node)
			continue;
		if (!strcmp(zone->name, "Movable"))
			movable += zone->present * 4096;
		else
			kernel += zone->present * 4096;
	}
	if (account->kernel != kernel || account->movable != movable)
		wrong(run, "account of node %d: %" PRIu64 " kernel, %" PRIu64
		      " movable expected, found %" PRIu64 ", %" PRIu64, account->node, kernel,
		      movable, account->kernel, account->movable);
	counted = kernel;
	if (!(account->flags & MEMHP_RULE_COUNT_HOTPLUGGED))
		counted -= plugged(world, account->node);
	if (!dynamic && account->kernel_counted != counted)
		wrong(run, "account of node %d: %" PRIu64 " of kernel memory counts expected, "
		      "found %" PRIu64, account->node, counted, account->kernel_counted);
}

static void check_rules(struct run *run, const struct world *world)
{
	size_t nr = memhp_rules_count(world->rules);
	uint32_t options = memhp_rules_options(world->rules);

	if (nr != run->nr_rules || options != run->options)
		wrong(run, "%zu rules with options %#x expected, found %zu with %#x",
		      run->nr_rules, run->options, nr, options);
}

void check_groups(struct run *run, struct world *world)
{
	const struct memhp_account *account;
	const struct memhp_group_info *group;
	bool dynamic;
	size_t i;

	if (!world->groups)
		return;
	for (i = 0; (group = memhp_groups_at(world->groups, i)); i++)
		check_group(run, world, group);
	check_made(run, world);
	check_members(run, world);
	check_rules(run, world);
	dynamic = any_movable_dynamic(world);
	for (i = 0; (account = memhp_accounts_at(world->accounts, i)); i++)
		if (account->node >= 0)
			check_account(run, world, account, dynamic);
}
