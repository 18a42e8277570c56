// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "change.h"
#include "exits.h"
#include "machine.h"
#include "output.h"
#include "progress.h"
#include "report.h"
#include "signals.h"

static const char *verb_of(enum memhp_op op)
{
	switch (op) {
	case MEMHP_OP_ONLINE:
		return "online";
	case MEMHP_OP_OFFLINE:
		return "offline";
	default:
		return "shift";
	}
}

static int run(struct memhp_change_req *req, const struct common *common, const char *verb)
{
	struct progress *progress = NULL;
	struct signals signals;
	int rc;

	if (common->dry_run)
		return memhp_change_plan(req);
	if (!common->quiet && !common->no_progress)
		progress = progress_start(verb);
	progress_watch(progress, req, 0, memhp_change_count(req));
	signals_catch(&signals);
	rc = memhp_change_run(req);
	signals_release(&signals);
	progress_stop(progress);
	return rc;
}

/* Where a block of the list is, as a result that went nowhere. */
static struct memhp_result stay(const struct memhp_block *block, int error)
{
	struct memhp_result result = {
		.block = memhp_block_index(block),
		.outcome = MEMHP_OUTCOME_FAILED,
		.error = -error,
		.from_state = memhp_block_state(block),
		.from_zone = memhp_block_zone(block),
	};

	result.to_state = result.from_state;
	result.to_zone = result.from_zone;
	return result;
}

/*
 * The change as a whole was refused: one line says so, and in JSON each block
 * has it as its own answer.
 */
static int refused(struct report *report, const struct memhp_set *set, int error,
		   const char *text, const struct common *common)
{
	size_t i;

	complain("%s", text);
	if (!common->json)
		return exit_for(error);
	if (!report->rows)
		report->count = 0;
	for (i = 0; i < report->count; i++) {
		report->rows[i].result = stay(memhp_set_at(set, i), error);
		report->rows[i].detail = text;
	}
	report_print_json(report);
	return exit_for(error);
}

/* Only where the kernel puts nothing of its own is a plan as good as done. */
static const char *plan_detail(const struct memhp_block *block,
			       const struct memhp_result *result)
{
	if (result->outcome != MEMHP_OUTCOME_PLANNED ||
	    result->from_state != MEMHP_STATE_ONLINE)
		return NULL;
	if (result->from_zone == MEMHP_ZONE_MOVABLE && memhp_block_early(block) != 1)
		return NULL;
	return "may fail: pages of the kernel's own can keep it there";
}

static void collect(struct report *report, const struct memhp_set *set,
		    const struct memhp_change_req *req)
{
	size_t i;

	for (i = 0; i < report->count; i++) {
		struct change_row *row = &report->rows[i];

		row->result = *memhp_change_result(req, i);
		row->detail = memhp_change_detail(req, i);
		if (!row->detail)
			row->detail = plan_detail(memhp_set_at(set, i), &row->result);
	}
}

static int carry_out(struct machine *machine, const struct memhp_set *set,
		     const struct args *args, const struct change *what)
{
	const struct common *common = &args->common;
	struct report report = {
		.verb = what->remove ? "remove" : verb_of(what->op),
		.words = args->nr_words == 1 ? args->words[0] : NULL,
		.choice = what->choice,
		.held = what->staged ? memhp_blocks_size(machine->blocks) : 0,
		.count = memhp_set_count(set),
	};
	struct memhp_change_req *req = NULL;
	int rc, code;

	report.rows = calloc(report.count, sizeof(*report.rows));
	if (!report.rows)
		return refused(&report, set, -ENOMEM, "out of memory", common);
	rc = memhp_change_new(machine->ctx, set, what->op, what->choice, &req);
	if (!rc) {
		memhp_change_set_atomic(req, common->atomic);
		memhp_change_set_timeout(req, what->timeout_ns);
		memhp_change_set_retries(req, common->retries);
		memhp_change_set_force(req, common->force);
		memhp_change_set_staged(req, what->staged);
		if (what->remove)
			memhp_change_set_remove(req, true);
		rc = run(req, common, report.verb);
	}
	if (rc) {
		code = refused(&report, set, rc, memhp_error(machine->ctx), common);
	} else {
		collect(&report, set, req);
		report.unheard = report_print(&report, common) || output_flush();
		code = report_exit(&report);
		if (common->dry_run)
			machine_note_plan(machine, common);
	}
	free(report.rows);
	memhp_change_free(req);	/* has the details of the rows */
	return code;
}

/* In JSON, the block that a bad word stopped at gets an answer as well. */
static void answer_bad_word(struct machine *machine, const struct bad_word *bad)
{
	struct change_row row = {
		.result = {
			.block = bad->block,
			.outcome = MEMHP_OUTCOME_FAILED,
			.error = -bad->error,
		},
		.detail = memhp_error(machine->ctx),
	};
	struct report report = { .count = 1, .rows = &row };

	if (bad->error == -ENODEV)
		row.result.reason = MEMHP_REASON_NO_SUCH_BLOCK;
	report_print_json(&report);
}

int change_blocks(const struct args *args, const struct change *what)
{
	struct memhp_set *set = NULL;
	struct machine machine;
	struct bad_word bad = { 0 };
	int code;

	if (!args->nr_words && !what->choose)
		return args_nothing(args, bad_usage(
			"%s: no blocks named; try: memhpctl %s memory42 ('memhpctl list' has all)",
			args->command->name, args->command->name));
	/* What became of the blocks is told on stderr even if nobody reads the rest. */
	signal(SIGPIPE, SIG_IGN);
	code = machine_open(&machine, &args->common);
	if (!code)
		code = machine_read(&machine);
	if (!code && what->choose) {
		code = what->choose(&machine, args, what->node, &set);
		if (!set)
			goto out;
	} else if (!code) {
		code = machine_choose(&machine, args, &set, &bad);
	}
	if (set && what->check)
		code = what->check(&machine, args, set, what->choice);
	if (set)
		code = code ? code : carry_out(&machine, set, args, what);
	else if (args->common.json && bad.error && bad.block != UINT64_MAX)
		answer_bad_word(&machine, &bad);
	else
		args_nothing(args, code);
out:
	memhp_set_free(set);
	machine_close(&machine);
	return code;
}
