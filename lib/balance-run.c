// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Balance: carrying it out, one change after the other. Offline blocks go online
 * first, then blocks become kernel memory, then movable. Blocks that failed are
 * replaced by a new plan, but for what is to be all or nothing: there, what was done
 * is put back.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "balancer.h"

#define AT_ONCE		4096	/* blocks of a change that may fail one by one */

/* What steps have in common that go in one change. */
struct kind {
	enum memhp_op op;
	enum memhp_choice choice;
	uint32_t batch;
	size_t most;
};

static enum memhp_choice choice_to(uint8_t place)
{
	return place == MEMHP_PLACE_MOVABLE ? MEMHP_CHOICE_MOVABLE : MEMHP_CHOICE_KERNEL;
}

/* The change that a step takes, or that takes it back. */
static struct kind kind_of(const struct memhp_balancer_step *step)
{
	struct kind kind = { .batch = step->batch };
	bool back = step->stage == MEMHP_STAGE_UNDOING;

	if (step->onlines) {
		kind.op = back ? MEMHP_OP_OFFLINE : MEMHP_OP_ONLINE;
		kind.choice = back ? MEMHP_CHOICE_NONE : choice_to(step->to);
		return kind;
	}
	kind.op = MEMHP_OP_SHIFT;
	kind.choice = choice_to(step->to);
	if (back)
		kind.choice = kind.choice == MEMHP_CHOICE_MOVABLE ? MEMHP_CHOICE_KERNEL :
								    MEMHP_CHOICE_MOVABLE;
	return kind;
}

static bool same_kind(const struct kind *a, const struct kind *b)
{
	return a->op == b->op && a->choice == b->choice && a->batch == b->batch;
}

/* What goes first: online before shift, kernel before movable. */
static bool goes_before(const struct kind *a, const struct kind *b)
{
	return a->op != b->op ? a->op < b->op : a->choice < b->choice;
}

/* The steps in @stage that go next; false: there are none. */
static bool next_kind(const struct memhp_balance *balance, uint8_t stage, bool adjacent,
		      struct kind *best)
{
	bool any = false;
	struct kind kind;
	size_t i;

	for (i = 0; i < balance->nr_steps; i++) {
		if (balance->steps[i].stage != stage)
			continue;
		kind = kind_of(&balance->steps[i]);
		if (any && !goes_before(&kind, best))
			continue;
		*best = kind;
		any = true;
		/* Where each has to touch the last, the order of the plan counts. */
		if (adjacent)
			break;
	}
	best->most = adjacent && !best->batch ? 1 : best->batch ? SIZE_MAX : AT_ONCE;
	return any;
}

/* ---- Making a change ---- */

static int by_block(const void *a, const void *b, void *data)
{
	const struct memhp_balance *balance = data;
	uint64_t x = balance->steps[*(const size_t *)a].told.result.block;
	uint64_t y = balance->steps[*(const size_t *)b].told.result.block;

	return (x > y) - (x < y);
}

/* Note the steps of a change, ascending by block as its results will be. */
static int gather_steps(struct memhp_balance *balance, uint8_t stage, const struct kind *wanted)
{
	struct kind kind;
	size_t i;

	free(balance->running);
	balance->nr_running = 0;
	balance->running = calloc(balance->nr_steps + 1, sizeof(*balance->running));
	if (!balance->running)
		return memhp_no_memory(balance->ctx);
	for (i = 0; i < balance->nr_steps && balance->nr_running < wanted->most; i++) {
		if (balance->steps[i].stage != stage)
			continue;
		kind = kind_of(&balance->steps[i]);
		if (same_kind(&kind, wanted))
			balance->running[balance->nr_running++] = i;
	}
	qsort_r(balance->running, balance->nr_running, sizeof(*balance->running), by_block,
		balance);
	return 0;
}

static uint64_t running_block(const struct memhp_balance *balance, size_t i)
{
	return balance->steps[balance->running[i]].told.result.block;
}

static int fill_set(const struct memhp_balance *balance, struct memhp_set *set)
{
	size_t i, first = 0;
	char word[64];
	int err = 0;

	for (i = 1; i <= balance->nr_running && !err; i++) {
		if (i < balance->nr_running &&
		    running_block(balance, i) == running_block(balance, i - 1) + 1)
			continue;
		snprintf(word, sizeof(word), "%" PRIu64 "-%" PRIu64,
			 running_block(balance, first), running_block(balance, i - 1));
		err = memhp_set_add(set, word);
		first = i;
	}
	return err;
}

static int make_change(struct memhp_balance *balance, const struct kind *kind)
{
	struct memhp_set *set = NULL;
	int err;

	err = memhp_set_new(balance->ctx, balance->blocks, &set);
	if (!err)
		err = fill_set(balance, set);
	if (!err)
		err = memhp_change_new(balance->ctx, set, kind->op, kind->choice,
				       &balance->req);
	memhp_set_free(set);
	if (err)
		return err;
	memhp_change_set_atomic(balance->req, kind->batch && kind->op != MEMHP_OP_OFFLINE);
	memhp_change_set_timeout(balance->req, balance->opts.timeout_ns);
	memhp_change_set_retries(balance->req, balance->opts.retries);
	memhp_change_set_force(balance->req, balance->opts.flags & MEMHP_BALANCE_FORCE);
	return 0;
}

/* The next change of steps in @stage: 1; 0: there are none; or a negative errno. */
static int start(struct memhp_balance *balance, uint8_t stage)
{
	bool adjacent = balance->opts.flags & MEMHP_BALANCE_ADJACENT;
	struct kind kind;
	size_t i;
	int err;

	if (!next_kind(balance, stage, adjacent, &kind))
		return 0;
	err = gather_steps(balance, stage, &kind);
	if (!err)
		err = make_change(balance, &kind);
	if (err)
		return err;
	for (i = 0; stage == MEMHP_STAGE_PENDING && i < balance->nr_running; i++)
		balance->steps[balance->running[i]].stage = MEMHP_STAGE_RUNNING;
	return 1;
}

/* The next steps of one kind, as the list of blocks and sysfs tell of them. */
static int foresee(struct memhp_balance *balance, struct kind *kind)
{
	const struct memhp_result *result;
	size_t i;
	int err;

	kind->most = SIZE_MAX;
	err = gather_steps(balance, MEMHP_STAGE_PENDING, kind);
	if (!err)
		err = make_change(balance, kind);
	if (!err)
		err = memhp_change_plan(balance->req);
	for (i = 0; !err && i < balance->nr_running; i++) {
		struct memhp_balancer_step *step = &balance->steps[balance->running[i]];

		step->stage = MEMHP_STAGE_FORESEEN;
		result = memhp_change_result(balance->req, i);
		if (result->outcome == MEMHP_OUTCOME_PLANNED)
			step->told.result = *result;
	}
	balance->nr_running = 0;
	memhp_change_free(balance->req);
	balance->req = NULL;
	return err;
}

int memhp_balance_foresee(struct memhp_balance *balance)
{
	struct kind kind;
	int err = 0;
	size_t i;

	while (!err && next_kind(balance, MEMHP_STAGE_PENDING, false, &kind))
		err = foresee(balance, &kind);
	for (i = 0; i < balance->nr_steps; i++)
		balance->steps[i].stage = MEMHP_STAGE_PENDING;
	return err;
}

/* ---- The way through ---- */

/* With --adjacent-only, what was to follow a block that failed has to be planned
 * anew. */
static void forget_pending(struct memhp_balance *balance)
{
	size_t i, kept = 0;

	for (i = 0; i < balance->nr_steps; i++)
		if (balance->steps[i].stage != MEMHP_STAGE_PENDING)
			balance->steps[kept++] = balance->steps[i];
	balance->nr_steps = kept;
}

static bool any_failed(const struct memhp_balance *balance, size_t from)
{
	size_t i;

	for (i = from; i < balance->nr_steps; i++)
		if (balance->steps[i].stage == MEMHP_STAGE_OVER &&
		    !memhp_balance_went_well(&balance->steps[i].told.result))
			return true;
	return false;
}

/* Blocks that failed are barred: others stand in for them, if there are any. */
static int replan(struct memhp_balance *balance)
{
	int rc;

	if (balance->stopped || balance->futile || balance->opts.flags & MEMHP_BALANCE_ATOMIC ||
	    !any_failed(balance, balance->planned))
		return 0;
	balance->planned = balance->nr_steps;
	do {
		rc = memhp_balance_plan_nodes(balance);
		if (!rc)
			rc = memhp_balance_look(balance);
	} while (rc > 0);
	return rc ? rc : memhp_balance_add_steps(balance);
}

MEMHP_EXPORT int memhp_balance_next(struct memhp_balance *balance,
				    struct memhp_change_req **req)
{
	int rc;

	if (balance->req && !balance->req->ran)
		memhp_balance_stop(balance, -ECANCELED);
	memhp_balance_collect(balance);
	rc = start(balance, MEMHP_STAGE_UNDOING);
	if (!rc && balance->opts.flags & MEMHP_BALANCE_ADJACENT && !balance->futile &&
	    any_failed(balance, balance->planned))
		forget_pending(balance);
	if (!rc)
		rc = start(balance, MEMHP_STAGE_PENDING);
	if (!rc)
		rc = replan(balance);
	if (!rc)
		rc = start(balance, MEMHP_STAGE_PENDING);
	*req = balance->req;
	if (rc > 0)
		return rc;
	if (!rc)
		memhp_balance_tell_contiguous(balance, false);
	return memhp_balance_tell(balance, false) ? -ENOMEM : rc;
}
