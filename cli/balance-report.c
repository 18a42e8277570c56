// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "balance-report.h"
#include "exits.h"
#include "format.h"
#include "output.h"
#include "report.h"

/* ---- The plan as rows ---- */

/* Steps that follow one another, up or down, and are alike. */
struct row {
	const struct memhp_balance_step *first;
	uint64_t low;
	uint64_t high;
	uint64_t used;
	uint64_t block_size;
};

static const char *cell_block(const void *data, const struct style *style, char *text)
{
	const struct row *row = data;

	(void)style;
	if (row->low == row->high)
		snprintf(text, CELL_LENGTH, "%" PRIu64, row->low);
	else
		snprintf(text, CELL_LENGTH, "%" PRIu64 "-%" PRIu64, row->low, row->high);
	return text;
}

static const char *cell_range(const void *data, const struct style *style, char *text)
{
	const struct row *row = data;

	(void)style;
	snprintf(text, CELL_LENGTH, "0x%" PRIx64 "-0x%" PRIx64, row->low * row->block_size,
		 (row->high + 1) * row->block_size - 1);
	return text;
}

static const char *place(char *text, unsigned int state, unsigned int zone)
{
	const char *name = state == MEMHP_STATE_ONLINE ? memhp_zone_name(zone) : NULL;

	snprintf(text, CELL_LENGTH, "%s", name ? name : memhp_state_name(state));
	return text;
}

static const char *cell_from(const void *data, const struct style *style, char *text)
{
	const struct memhp_result *result = &((const struct row *)data)->first->result;

	(void)style;
	return place(text, result->from_state, result->from_zone);
}

static const char *cell_to(const void *data, const struct style *style, char *text)
{
	const struct memhp_result *result = &((const struct row *)data)->first->result;

	(void)style;
	return place(text, result->to_state, result->to_zone);
}

static const char *cell_used(const void *data, const struct style *style, char *text)
{
	const struct row *row = data;

	return row->first->looked ? format_size(text, row->used, style->bytes) : NULL;
}

static const char *cell_sure(const void *data, const struct style *style, char *text)
{
	const struct row *row = data;

	(void)style;
	(void)text;
	return row->first->looked ? memhp_prospect_name(row->first->prospect) : NULL;
}

static const struct column step_columns[] = {
	{ "BLOCK", "", COLUMN_RIGHT, 0, cell_block, NULL },
	{ "RANGE", "", COLUMN_RIGHT, 0, cell_range, NULL },
	{ "FROM", "", COLUMN_TEXT, 0, cell_from, NULL },
	{ "TO", "", COLUMN_TEXT, 0, cell_to, NULL },
	{ "USED", "", COLUMN_RIGHT, 0, cell_used, NULL },
	{ "SURE", "", COLUMN_TEXT, 0, cell_sure, NULL },
};

static bool are_alike(const struct memhp_balance_step *a, const struct memhp_balance_step *b)
{
	return a->node == b->node && a->looked == b->looked && a->prospect == b->prospect &&
	       a->result.from_state == b->result.from_state &&
	       a->result.from_zone == b->result.from_zone &&
	       a->result.to_state == b->result.to_state &&
	       a->result.to_zone == b->result.to_zone;
}

/* Let @row have @step too, if it follows the last one the way the others do. */
static bool extend(struct row *row, const struct memhp_balance_step *step,
		   const struct memhp_balance_step *last)
{
	uint64_t block = step->result.block, before = last->result.block;
	bool up = block == before + 1 && before == row->high;
	bool down = block + 1 == before && before == row->low;

	if ((!up && !down) || !are_alike(row->first, step))
		return false;
	row->low = down ? block : row->low;
	row->high = up ? block : row->high;
	row->used += step->used;
	return true;
}

static size_t make_rows(const struct balance_report *report, struct row *rows)
{
	const struct memhp_balance_step *step, *last = NULL;
	const struct memhp_balance_node *node = memhp_balance_node(report->balance, 0);
	size_t i, count = 0;

	for (i = 0; (step = memhp_balance_step(report->balance, i)); i++, last = step) {
		if (!report->each && count && extend(&rows[count - 1], step, last))
			continue;
		rows[count++] = (struct row){
			.first = step,
			.low = step->result.block,
			.high = step->result.block,
			.used = step->used,
			.block_size = node->block_size,
		};
	}
	return count;
}

static int print_steps(const struct balance_report *report)
{
	struct columns columns = { 0 };
	struct output output = {
		.size = sizeof(struct row),
		.headings = true,
	};
	struct row *rows;
	int rc;

	rows = calloc(memhp_balance_steps(report->balance) + 1, sizeof(*rows));
	if (!rows)
		return -1;
	output.rows = rows;
	output.count = make_rows(report, rows);
	while (columns.count < sizeof(step_columns) / sizeof(step_columns[0])) {
		columns.at[columns.count] = &step_columns[columns.count];
		columns.count++;
	}
	rc = output_rows(&output, &columns);
	if (output.count)
		putchar('\n');
	free(rows);
	return rc;
}

/* ---- What became of it ---- */

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

static void print_ranges(const struct balance_report *report, const char *when,
			 const struct memhp_balance_layout *layout)
{
	char name[FORMAT_LENGTH];
	size_t i;

	printf("  %-7s", when);
	for (i = 0; i < layout->nr_ranges; i++) {
		if (i == MOST_RANGES && !report->each) {
			printf(", and %zu more", layout->nr_ranges - i);
			break;
		}
		printf("%s%s %s", i ? ", " : " ", memhp_place_name(layout->ranges[i].place),
		       format_blocks(name, layout->ranges[i].first, layout->ranges[i].last));
	}
	putchar('\n');
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

static void print_node(const struct balance_report *report,
		       const struct memhp_balance_node *node)
{
	char name[FORMAT_LENGTH], movable[CELL_LENGTH], kernel[CELL_LENGTH];
	char target[FORMAT_LENGTH], reached[FORMAT_LENGTH];
	bool changes = memhp_balance_steps(report->balance);

	printf("%s: movable %s, kernel %s", node_name(node, name),
	       change_text(movable, node->before.movable, node->after.movable),
	       change_text(kernel, node->before.kernel, node->after.kernel));
	if (report->goal != MEMHP_GOAL_COMPACT)
		printf("; target %s %s, %s %s", format_size(target, node->target, 0),
		       memhp_place_name(node->place),
		       report->common->dry_run ? "would be" : "reached",
		       format_size(reached, node->reached, 0));
	printf("; %s", shape_text(movable, &node->before));
	if (changes && strcmp(movable, shape_text(kernel, &node->after)))
		printf(" -> %s", kernel);
	putchar('\n');
	print_ranges(report, changes ? "before" : "now", &node->before);
	if (changes)
		print_ranges(report, "after", &node->after);
}

int balance_print(const struct balance_report *report)
{
	const struct memhp_balance_node *node;
	size_t i;
	int rc;

	if (report->common->quiet)
		return 0;
	rc = report->common->dry_run ? print_steps(report) : print_results(report, false);
	for (i = 0; !rc && (node = memhp_balance_node(report->balance, i)); i++)
		print_node(report, node);
	return rc;
}

/* ---- What is not as it was to be ---- */

static void complain_of_node(const struct balance_report *report,
			     const struct memhp_balance_node *node)
{
	char name[FORMAT_LENGTH], target[FORMAT_LENGTH], reached[FORMAT_LENGTH];
	const char *word = report->common->dry_run ? "would stay" : "is";

	node_name(node, name);
	if (report->goal == MEMHP_GOAL_COMPACT) {
		complain("%s: %s interleaved, %zu boundaries: what lies between cannot go; try: %s",
			 name, word, node->after.boundaries, report->adjacent_only ?
			 "without --adjacent-only" : "memhpctl explain");
		return;
	}
	complain("%s: %s at %s of %s memory, not %s: %s%s", name, word,
		 format_size(reached, node->reached, 0), memhp_place_name(node->place),
		 format_size(target, node->target, 0),
		 node->blocked ? "pages stand in the way, or blocks failed; try: memhpctl explain" :
				 "the other blocks cannot go, or the policy forbids it",
		 report->adjacent_only ? "; or leave out --adjacent-only" : "");
}

void balance_complain(const struct balance_report *report)
{
	const struct memhp_balance_node *node;
	char name[FORMAT_LENGTH], target[FORMAT_LENGTH], reached[FORMAT_LENGTH];
	size_t i;

	if (!report->common->dry_run && (report->common->json || report->common->quiet))
		print_results(report, true);
	for (i = 0; (node = memhp_balance_node(report->balance, i)); i++) {
		if (!node->nearest)
			complain_of_node(report, node);
		else if (node->missing && report->goal != MEMHP_GOAL_COMPACT &&
			 !report->common->quiet)
			complain("note: %s: %s is as near to %s as groups of blocks allow",
				 node_name(node, name), format_size(reached, node->reached, 0),
				 format_size(target, node->target, 0));
	}
}
