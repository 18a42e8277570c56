// SPDX-License-Identifier: GPL-2.0
/* Groups made by hand, and rules for whoever takes memory online. */
#include <errno.h>
#include <string.h>

#include "random.h"

static const char *group_name(unsigned int i)
{
	static const char *const names[GROUPS] = { "g0", "g1", "g2", "g3" };

	return names[i];
}

static int create(struct run *run, unsigned int which)
{
	static const unsigned int units[] = { 0, 1, 2, 4 };
	bool dynamic = once_in(run, 2);
	uint64_t unit = dynamic ? units[pick(run, LENGTH(units))] * BLOCK_SIZE : 0;
	uint64_t max = once_in(run, 4) ? 8 * BLOCK_SIZE : 0;
	int err;

	say(" create %s %s, units of %u blocks%s", dynamic ? "dynamic" : "static",
	    group_name(which), (unsigned int)(unit / BLOCK_SIZE), max ? ", at most 8" : "");
	err = memhp_group_create(run->ctx, group_name(which),
				 dynamic ? MEMHP_GROUP_DYNAMIC : MEMHP_GROUP_STATIC, unit, max);
	if (!err)
		run->group[which] = true;
	return err;
}

static int delete(struct run *run, unsigned int which)
{
	int err;

	say(" delete %s", group_name(which));
	err = memhp_group_delete(run->ctx, group_name(which));
	if (!err)
		run->group[which] = false;
	return err;
}

/* Blocks into a group, or out of it. */
static const char *move_blocks(struct run *run, unsigned int which, bool add)
{
	struct span span = choose_span(run);
	struct memhp_blocks *blocks;
	struct memhp_set *set;
	const char *why = NULL;
	int err = memhp_blocks_get(run->ctx, &blocks);

	if (err)
		return refusal(err);
	say(" %s %s", add ? "add to" : "remove from", group_name(which));
	set = set_of(run, blocks, span, &why);
	if (set) {
		err = add ? memhp_group_add(run->ctx, group_name(which), set) :
			    memhp_group_remove(run->ctx, group_name(which), set);
		why = err ? refusal(err) : NULL;
	}
	memhp_set_free(set);
	memhp_blocks_free(blocks);
	return why;
}

const char *do_group(struct run *run)
{
	unsigned int which = pick(run, GROUPS), how = pick(run, 8);
	int err;

	if (!run->group[which] && how >= 2)
		how = 1;
	if (how >= 2)
		return move_blocks(run, which, how < 6);
	err = how ? create(run, which) : delete(run, which);
	return err ? refusal(err) : NULL;
}

static const char *const policies[] = {
	"",
	"",
	"default movable",
	"default kernel",
	"rule node=1 movable\ndefault kernel-default",
	"rule owner=probe offline\nrule owner=acpi auto-movable ratio=200\ndefault auto-movable",
	("rule group=g0 kernel\nrule group=g1 movable\n"
	 "default auto-movable ratio=50 count-hotplugged numa-aware"),
	"rule size>=512M auto-movable ratio=400 reserve=64M\ndefault auto-movable ratio=20",
	"rule node=2 offline\ndefault auto-movable ratio=100 count-hotplugged",
	"rule owner=acpi kernel\nrule owner=acpi movable",	/* which makes no sense */
};

/* The text as rules; 0 or a negative errno. */
static int put(struct run *run, const char *options, const char *text)
{
	struct memhp_rules *rules;
	int err = memhp_rules_new(run->ctx, &rules);

	if (err)
		return err;
	err = memhp_rules_parse(rules, options, NULL);
	if (!err)
		err = memhp_rules_parse(rules, text, NULL);
	if (!err)
		err = memhp_rules_put(rules);
	if (!err) {
		run->nr_rules = memhp_rules_count(rules);
		run->options = memhp_rules_options(rules);
		run->late = run->options & MEMHP_POLICY_AUTO_ONLINE;
	}
	memhp_rules_free(rules);
	return err;
}

const char *do_policy(struct run *run)
{
	const char *text = policies[pick(run, LENGTH(policies))];
	bool enforce = once_in(run, 4), online = once_in(run, 3), take_over = once_in(run, 4);
	char options[64];
	int err;

	snprintf(options, sizeof(options), "enforce=%s\nauto-online=%s\n",
		 enforce ? "on" : "off", online ? "on" : "off");
	say(" '%s', enforce %d, auto-online %d%s", text, enforce, online,
	    take_over ? ", take over" : "");
	if (take_over) {
		err = memhp_take_over(run->ctx);
		if (err)
			wrong(run, "taking over: 0 expected, found %s", memhp_error(run->ctx));
	}
	err = put(run, options, text);
	return err ? refusal(err) : NULL;
}

int clear_policy(struct run *run)
{
	int err = memhp_take_over(run->ctx);

	return err ? err : put(run, "", "");
}

void forget_rules(struct run *run)
{
	memset(run->group, 0, sizeof(run->group));
	run->nr_rules = 0;
	run->options = 0;
	run->late = false;
}

/* Empty the groups that are there, then they go. */
int drop_groups(struct run *run)
{
	struct memhp_blocks *blocks;
	struct memhp_set *set;
	char word[16];
	unsigned int i;
	int err = memhp_blocks_get(run->ctx, &blocks);

	for (i = 0; i < GROUPS && !err; i++) {
		if (!run->group[i])
			continue;
		err = memhp_set_new(run->ctx, blocks, &set);
		if (err)
			break;
		snprintf(word, sizeof(word), "group:%s", group_name(i));
		if (!memhp_set_add(set, word))
			err = memhp_group_remove(run->ctx, group_name(i), set);
		memhp_set_free(set);
		if (!err)
			err = delete(run, i);
	}
	memhp_blocks_free(blocks);
	return err;
}
