// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What a policy would do with memory that is hot-plugged into a machine that is
 * only described. Each block goes online in turn, and what the policy says of it
 * is accounted before the next: nothing here decides, and nothing is kept of a
 * block.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "rules.h"
#include "simulate.h"

#define BLOCK_DEFAULT	((128ULL << 20) / MEMHP_SIM_PAGE)

MEMHP_EXPORT int memhp_simulation_new(struct memhp *ctx,
				      struct memhp_simulation **out)
{
	struct memhp_simulation *simulation = calloc(1, sizeof(*simulation));

	if (!simulation)
		return memhp_no_memory(ctx);
	simulation->ctx = memhp_ref(ctx);
	simulation->block = BLOCK_DEFAULT;
	*out = simulation;
	return 0;
}

MEMHP_EXPORT void memhp_simulation_free(struct memhp_simulation *simulation)
{
	if (!simulation)
		return;
	memhp_unref(simulation->ctx);
	free(simulation->nodes);
	free(simulation->plugs);
	free(simulation);
}

/* Of the first node whose number is not below @number. */
static size_t position(const struct memhp_simulation *simulation, int32_t number)
{
	size_t i = 0;

	while (i < simulation->nr_nodes && simulation->nodes[i].number < number)
		i++;
	return i;
}

struct memhp_sim_node *memhp_sim_node(struct memhp_simulation *simulation,
				      int32_t number)
{
	size_t at = position(simulation, number), count = simulation->nr_nodes;
	struct memhp_sim_node *nodes = simulation->nodes;

	if (at < count && nodes[at].number == number)
		return &nodes[at];
	nodes = reallocarray(nodes, count + 1, sizeof(*nodes));
	if (!nodes)
		return NULL;
	memmove(&nodes[at + 1], &nodes[at], (count - at) * sizeof(*nodes));
	nodes[at] = (struct memhp_sim_node){ .number = number };
	simulation->nodes = nodes;
	simulation->nr_nodes++;
	return &nodes[at];
}

int memhp_sim_plug(struct memhp_simulation *simulation,
		   const struct memhp_sim_plug *plug)
{
	struct memhp_sim_plug *plugs;

	plugs = reallocarray(simulation->plugs, simulation->nr_plugs + 1,
			     sizeof(*plugs));
	if (!plugs)
		return -ENOMEM;
	simulation->plugs = plugs;
	plugs[simulation->nr_plugs++] = *plug;
	return 0;
}

/* ---- Accounts ---- */

/* The machine as it was described. */
static void begin(struct memhp_simulation *simulation)
{
	struct memhp_scope *all = &simulation->all;
	size_t i;

	memset(all, 0, sizeof(*all));
	for (i = 0; i < simulation->nr_nodes; i++) {
		struct memhp_sim_node *node = &simulation->nodes[i];

		node->now = node->first;
		node->offline = 0;
		all->early += node->first.early;
		all->cma += node->first.cma;
		all->plugged += node->first.plugged;
		all->movable += node->first.movable;
	}
	for (i = 0; i < simulation->nr_plugs; i++) {
		struct memhp_share *share = &simulation->plugs[i].share;

		share->kernel = share->movable = 0;
	}
}

static void add_group(struct memhp_scope *scope, const struct memhp_share *share,
		      uint32_t ratio)
{
	scope->required += memhp_required(share->movable, share->kernel, ratio);
	scope->group_movable += share->movable;
}

/* The effect of the dynamic groups but that of plug @i, at the ratio of the rule
 * that it falls under. Those behind it are empty. */
static void weigh_groups(struct memhp_simulation *simulation, size_t i,
			 struct memhp_sim_node *node, uint32_t ratio)
{
	struct memhp_scope *all = &simulation->all, *here = &node->now;
	size_t j;

	all->required = all->group_movable = 0;
	here->required = here->group_movable = 0;
	for (j = 0; j < i; j++) {
		const struct memhp_sim_plug *plug = &simulation->plugs[j];

		if (plug->share.type != MEMHP_GROUP_DYNAMIC)
			continue;
		add_group(all, &plug->share, ratio);
		if (plug->node == node->number)
			add_group(here, &plug->share, ratio);
	}
}

/* ---- Blocks ---- */

struct walk {
	struct memhp_simulation *simulation;
	struct memhp_sim_plug *plug;
	struct memhp_sim_node *node;
	const struct memhp_rule *rule;
	struct memhp_decision decision;
	struct memhp_simulated range;	/* that grows; empty: size 0 */
	memhp_simulation_fn fn;
	void *data;
};

static void account(struct walk *walk)
{
	struct memhp_scope *all = &walk->simulation->all, *here = &walk->node->now;
	struct memhp_share *share = &walk->plug->share;

	switch (walk->decision.choice) {
	case MEMHP_CHOICE_NONE:
		walk->node->offline += share->pages;
		break;
	case MEMHP_CHOICE_MOVABLE:
		all->movable += share->pages;
		here->movable += share->pages;
		share->movable += share->pages;
		share->unit_movable += share->pages;
		break;
	default:	/* KEEP is kernel memory where nothing is movable yet */
		all->plugged += share->pages;
		here->plugged += share->pages;
		share->kernel += share->pages;
		share->unit_kernel += share->pages;
	}
}

static int hand_out(struct walk *walk)
{
	return walk->range.size ? walk->fn(&walk->range, walk->data) : 0;
}

/* Let the range grow by the block at @offset, in pages, or begin another. */
static int grow(struct walk *walk, uint64_t offset)
{
	struct memhp_simulated *range = &walk->range;
	uint32_t choice = walk->decision.choice, why = walk->decision.why;
	int ret;

	/* The rest of a unit goes the way of its first block, and why that went
	 * there is what people want to know. */
	if (why == MEMHP_WHY_UNIT || why == MEMHP_WHY_GROUP)
		why = range->why;
	if (!range->size || range->choice != choice || range->why != why) {
		ret = hand_out(walk);
		if (ret)
			return ret;
		range->offset = offset * MEMHP_SIM_PAGE;
		range->size = 0;
		range->choice = choice;
		range->why = why;
	}
	range->size += walk->plug->share.pages * MEMHP_SIM_PAGE;
	return 0;
}

static int online(struct walk *walk)
{
	struct memhp_share *share = &walk->plug->share;
	uint64_t offset;
	int ret;

	for (offset = 0; offset < walk->plug->pages; offset += share->pages) {
		if (!(offset % walk->plug->unit))
			share->unit_kernel = share->unit_movable = 0;
		memhp_policy_decide(walk->rule, share, &walk->simulation->all,
				    &walk->node->now, MEMHP_SIM_PAGE, &walk->decision);
		account(walk);
		ret = grow(walk, offset);
		if (ret)
			return ret;
	}
	return hand_out(walk);
}

/* ---- Hot-plugs ---- */

/* The index of the first rule that matches, -1: none. */
static int32_t find_rule(const struct memhp_rules *rules, const struct memhp_sim_plug *plug)
{
	struct memhp_subject subject = {
		.owner = plug->owner,
		.node = plug->node,
		.hotpluggable = plug->hotpluggable,
		.group_type = plug->share.type,
		.device = plug->pages * MEMHP_SIM_PAGE,
	};
	size_t i, count = memhp_rules_count(rules);

	for (i = 0; i < count; i++)
		if (memhp_rule_matches(memhp_rules_at(rules, i), &subject))
			return (int32_t)i;
	return -1;
}

static int run_plug(struct memhp_simulation *simulation, size_t i,
		    const struct memhp_rules *rules, memhp_simulation_fn fn, void *data)
{
	struct memhp_sim_plug *plug = &simulation->plugs[i];
	struct walk walk = {
		.simulation = simulation,
		.plug = plug,
		.node = &simulation->nodes[position(simulation, plug->node)],
		.fn = fn,
		.data = data,
	};

	walk.range.hotplug = i;
	walk.range.unit = plug->unit * MEMHP_SIM_PAGE;
	walk.range.node = plug->node;
	walk.range.rule = find_rule(rules, plug);
	if (walk.range.rule >= 0)
		walk.rule = memhp_rules_at(rules, (size_t)walk.range.rule);
	if (walk.rule && walk.rule->action == MEMHP_ACTION_AUTO_MOVABLE)
		weigh_groups(simulation, i, walk.node, walk.rule->ratio);
	return online(&walk);
}

static void tell(struct memhp_sim_node *node)
{
	struct memhp_simulated_node *told = &node->told;

	told->node = node->number;
	told->early = node->now.early * MEMHP_SIM_PAGE;
	told->cma = node->now.cma * MEMHP_SIM_PAGE;
	told->plugged = node->now.plugged * MEMHP_SIM_PAGE;
	told->movable = node->now.movable * MEMHP_SIM_PAGE;
	told->offline = node->offline * MEMHP_SIM_PAGE;
}

static int check_blocks(const struct memhp_simulation *simulation)
{
	uint64_t blocks = 0;
	size_t i;

	for (i = 0; i < simulation->nr_plugs; i++)
		blocks += simulation->plugs[i].pages / simulation->block;
	if (blocks <= MEMHP_SIM_BLOCKS)
		return 0;
	return memhp_fail(simulation->ctx, E2BIG, "%" PRIu64 " blocks are plugged, and at most "
			  "%llu can be simulated: try a larger block-size", blocks,
			  MEMHP_SIM_BLOCKS);
}

MEMHP_EXPORT int memhp_simulation_run(struct memhp_simulation *simulation,
				      const struct memhp_rules *rules,
				      memhp_simulation_fn fn, void *data)
{
	int ret = check_blocks(simulation);
	size_t i;

	if (ret)
		return ret;
	begin(simulation);
	for (i = 0; i < simulation->nr_plugs && !ret; i++)
		ret = run_plug(simulation, i, rules, fn, data);
	for (i = 0; i < simulation->nr_nodes; i++)
		tell(&simulation->nodes[i]);
	return ret;
}

MEMHP_EXPORT size_t memhp_simulation_plugs(const struct memhp_simulation *simulation)
{
	return simulation->nr_plugs;
}

MEMHP_EXPORT size_t memhp_simulation_nodes(const struct memhp_simulation *simulation)
{
	return simulation->nr_nodes;
}

MEMHP_EXPORT const struct memhp_simulated_node *
memhp_simulation_node(const struct memhp_simulation *simulation, size_t i)
{
	return i < simulation->nr_nodes ? &simulation->nodes[i].told : NULL;
}
