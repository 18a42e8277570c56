// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which boot options reach what is wanted: each is tried with the model. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bootplan.h"

#define IMAGE	(16ULL << 20)	/* where it goes without KASLR: CONFIG_PHYSICAL_START */
#define MB	(1ULL << 20)
#define TRIALS	6
#define LEAST_CRASH	(64 * MB)

struct memhp_boot_advice {
	struct memhp *ctx;
	struct memhp_boot_trial *at;
	size_t count;
};

static const struct memhp_boot_node *node_of(const struct memhp_bootplan *plan, int node)
{
	size_t i;

	for (i = 0; i < plan->nr_nodes; i++)
		if (plan->nodes[i].node == node)
			return &plan->nodes[i];
	return NULL;
}

/* All nodes that are hotpluggable as a whole, if none is named. */
static bool nodes_reached(const struct memhp_bootplan *plan, const struct memhp_boot_goal *goal)
{
	const struct memhp_boot_node *node;
	bool some = false;
	size_t i;

	for (i = 0; i < goal->nr_nodes; i++) {
		node = node_of(plan, goal->nodes[i]);
		if (!node || node->unplug != MEMHP_UNPLUG_YES)
			return false;
	}
	for (i = 0; !goal->nr_nodes && i < plan->nr_nodes; i++) {
		node = &plan->nodes[i];
		if (node->hotpluggable < node->total)
			continue;
		if (node->unplug != MEMHP_UNPLUG_YES)
			return false;
		some = true;
	}
	return goal->nr_nodes || some;
}

static void measure(struct memhp_boot_trial *trial, const struct memhp_bootplan *plan,
		    const struct memhp_boot_goal *goal)
{
	const struct memhp_boot_node *node;
	const struct memhp_boot_item *item;
	size_t i;

	for (i = 0; i < plan->nr_nodes; i++) {
		node = &plan->nodes[i];
		trial->movable += node->movable;
		trial->kernel += node->total - node->movable;
		trial->taken += node->kernel;
		if (node->unplug == MEMHP_UNPLUG_YES)
			trial->unplug += node->total;
	}
	for (i = 0; i < plan->count; i++) {
		item = &plan->items[i];
		if (!item->size)
			trial->fails = true;
		else if (item->of_node >= 0 && item->of_node != item->node)
			trial->remote += item->size;
	}
	trial->reaches = goal->movable ? trial->movable >= goal->movable :
					 nodes_reached(plan, goal);
	trial->reaches = trial->reaches && !trial->fails;
}

/* Without KASLR the image is at a place of its own, which need not be hotpluggable. */
static struct memhp_extent without_kaslr(const struct memhp_extent *kernel)
{
	struct memhp_extent moved = *kernel;

	moved.start = IMAGE;
	moved.end = IMAGE + (kernel->end - kernel->start);
	return moved;
}

static bool is_one_of(const char *word, size_t length, const char *const *names, size_t nr)
{
	size_t i, name = strcspn(word, "= \t");

	for (i = 0; length && i < nr; i++)
		if (name == strlen(names[i]) && !strncmp(word, names[i], name))
			return true;
	return false;
}

/* The options as they are, less those that @more replaces. */
static char *options_without(const struct memhp_boot *boot, const char *more)
{
	static const char *const others[] = {
		"movable_node", "kernelcore", "movablecore", "crashkernel",
	};
	size_t length, nr = ARRAY_SIZE(others) - !strstr(more, "crashkernel=");
	const char *at = boot->options;
	char *all, *to;

	all = to = malloc(strlen(at) + 2);
	if (!all)
		return NULL;
	for (; *at; at += length) {
		at += strspn(at, " \t\n");
		length = strcspn(at, " \t\n");
		if (is_one_of(at, length, others, nr))
			continue;
		to = mempcpy(to, at, length);
		*to++ = ' ';
	}
	*to = '\0';
	return all;
}

static int try(struct memhp_boot_advice *advice, const struct memhp_boot *boot,
	       const struct memhp_boot_goal *goal, const char *more)
{
	struct memhp_boot_trial *trial = &advice->at[advice->count];
	struct memhp_boot changed = *boot;
	struct memhp_bootplan *plan;
	int err;

	snprintf(trial->options, sizeof(trial->options), "%s", more);
	changed.options = *more ? options_without(boot, more) : strdup(boot->options);
	if (!changed.options)
		return memhp_no_memory(boot->ctx);
	if (strstr(more, "nokaslr"))
		changed.kernel = without_kaslr(&boot->kernel);
	err = *more ? memhp_boot_add_options(&changed, more) : 0;
	if (!err)
		err = memhp_bootplan_get(&changed, &plan);
	free(changed.options);
	if (err)
		return err;
	measure(trial, plan, goal);
	memhp_bootplan_free(plan);
	advice->count++;
	return 0;
}

static const char *core_option(char *text, size_t size, const char *name, uint64_t bytes)
{
	snprintf(text, size, "%s=%" PRIu64 "M", name, (uint64_t)(bytes / MB));
	return text;
}

/* So much less may be movable than is asked for: the zone of each node begins at a whole
 * 4 MiB. */
static uint64_t lost(const struct memhp_boot *boot)
{
	return 4 * MB * (boot->nodes.count + 1);
}

static uint64_t rest_for_kernel(const struct memhp_boot *boot, uint64_t all, uint64_t movable)
{
	return all - movable > lost(boot) ? all - movable - lost(boot) : 0;
}

static uint64_t pluggable(const struct memhp_boot *boot, const struct memhp_extents *list)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < boot->nodes.count; i++)
		if (boot->nodes.at[i].hotpluggable)
			sum += memhp_extents_within(list, boot->nodes.at[i].start,
						    boot->nodes.at[i].end);
	return sum;
}

/* Whether the image is where it keeps the kernel on a node, and could be elsewhere. */
static bool image_could_move(const struct memhp_boot *boot)
{
	struct memhp_extent kernel = boot->kernel, moved = without_kaslr(&kernel);
	const struct memhp_extents list = { &kernel, 1, 1 };
	const char *value;

	return pluggable(boot, &list) && memhp_boot_option(boot, "nokaslr", &value) < 0 &&
	       memhp_extents_within(&boot->ram, moved.start, moved.end) == moved.end - moved.start;
}

/* A crash kernel that has no place in what movable_node leaves: half of it, or less? Only
 * what helps is kept. */
static int try_crash(struct memhp_boot_advice *advice, const struct memhp_boot *boot,
		     const struct memhp_boot_goal *goal, uint64_t size)
{
	char text[64];
	int err;

	while ((size /= 2) >= LEAST_CRASH) {
		snprintf(text, sizeof(text), "movable_node crashkernel=%" PRIu64 "M",
			 size / (uint64_t)MB);
		err = try(advice, boot, goal, text);
		if (err || !advice->at[advice->count - 1].fails)
			return err;
		advice->at[--advice->count] = (struct memhp_boot_trial){ .fails = false };
	}
	return 0;
}

/* The memory that a boot with the options as they are has, and its crash kernel. */
static int sum_memory(const struct memhp_boot *boot, const struct memhp_boot_goal *goal,
		      uint64_t *all, uint64_t *hotpluggable, uint64_t *crash)
{
	struct memhp_bootplan *plan;
	size_t i;
	int err = memhp_bootplan_get(boot, &plan);

	if (err)
		return err;
	for (i = 0; i < plan->nr_nodes; i++) {
		*all += plan->nodes[i].total;
		*hotpluggable += plan->nodes[i].hotpluggable;
	}
	for (i = 0; i < plan->count; i++)
		if (!strcmp(plan->items[i].what, "crash kernel"))
			*crash = plan->items[i].size;
	for (i = 0; !err && i < goal->nr_nodes; i++)
		if (!node_of(plan, goal->nodes[i]))
			err = memhp_fail(boot->ctx, ENODEV, "node%d has no memory at boot: "
					 "memhpctl bootplan shows those that have", goal->nodes[i]);
	memhp_bootplan_free(plan);
	return err;
}

static int try_all(struct memhp_boot_advice *advice, const struct memhp_boot *boot,
		   const struct memhp_boot_goal *goal)
{
	uint64_t all = 0, hotpluggable = 0, crash = 0, movable, rest;
	char text[64];
	int err;

	err = sum_memory(boot, goal, &all, &hotpluggable, &crash);
	if (err)
		return err;
	movable = goal->movable ? goal->movable : hotpluggable;
	if (movable > all)
		return memhp_fail(boot->ctx, ERANGE, "the machine has less memory than that: %s",
				  memhp_size_text(all, text, sizeof(text)));
	err = try(advice, boot, goal, "");
	if (!err && hotpluggable)
		err = try(advice, boot, goal, "movable_node");
	if (!err && hotpluggable && crash && advice->at[advice->count - 1].fails)
		err = try_crash(advice, boot, goal, crash);
	if (!err && image_could_move(boot))
		err = try(advice, boot, goal, "movable_node nokaslr");
	if (!err && movable)
		err = try(advice, boot, goal,
			  core_option(text, sizeof(text), "movablecore",
				      movable + MB - 1 + lost(boot)));
	rest = rest_for_kernel(boot, all, movable);
	if (!err && movable && rest)
		err = try(advice, boot, goal, core_option(text, sizeof(text), "kernelcore", rest));
	return err;
}

MEMHP_EXPORT int memhp_boot_advise(const struct memhp_boot *boot,
				   const struct memhp_boot_goal *goal,
				   struct memhp_boot_advice **out)
{
	struct memhp_boot_advice *advice = calloc(1, sizeof(*advice));
	int err;

	if (!advice)
		return memhp_no_memory(boot->ctx);
	advice->ctx = memhp_ref(boot->ctx);
	advice->at = calloc(TRIALS, sizeof(*advice->at));
	err = advice->at ? try_all(advice, boot, goal) : memhp_no_memory(boot->ctx);
	if (err) {
		memhp_boot_advice_free(advice);
		return err;
	}
	*out = advice;
	return 0;
}

MEMHP_EXPORT void memhp_boot_advice_free(struct memhp_boot_advice *advice)
{
	if (!advice)
		return;
	free(advice->at);
	memhp_unref(advice->ctx);
	free(advice);
}

MEMHP_EXPORT size_t memhp_boot_advice_count(const struct memhp_boot_advice *advice)
{
	return advice->count;
}

MEMHP_EXPORT const struct memhp_boot_trial *
memhp_boot_advice_at(const struct memhp_boot_advice *advice, size_t i)
{
	return i < advice->count ? &advice->at[i] : NULL;
}
