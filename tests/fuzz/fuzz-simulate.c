// SPDX-License-Identifier: GPL-2.0
/*
 * The description of a machine that memory is plugged into. What is taken can be run by
 * any rules: each byte of each hot-plug is handed out once, in order, and is on its node
 * in the end.
 */
#include "fuzz.h"
#include "simulate.h"

/* More take too long for one input. */
#define MANY_BLOCKS (1ULL << 14)

static const char *const policies[] = {
	"default kernel-default\n",
	"default auto-movable ratio=301 numa-aware\n",
	("rule owner=dax movable\nrule hotpluggable offline\n"
	 "default auto-movable ratio=50 count-hotplugged\n"),
};

struct sum {
	const struct memhp_simulation *simulation;
	size_t hotplug;		/* which is at hand */
	uint64_t offset;	/* and how far */
};

static uint64_t plugged_bytes(const struct memhp_simulation *simulation, size_t i)
{
	return simulation->plugs[i].pages * MEMHP_SIM_PAGE;
}

static int add_up(const struct memhp_simulated *range, void *data)
{
	struct sum *sum = data;

	if (range->hotplug != sum->hotplug) {
		must(range->hotplug == sum->hotplug + 1);
		must(sum->offset == plugged_bytes(sum->simulation, sum->hotplug));
		sum->hotplug++;
		sum->offset = 0;
	}
	must(range->offset == sum->offset);
	must(range->size && range->unit && range->choice <= MEMHP_CHOICE_MAX);
	must(range->node == sum->simulation->plugs[range->hotplug].node);
	sum->offset += range->size;
	return 0;
}

static uint64_t on_node(const struct memhp_simulation *simulation, int32_t node)
{
	uint64_t bytes = 0;
	size_t i;

	for (i = 0; i < simulation->nr_plugs; i++)
		if (simulation->plugs[i].node == node)
			bytes += plugged_bytes(simulation, i);
	for (i = 0; i < simulation->nr_nodes; i++)
		if (simulation->nodes[i].number == node)
			bytes += (simulation->nodes[i].first.plugged +
				  simulation->nodes[i].first.movable) * MEMHP_SIM_PAGE;
	return bytes;
}

static void check_nodes(const struct memhp_simulation *simulation)
{
	const struct memhp_simulated_node *node;
	int32_t before = -1;
	size_t i;

	for (i = 0; i < memhp_simulation_nodes(simulation); i++) {
		node = memhp_simulation_node(simulation, i);
		must(node->node > before && node->node <= MEMHP_SIM_NODE_MAX);
		must(node->cma <= node->early);
		must(node->plugged + node->movable + node->offline ==
		     on_node(simulation, node->node));
		before = node->node;
	}
	must(!memhp_simulation_node(simulation, i));
}

static void run(struct memhp *ctx, struct memhp_simulation *simulation, const char *policy)
{
	struct sum sum = { .simulation = simulation };
	struct memhp_rules *rules;

	must(!memhp_rules_new(ctx, &rules));
	must(!memhp_rules_parse(rules, policy, "policy"));
	must(!memhp_simulation_run(simulation, rules, add_up, &sum));
	if (simulation->nr_plugs) {
		must(sum.hotplug == simulation->nr_plugs - 1);
		must(sum.offset == plugged_bytes(simulation, sum.hotplug));
	}
	check_nodes(simulation);
	memhp_rules_free(rules);
}

static uint64_t blocks(const struct memhp_simulation *simulation)
{
	uint64_t count = 0;
	size_t i;

	for (i = 0; i < simulation->nr_plugs; i++)
		count += simulation->plugs[i].pages / simulation->block;
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memhp *ctx = fuzz_context();
	struct memhp_simulation *simulation;
	size_t i;

	must(!memhp_simulation_new(ctx, &simulation));
	if (fuzz_good(ctx, memhp_simulation_read(simulation, fuzz_file(data, size))) &&
	    blocks(simulation) <= MANY_BLOCKS)
		for (i = 0; i < sizeof(policies) / sizeof(policies[0]); i++)
			run(ctx, simulation, policies[i]);
	memhp_simulation_free(simulation);
	return 0;
}
