// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "balance-report.h"
#include "exits.h"
#include "format.h"
#include "report.h"
#include "words.h"

/* ---- What became of it ---- */

static uint64_t now_of(const struct memhp_balance_node *node)
{
	return node->place == MEMHP_PLACE_KERNEL ? node->before.kernel : node->before.movable;
}

/* Which zone blocks were to go to; NONE: some to one and some to the other. */
static enum memhp_choice choice_of(const struct balance_report *report)
{
	const struct memhp_balance_node *node;
	bool kernel = report->goal == MEMHP_GOAL_KERNEL;
	uint64_t now = 0, target = 0;
	size_t i;

	if (report->goal == MEMHP_GOAL_COMPACT)
		return MEMHP_CHOICE_NONE;
	for (i = 0; (node = memhp_balance_node(report->balance, i)); i++) {
		now += now_of(node);
		target += node->target;
	}
	return (target > now) == kernel ? MEMHP_CHOICE_KERNEL : MEMHP_CHOICE_MOVABLE;
}

static int by_block(const void *a, const void *b)
{
	const struct change_row *x = a, *y = b;

	return (x->result.block > y->result.block) - (x->result.block < y->result.block);
}

/* As online, offline and shift do, sorted; only what failed if @quiet. */
static int print_results(const struct balance_report *report, bool quiet)
{
	struct common common = *report->common;
	struct report results = {
		.verb = "balance",
		.choice = choice_of(report),
		.count = memhp_balance_steps(report->balance),
	};
	size_t i;
	int rc;

	results.rows = calloc(results.count + 1, sizeof(*results.rows));
	if (!results.rows)
		return -1;
	for (i = 0; i < results.count; i++) {
		results.rows[i].result = memhp_balance_step(report->balance, i)->result;
		results.rows[i].detail = memhp_balance_step(report->balance, i)->detail;
	}
	qsort(results.rows, results.count, sizeof(*results.rows), by_block);
	common.json = false;
	common.quiet = quiet;
	common.verbose = report->each;
	rc = report_print(&results, &common);
	free(results.rows);
	return rc;
}

/* ---- Nodes ---- */

#define MOST_RANGES 8

/* "  before  kernel memory1-7, movable memory8-9, and 4 more" */
static int print_ranges(const struct balance_report *report, const char *when,
			const struct memhp_balance_layout *layout)
{
	char name[FORMAT_LENGTH], *text = NULL;
	size_t i, size;
	FILE *line = open_memstream(&text, &size);

	if (!line)
		return -1;
	fprintf(line, "  %-7s", when);
	for (i = 0; i < layout->nr_ranges; i++) {
		if (i == MOST_RANGES && !report->each) {
			fprintf(line, ", and %zu more", layout->nr_ranges - i);
			break;
		}
		fprintf(line, "%s%s %s", i ? ", " : " ",
			memhp_place_name(layout->ranges[i].place),
			format_blocks(name, layout->ranges[i].first, layout->ranges[i].last));
	}
	if (!fclose(line))
		words_printf(10, "%s", text);
	free(text);
	return 0;
}

static const char *node_name(const struct memhp_balance_node *node, char text[FORMAT_LENGTH])
{
	if (node->node < 0)
		snprintf(text, FORMAT_LENGTH, "no node");
	else
		snprintf(text, FORMAT_LENGTH, "node%d", node->node);
	return text;
}

/* "1G -> 2G", "1G" */
static const char *change_text(char text[CELL_LENGTH], uint64_t before, uint64_t after)
{
	char from[FORMAT_LENGTH], to[FORMAT_LENGTH];

	format_size(from, before, 0);
	format_size(to, after, 0);
	snprintf(text, CELL_LENGTH, "%s%s%s", from, before == after ? "" : " -> ",
		 before == after ? "" : to);
	return text;
}

/* "one boundary -> interleaved, 3 boundaries, not contiguous" */
static const char *shape_text(char text[CELL_LENGTH], const struct memhp_balance_layout *layout)
{
	static const char *const words[] = { ", not contiguous", ", contiguous" };
	const char *contiguous = layout->contiguous < 0 ? "" : words[!!layout->contiguous];

	if (layout->boundaries > 1)
		snprintf(text, CELL_LENGTH, "interleaved, %zu boundaries%s",
			 layout->boundaries, contiguous);
	else
		snprintf(text, CELL_LENGTH, "%s%s", layout->boundaries ? "one boundary" :
			 "no boundary", contiguous);
	return text;
}

/* "; target 2G movable, would be 1G", or nothing */
static const char *target_text(char text[CELL_LENGTH], const struct balance_report *report,
			       const struct memhp_balance_node *node)
{
	char target[FORMAT_LENGTH], reached[FORMAT_LENGTH];

	text[0] = '\0';
	if (report->goal != MEMHP_GOAL_COMPACT)
		snprintf(text, CELL_LENGTH, "; target %s %s, %s %s",
			 format_size(target, node->target, 0), memhp_place_name(node->place),
			 report->common->dry_run ? "would be" : "reached",
			 format_size(reached, node->reached, 0));
	return text;
}

static int print_node(const struct balance_report *report,
		      const struct memhp_balance_node *node)
{
	char name[FORMAT_LENGTH], movable[CELL_LENGTH], kernel[CELL_LENGTH];
	char target[CELL_LENGTH], before[CELL_LENGTH], after[CELL_LENGTH];
	bool changes = memhp_balance_steps(report->balance), reshaped;

	shape_text(before, &node->before);
	shape_text(after, &node->after);
	reshaped = changes && strcmp(before, after);
	words_printf(2, "%s: movable %s, kernel %s%s; %s%s%s", node_name(node, name),
		     change_text(movable, node->before.movable, node->after.movable),
		     change_text(kernel, node->before.kernel, node->after.kernel),
		     target_text(target, report, node), before, reshaped ? " -> " : "",
		     reshaped ? after : "");
	if (print_ranges(report, changes ? "before" : "now", &node->before))
		return -1;
	return changes ? print_ranges(report, "after", &node->after) : 0;
}

int balance_print(const struct balance_report *report)
{
	const struct memhp_balance_node *node;
	size_t i;
	int rc;

	if (report->common->quiet)
		return 0;
	rc = report->common->dry_run ? balance_print_steps(report) : print_results(report, false);
	for (i = 0; !rc && (node = memhp_balance_node(report->balance, i)); i++)
		rc = print_node(report, node);
	return rc;
}

/* ---- What is not as it was to be ---- */

/* The place that blocks would have to go to for the target. */
static uint32_t place_to(const struct memhp_balance_node *node)
{
	if (node->reached < node->target)
		return node->place;
	return node->place == MEMHP_PLACE_KERNEL ? MEMHP_PLACE_MOVABLE : MEMHP_PLACE_KERNEL;
}

/* Whether blocks that are @from could be to go to @to; those that are offline only where
 * the target's own class is to grow. */
static bool takes_part(const struct memhp_balance_node *node, uint32_t from, uint32_t to)
{
	if (from == MEMHP_PLACE_OFFLINE)
		return to == node->place;
	return from != MEMHP_PLACE_ELSEWHERE && from != to;
}

/* A block that takes part and lies next to one in @place; UINT64_MAX: none. */
static uint64_t touching(const struct memhp_balance_node *node, uint32_t place)
{
	const struct memhp_balance_range *at = node->after.ranges;
	size_t i;

	for (i = 1; i < node->after.nr_ranges; i++) {
		if (at[i - 1].last + 1 != at[i].first)
			continue;
		if (at[i].place == place && takes_part(node, at[i - 1].place, place))
			return at[i - 1].last;
		if (at[i - 1].place == place && takes_part(node, at[i].place, place))
			return at[i].first;
	}
	return UINT64_MAX;
}

/* Why blocks next to where they would go do not bring it about, and what to try. */
static void write_adjacent(const struct memhp_balance_node *node, char text[CELL_LENGTH])
{
	uint32_t place = place_to(node);
	uint64_t block = touching(node, place);

	if (block == UINT64_MAX)
		snprintf(text, CELL_LENGTH, "no block lies next to %s memory; try: without "
			 "--adjacent-only", memhp_place_name(place));
	else
		snprintf(text, CELL_LENGTH, "memory%" PRIu64 ", which lies next to %s memory, "
			 "%s; try: memhpctl explain %" PRIu64 ", or without --adjacent-only",
			 block, memhp_place_name(place),
			 node->blocked ? "has pages in the way, or failed" :
					 "cannot go, or the policy forbids it", block);
}

/* Why a node stays behind, and what to try. */
static const char *why_behind(const struct balance_report *report,
			      const struct memhp_balance_node *node, char text[CELL_LENGTH])
{
	bool compact = report->goal == MEMHP_GOAL_COMPACT;

	if (compact && report->adjacent_only)
		return "blocks next to the zone they would go to do not mend that; try: "
		       "without --adjacent-only";
	if (compact)
		return "what lies between cannot go; try: memhpctl explain";
	if (!report->adjacent_only)
		return node->blocked ?
			"pages stand in the way, or blocks failed; try: memhpctl explain" :
			"the other blocks cannot go, or the policy forbids it";
	write_adjacent(node, text);
	return text;
}

static void complain_of_node(const struct balance_report *report,
			     const struct memhp_balance_node *node)
{
	char name[FORMAT_LENGTH], target[FORMAT_LENGTH], reached[FORMAT_LENGTH];
	const char *word = report->common->dry_run ? "would stay" : "is";
	char why[CELL_LENGTH];

	node_name(node, name);
	if (report->goal == MEMHP_GOAL_COMPACT)
		complain("%s: %s interleaved, %zu boundaries: %s", name, word,
			 node->after.boundaries, why_behind(report, node, why));
	else
		complain("%s: %s at %s of %s memory, not %s: %s", name, word,
			 format_size(reached, node->reached, 0), memhp_place_name(node->place),
			 format_size(target, node->target, 0), why_behind(report, node, why));
}

/* That offline blocks were not enough reason to keep some movable memory. */
static void note_none_left(const struct balance_report *report,
			   const struct memhp_balance_node *node)
{
	char name[FORMAT_LENGTH], offline[FORMAT_LENGTH];

	if (report->goal != MEMHP_GOAL_KERNEL || !report->common->dry_run ||
	    report->common->quiet || !node->before.movable || node->after.movable ||
	    !node->after.offline)
		return;
	complain("note: %s would have no movable memory, while %s of it stays offline: that "
		 "keeps its zones in one piece", node_name(node, name),
		 format_size(offline, node->after.offline, 0));
}

/* Not the target, and all is well. */
static void note_nearest(const struct memhp_balance_node *node)
{
	char name[FORMAT_LENGTH], target[FORMAT_LENGTH], reached[FORMAT_LENGTH];
	char next[FORMAT_LENGTH];

	complain("note: %s: %s is as near to %s as groups of blocks allow, which go whole or "
		 "not at all; the next step is %s", node_name(node, name),
		 format_size(reached, node->reached, 0),
		 format_size(target, node->target, 0), format_size(next, node->next, 0));
}

void balance_complain(const struct balance_report *report)
{
	const struct memhp_balance_node *node;
	size_t i;

	if (!report->common->dry_run && (report->common->json || report->common->quiet))
		print_results(report, true);
	for (i = 0; (node = memhp_balance_node(report->balance, i)); i++) {
		note_none_left(report, node);
		if (!node->nearest)
			complain_of_node(report, node);
		else if (node->missing && report->goal != MEMHP_GOAL_COMPACT &&
			 !report->common->quiet)
			note_nearest(node);
	}
}
