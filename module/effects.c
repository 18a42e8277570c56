// SPDX-License-Identifier: GPL-2.0
/*
 * The effect of dynamic groups, for each ratio and node: sums that are kept, so that
 * a decision costs the same with any number of groups.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/policy.h"
#include "effects.h"
#include "places.h"

struct effect {
	u64 required;
	u64 movable;
};

static struct {
	u32 nr;
	u32 ratios[MEMHP_MAX_RULES];
	struct effect *at;	/* nr times (all, node 0, node 1, ...) */
} effects;

static struct effect *effect_at(struct effect *at, u32 i, int nid)
{
	return &at[i * (nr_node_ids + 1) + nid + 1];
}

static struct effect effect_of(const struct memhp_blockgroup *g, u32 ratio)
{
	if (g->type != MEMHP_GROUP_DYNAMIC)
		return (struct effect){ };
	return (struct effect){
		.required = memhp_required(g->movable, g->kernel, ratio),
		.movable = g->movable,
	};
}

static void add_effect(struct effect *at, u32 i, u32 ratio,
		       const struct memhp_blockgroup *g, bool add)
{
	struct effect e = effect_of(g, ratio);
	int nids[] = { -1, g->node }, k;

	for (k = 0; k < ARRAY_SIZE(nids) && (!k || g->node >= 0); k++) {
		struct effect *sum = effect_at(at, i, nids[k]);

		sum->required += add ? e.required : -e.required;
		sum->movable += add ? e.movable : -e.movable;
	}
}

void memhp_effects_take_out(const struct memhp_blockgroup *g)
{
	u32 i;

	for (i = 0; i < effects.nr; i++)
		add_effect(effects.at, i, effects.ratios[i], g, false);
}

void memhp_effects_put_in(const struct memhp_blockgroup *g)
{
	u32 i;

	for (i = 0; i < effects.nr; i++)
		add_effect(effects.at, i, effects.ratios[i], g, true);
}

int memhp_groups_set_ratios(const u32 *ratios, u32 nr)
{
	struct memhp_blockgroup *g;
	struct effect *at = NULL;
	u32 i;

	if (nr) {
		at = kvcalloc(nr * (nr_node_ids + 1), sizeof(*at), GFP_KERNEL);
		if (!at)
			return -ENOMEM;
	}
	for (i = 0; i < nr; i++)
		memhp_for_each_group(g)
			add_effect(at, i, ratios[i], g, true);
	kvfree(effects.at);
	effects.at = at;
	effects.nr = nr;
	memcpy(effects.ratios, ratios, nr * sizeof(*ratios));
	return 0;
}

void memhp_groups_effect(u32 i, int nid, const struct memhp_blockgroup *but,
			 u64 *required, u64 *movable)
{
	struct effect sum = *effect_at(effects.at, i, nid), own;

	if (but && (nid < 0 || nid == but->node)) {
		own = effect_of(but, effects.ratios[i]);
		sum.required -= own.required;
		sum.movable -= own.movable;
	}
	*required = sum.required;
	*movable = sum.movable;
}

void memhp_groups_effect_now(u32 ratio, int nid, u64 *required, u64 *movable)
{
	struct memhp_blockgroup *g;

	*required = 0;
	*movable = 0;
	memhp_for_each_group(g) {
		struct effect e = effect_of(g, ratio);

		if (nid >= 0 && nid != g->node)
			continue;
		*required += e.required;
		*movable += e.movable;
	}
}

void memhp_effects_exit(void)
{
	kvfree(effects.at);
}
