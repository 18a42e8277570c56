// SPDX-License-Identifier: GPL-2.0
/*
 * A block is a call. All are planned before the first, so that what makes no sense is
 * refused with nothing done.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "exits.h"
#include "fill.h"
#include "fill-report.h"
#include "format.h"
#include "machine.h"
#include "signals.h"

#define ANYWHERE UINT64_MAX

struct job {
	struct memhp *ctx;
	const struct memhp_set *set;
	const struct filling *what;
	size_t count;
	struct fill_row *rows;
	uint64_t left;		/* of the size asked for: to be shared out yet */
	uint64_t done;		/* bytes */
	bool stopped;		/* by a signal */
};

static bool gives(const struct job *job)
{
	return job->what->op == MEMHP_FILL_POPULATE;
}

/* ---- What each block is to do ---- */

/* What there is of it to give or take, as far as the list tells. */
static uint64_t available(const struct job *job, const struct memhp_block *block)
{
	if (memhp_block_staged(block) != 1)
		return 0;
	return gives(job) ? memhp_block_held(block) : memhp_block_populated(block);
}

/* Its part of the range; false: none. */
static bool part_of_range(const struct filling *what, const struct memhp_block *block,
			  struct memhp_fill *fill)
{
	uint64_t first = memhp_block_start(block);
	uint64_t last = first + (memhp_block_size(block) - 1);

	first = first > what->first ? first : what->first;
	last = last < what->last ? last : what->last;
	fill->start = first;
	fill->length = last - first + 1;
	return first <= last;
}

/* Its share of the size; false: none. One that is not staged is to say so. */
static bool share_of_size(const struct job *job, const struct memhp_block *block,
			  struct memhp_fill *fill)
{
	uint64_t there = available(job, block);

	fill->length = there < job->left ? there : job->left;
	if (memhp_block_staged(block) != 1)
		return true;
	if (!fill->length)
		return false;
	/* What its memmap takes is in the list's figure: then all that there is. */
	if (!gives(job) && memhp_block_memmap(block) == 1 && fill->length == there)
		fill->length = 0;
	return true;
}

/* What is to be done with a block; false: nothing. */
static bool ask(const struct job *job, const struct memhp_block *block, struct memhp_fill *fill)
{
	const struct filling *what = job->what;

	*fill = (struct memhp_fill){
		.size = sizeof(*fill),
		.op = what->op,
		.flags = what->release ? MEMHP_FILL_RELEASE : 0,
		.start = ANYWHERE,
		.granule = what->granule,
		.timeout_ns = what->timeout_ns,
	};
	if (what->ranged)
		return part_of_range(what, block, fill);
	return what->size ? share_of_size(job, block, fill) : true;
}

/* ---- Rows ---- */

static struct amount amount_of(const struct memhp_block *block)
{
	return (struct amount){
		.known = memhp_block_held(block) != UINT64_MAX,
		.populated = memhp_block_populated(block),
		.held = memhp_block_held(block),
	};
}

/* As nothing was done to the block yet. */
static void reset_row(const struct job *job, size_t i)
{
	const struct memhp_block *block = memhp_set_at(job->set, i);
	struct fill_row *row = &job->rows[i];
	struct memhp_result *result = &row->change.result;

	memset(result, 0, sizeof(*result));
	result->block = memhp_block_index(block);
	result->from_state = result->to_state = memhp_block_state(block);
	result->from_zone = result->to_zone = memhp_block_zone(block);
	result->outcome = MEMHP_OUTCOME_UNCHANGED;
	row->from = row->to = amount_of(block);
	row->asked = false;
	free((char *)row->change.detail);
	row->change.detail = NULL;
}

static void reset_rows(const struct job *job)
{
	size_t i;

	for (i = 0; i < job->count; i++)
		reset_row(job, i);
}

static void fail_row(struct fill_row *row, int error, enum memhp_reason reason,
		     const char *detail)
{
	row->asked = true;
	row->change.result.outcome = MEMHP_OUTCOME_FAILED;
	row->change.result.error = error;
	row->change.result.reason = reason;
	row->change.detail = strdup(detail);
}

/* How much there was before and after, if it was told: of a plan only the latter. */
static void set_amounts(struct fill_row *row, const struct memhp_fill *fill, bool run)
{
	bool give = fill->op == MEMHP_FILL_POPULATE;

	if (!fill->populated && !fill->held)
		return;
	row->to = (struct amount){ true, fill->populated, fill->held };
	if (!run)
		return;
	row->from = row->to;
	row->from.populated += give ? -fill->done : fill->done;
	row->from.held += give ? fill->done : -fill->done;
}

static void set_row(struct job *job, size_t i, const struct memhp_fill *fill, bool run)
{
	struct fill_row *row = &job->rows[i];
	struct memhp_obstacle obstacle;
	char text[MEMHP_TROUBLE_TEXT];
	bool known;

	row->asked = true;
	set_amounts(row, fill, run);
	if (fill->reason) {
		known = run && !memhp_fill_obstacle(job->ctx, fill, &obstacle);
		fail_row(row, fill->error, fill->reason,
			 memhp_fill_text(fill, known ? &obstacle : NULL, text, sizeof(text)));
	} else if (fill->done) {
		row->change.result.outcome = run ? MEMHP_OUTCOME_DONE : MEMHP_OUTCOME_PLANNED;
	}
}

/* ---- All blocks ---- */

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

/* To one block what it was asked for, or only plan it: 0 or a negative errno. */
static int do_block(struct job *job, size_t i, struct memhp_fill *fill, bool run)
{
	const struct memhp_block *block = memhp_set_at(job->set, i);
	uint64_t begin = now();
	int rc;

	if (!run) {
		rc = memhp_fill_plan(job->ctx, block, fill);
	} else {
		rc = memhp_fill_run(job->ctx, block, fill);
		job->stopped |= signals_came();
	}
	if (rc)
		return rc;
	set_row(job, i, fill, run);
	if (run)
		job->rows[i].change.result.ns = now() - begin;
	job->left -= fill->done < job->left ? fill->done : job->left;
	job->done += fill->done;
	return 0;
}

/* The blocks that are left, with what is to be done with each, one after another: what
 * is taken back goes from the highest. 0, or the negative errno of the block @at. */
static int do_all(struct job *job, bool run, size_t *at)
{
	struct memhp_fill fill;
	int rc = 0;
	size_t k, i;

	job->left = job->what->size;
	job->done = 0;
	reset_rows(job);
	for (k = 0; !rc && k < job->count; k++) {
		i = gives(job) ? k : job->count - 1 - k;
		if (!ask(job, memhp_set_at(job->set, i), &fill))
			continue;
		*at = i;
		if (job->stopped) {
			fail_row(&job->rows[i], EINTR, MEMHP_REASON_INTERRUPTED,
				 "a signal came first");
			job->left -= fill.length < job->left ? fill.length : job->left;
			continue;
		}
		rc = do_block(job, i, &fill, run);
	}
	return rc;
}

/* The call for block @at was refused, and those behind it would be: all that was not
 * asked yet has this answer. */
static int refused(struct job *job, int error, size_t at, struct fill_report *report)
{
	char text[512];
	size_t i;

	snprintf(text, sizeof(text), "%s", memhp_error(job->ctx));
	complain("%s", text);
	for (i = 0; i < job->count; i++)
		if (!job->rows[i].asked && (gives(job) ? i >= at : i <= at))
			fail_row(&job->rows[i], -error, MEMHP_REASON_NONE, text);
	report->refused = error == -EINVAL ? EXIT_USAGE : exit_for(error);
	return fill_report(report);
}

/* Where blocks gave less than their share, others may have stood in for them. */
static void forgive(struct job *job)
{
	struct memhp_result *result;
	size_t i;

	for (i = 0; i < job->count; i++) {
		result = &job->rows[i].change.result;
		if (result->outcome != MEMHP_OUTCOME_FAILED ||
		    result->reason == MEMHP_REASON_NOT_STAGED ||
		    result->reason == MEMHP_REASON_OFFLINE ||
		    result->reason == MEMHP_REASON_NO_SUCH_BLOCK)
			continue;
		result->outcome = fill_row_moved(&job->rows[i]) ? MEMHP_OUTCOME_DONE :
								  MEMHP_OUTCOME_UNCHANGED;
		result->reason = MEMHP_REASON_NONE;
		result->error = 0;
	}
}

/* ---- What was asked for, and is wrong ---- */

/* All of the range must be of the blocks that are named. */
static int check_range(const struct job *job)
{
	const struct memhp_block *block;
	uint64_t next = job->what->first, last;
	size_t i;

	if (!job->what->ranged)
		return 0;
	for (i = 0; (block = memhp_set_at(job->set, i)); i++) {
		last = memhp_block_start(block) + (memhp_block_size(block) - 1);
		if (next < memhp_block_start(block) || next > last)
			continue;
		if (last >= job->what->last)
			return 0;
		next = last + 1;
	}
	return bad_usage("--range: 0x%" PRIx64 " is in none of the blocks named; try: name the "
			 "block of it, too", next);
}

/* No more than there is, of blocks that have anything. */
static int check_size(struct job *job, struct fill_report *report)
{
	char asked[FORMAT_LENGTH], there[FORMAT_LENGTH], text[160];
	const struct memhp_block *block;
	uint64_t left = 0;
	bool any = false;
	size_t i;

	for (i = 0; (block = memhp_set_at(job->set, i)); i++) {
		any |= memhp_block_staged(block) == 1;
		left += available(job, block);
	}
	if (!any || job->what->size <= left)
		return 0;
	snprintf(text, sizeof(text), "%s is more than is %s in the blocks named: %s is left",
		 format_exact(asked, job->what->size), gives(job) ? "held" : "populated",
		 format_exact(there, left));
	complain("%s: %s%s%s", report->verb, text, left ? "; try: --size=" : "",
		 left ? there : "");
	reset_rows(job);
	for (i = 0; i < job->count; i++)
		fail_row(&job->rows[i], ERANGE, MEMHP_REASON_TOO_MUCH, text);
	report->refused = EXIT_NOTHING;
	return fill_report(report);
}

/* ---- Together ---- */

static int carry_out(struct job *job, struct fill_report *report)
{
	struct signals signals;
	size_t at = 0;
	int rc;

	rc = do_all(job, false, &at);
	if (rc) {
		reset_rows(job);
		return refused(job, rc, gives(job) ? 0 : job->count - 1, report);
	}
	if (report->common->dry_run)
		return fill_report(report);
	report->size = job->what->size;
	report->planned = job->done;
	signals_catch(&signals);
	rc = do_all(job, true, &at);
	signals_release(&signals);
	report->done = job->done;
	if (rc)
		return refused(job, rc, at, report);
	if (job->what->size && job->done >= job->what->size)
		forgive(job);
	return fill_report(report);
}

int fill_blocks(struct machine *machine, const struct memhp_set *set,
		const struct filling *what, const struct common *common)
{
	struct job job = {
		.ctx = machine->ctx,
		.set = set,
		.what = what,
		.count = memhp_set_count(set),
	};
	struct fill_report report = {
		.common = common,
		.verb = gives(&job) ? "populate" : "depopulate",
		.count = job.count,
	};
	int code;
	size_t i;

	job.rows = report.rows = calloc(job.count, sizeof(*job.rows));
	if (!job.rows) {
		complain("out of memory");
		return EXIT_NOTHING;
	}
	code = check_range(&job);
	if (!code)
		code = check_size(&job, &report);
	if (!code)
		code = carry_out(&job, &report);
	for (i = 0; i < job.count; i++)
		free((char *)job.rows[i].change.detail);
	free(job.rows);
	return code;
}
