// SPDX-License-Identifier: GPL-2.0
/* memhpctl shift */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "change.h"
#include "commands.h"
#include "exits.h"
#include "format.h"
#include "machine.h"
#include "report.h"
#include "values.h"

static const struct option options[] = {
	{ 'z', 0, "zone", "ZONE", "kernel or movable; must be given" },
	{ 't', 0, "timeout", "TIME", "how long to try for each block: 500ms, 30s (default), 2m" },
	{ 'a', 0, "adjacent-only", NULL, "only blocks next to the zone they go to, else none" },
	{ 's', 0, "size", "SIZE", NULL },
	{ 0 }
};

static const struct usage usage = {
	.synopsis = "--zone=kernel|movable [--timeout=TIME] [options] BLOCK...",
	.options = options,
	.json = "\"changes\": []",
	.changes = true,
	.examples =
"  memhpctl shift --zone=kernel 42-57       the kernel runs short: give it 16 blocks\n"
"  memhpctl shift --zone=movable memory42   make a block able to go\n"
"  memhpctl shift -n --zone=movable node1   what that would do\n"
"  memhpctl shift --adjacent-only --zone=movable 40-47\n"
"                                           only if they touch the movable zone\n",
	.text =
"  Online blocks change zone: each goes offline, comes online in the other zone,\n"
"  and back into its old one if that fails. A block that is in the zone already\n"
"  is left; one that is offline is an error: 'memhpctl online' takes it.\n\n"
"  With --adjacent-only a block may change zone only where the next one up or down,\n"
"  on its node, is online in the zone it goes to, or is one of the blocks named for\n"
"  which that holds. Otherwise nothing is changed at all, and the nearest block\n"
"  that would do is told. Add --atomic to keep to it if a block then fails.\n\n"
BLOCK_HELP "\n" EXIT_HELP,
};

/* ---- Only adjacent blocks ---- */

/* What is asked for, and for each block the nearest that would do: itself, if it does. */
struct wish {
	const struct memhp_set *set;
	enum memhp_choice choice;
	uint64_t *nearest;
};

#define DETAIL_LENGTH 160

/* What keeps a block that is not adjacent: the nearest that is, if any. */
static void describe(const struct wish *wish, uint64_t nearest, int node,
		     char text[DETAIL_LENGTH])
{
	const char *zone = wish->choice == MEMHP_CHOICE_MOVABLE ? "the movable zone" :
			   "a kernel zone";

	if (nearest != UINT64_MAX)
		snprintf(text, DETAIL_LENGTH, "not adjacent to %s: the nearest block that would "
			 "do is memory%" PRIu64, zone, nearest);
	else if (node >= 0)
		snprintf(text, DETAIL_LENGTH, "not adjacent to %s: no block of node %d is", zone,
			 node);
	else
		snprintf(text, DETAIL_LENGTH, "not adjacent to %s: no block is", zone);
}

static bool is_apart(const struct wish *wish, size_t i)
{
	return wish->nearest[i] != memhp_block_index(memhp_set_at(wish->set, i));
}

/* Blocks from the @i-th on that have one answer: how many. */
static size_t alike(const struct wish *wish, size_t i)
{
	const struct memhp_block *first = memhp_set_at(wish->set, i), *block;
	size_t n = 1;

	while ((block = memhp_set_at(wish->set, i + n)) && is_apart(wish, i + n) &&
	       memhp_block_index(block) == memhp_block_index(first) + n &&
	       memhp_block_node(block) == memhp_block_node(first) &&
	       wish->nearest[i + n] == wish->nearest[i])
		n++;
	return n;
}

static void tell_apart(const struct wish *wish)
{
	char name[FORMAT_LENGTH], text[DETAIL_LENGTH];
	const struct memhp_block *block;
	size_t i, n, count = memhp_set_count(wish->set);

	for (i = 0; i < count; i += n) {
		n = 1;
		if (!is_apart(wish, i))
			continue;
		n = alike(wish, i);
		block = memhp_set_at(wish->set, i);
		format_blocks(name, memhp_block_index(block), memhp_block_index(block) + n - 1);
		describe(wish, wish->nearest[i], memhp_block_node(block), text);
		complain("%s: shift failed, nothing was changed: %s; try: %s", name, text,
			 wish->nearest[i] == UINT64_MAX ? "without --adjacent-only" :
			 "that one, or without --adjacent-only");
	}
}

/* Nothing was done, to this one on its own account or because of another. */
static void answer(const struct wish *wish, size_t i, struct change_row *row,
		   char text[DETAIL_LENGTH])
{
	const struct memhp_block *block = memhp_set_at(wish->set, i);
	struct memhp_result *result = &row->result;

	result->block = memhp_block_index(block);
	result->from_state = result->to_state = memhp_block_state(block);
	result->from_zone = result->to_zone = memhp_block_zone(block);
	result->outcome = MEMHP_OUTCOME_FAILED;
	if (is_apart(wish, i)) {
		describe(wish, wish->nearest[i], memhp_block_node(block), text);
		result->error = EINVAL;
		row->detail = text;
	} else if (memhp_block_class(block) == wish->choice) {
		result->outcome = MEMHP_OUTCOME_UNCHANGED;
	} else {
		result->error = ECANCELED;
		result->reason = MEMHP_REASON_ATOMIC;
		row->detail = "another block is not adjacent, and then none is changed";
	}
}

static int answer_json(const struct wish *wish)
{
	struct report report = { .count = memhp_set_count(wish->set) };
	char (*texts)[DETAIL_LENGTH] = calloc(report.count, sizeof(*texts));
	int rc = -1;
	size_t i;

	report.rows = calloc(report.count, sizeof(*report.rows));
	for (i = 0; texts && report.rows && i < report.count; i++)
		answer(wish, i, &report.rows[i], texts[i]);
	if (texts && report.rows)
		rc = report_print_json(&report);
	free(report.rows);
	free(texts);
	return rc;
}

/* Refuse the whole if a block is not adjacent; 0 if all are. */
static int check_adjacent(struct machine *machine, const struct args *args,
			  const struct memhp_set *set, enum memhp_choice choice)
{
	struct wish wish = { .set = set, .choice = choice };
	int apart;

	wish.nearest = calloc(memhp_set_count(set), sizeof(*wish.nearest));
	apart = wish.nearest ? memhp_shape_adjacent(machine->ctx, set, choice, wish.nearest) :
			       -ENOMEM;
	if (apart > 0) {
		tell_apart(&wish);
		if (!args->common.json || answer_json(&wish))
			args_nothing(args, EXIT_NOTHING);
	} else if (apart) {
		complain("out of memory");
		args_nothing(args, EXIT_NOTHING);
	}
	free(wish.nearest);
	return apart ? EXIT_NOTHING : 0;
}

/* ---- The command ---- */

static int take(void *data, int id, const char *value)
{
	struct change *change = data;

	switch (id) {
	case 'a':
		change->check = check_adjacent;
		return ARGS_OK;
	case 's':
		return value_size(value);
	case 't':
		return value_timeout(&change->timeout_ns, value);
	default:
		return value_zone(&change->choice, value, false);
	}
}

int cmd_shift(struct args *args)
{
	struct change shift = {
		.op = MEMHP_OP_SHIFT,
		.choice = MEMHP_CHOICE_NONE,
		.timeout_ns = TIMEOUT_DEFAULT,
	};
	int code = args_parse(args, &usage, take, &shift);

	if (code != ARGS_OK)
		return code;
	if (shift.choice == MEMHP_CHOICE_NONE)
		return args_nothing(args, bad_usage(
			"shift: no zone named; try: --zone=kernel or --zone=movable"));
	return change_blocks(args, &shift);
}
