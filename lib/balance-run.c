// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Balance: carrying it out, one change after the other, in the order of the steps.
 * Blocks that failed are replaced by a new plan, but for what is to be all or nothing:
 * there, what was done is put back.
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

/* ---- The steps of a change ---- */

static uint64_t block_of(const struct memhp_balance *balance, size_t step)
{
	return balance->steps[step].told.result.block;
}

static int by_block(const void *a, const void *b, void *data)
{
	uint64_t x = block_of(data, *(const size_t *)a);
	uint64_t y = block_of(data, *(const size_t *)b);

	return (x > y) - (x < y);
}

/* Ascending by block, as the results of the change will be. */
static void sort_running(struct memhp_balance *balance)
{
	qsort_r(balance->running, balance->nr_running, sizeof(*balance->running), by_block,
		balance);
}

/* Room for the numbers of @most steps. */
static int make_room(struct memhp_balance *balance, size_t most)
{
	free(balance->running);
	balance->nr_running = 0;
	balance->running = calloc(most + 1, sizeof(*balance->running));
	return balance->running ? 0 : memhp_no_memory(balance->ctx);
}

/* Whether the step behind @n that begin with @first goes in one change with them. Where
 * each has to touch the last, it must be known that the last one went. */
static bool goes_along(const struct memhp_balance *balance, size_t first, size_t n)
{
	const struct memhp_balancer_step *step = &balance->steps[first + n];
	struct kind kind = kind_of(step), wanted = kind_of(&balance->steps[first]);

	if (step->stage != MEMHP_STAGE_PENDING || !same_kind(&kind, &wanted))
		return false;
	if (kind.batch)
		return true;
	return n < AT_ONCE && !(balance->opts.flags & MEMHP_BALANCE_ADJACENT);
}

/* The next steps of the plan that are alike: how many. */
static size_t next_steps(struct memhp_balance *balance)
{
	size_t n = 1;

	while (balance->next < balance->nr_steps &&
	       balance->steps[balance->next].stage != MEMHP_STAGE_PENDING)
		balance->next++;
	if (balance->next == balance->nr_steps)
		return 0;
	while (balance->next + n < balance->nr_steps && goes_along(balance, balance->next, n))
		n++;
	return n;
}

/* What was done last goes back first. */
static void gather_undoing(struct memhp_balance *balance, struct kind *kind)
{
	struct kind other;
	size_t i;

	for (i = balance->nr_steps; i--; ) {
		if (balance->steps[i].stage != MEMHP_STAGE_UNDOING)
			continue;
		other = kind_of(&balance->steps[i]);
		if (!balance->nr_running)
			*kind = other;
		if (same_kind(kind, &other))
			balance->running[balance->nr_running++] = i;
	}
	sort_running(balance);
}

/* ---- Making a change ---- */

static int fill_set(const struct memhp_balance *balance, struct memhp_set *set)
{
	uint64_t first, block;
	char word[64];
	int err = 0;
	size_t i;

	for (i = 0; i < balance->nr_running && !err; i++) {
		first = block = block_of(balance, balance->running[i]);
		while (i + 1 < balance->nr_running &&
		       block_of(balance, balance->running[i + 1]) == block + 1) {
			block++;
			i++;
		}
		snprintf(word, sizeof(word), "%" PRIu64 "-%" PRIu64, first, block);
		err = memhp_set_add(set, word);
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
	memhp_change_set_timeout(balance->req, balance->opts.timeout_ns);
	memhp_change_set_retries(balance->req, balance->opts.retries);
	memhp_change_set_force(balance->req, balance->opts.flags & MEMHP_BALANCE_FORCE);
	return 0;
}

/* Put back what can be, each block for itself, whatever room there is: there was room
 * for it before. 1, 0: there is nothing; or a negative errno. */
static int start_undoing(struct memhp_balance *balance)
{
	struct kind kind;
	int err;

	if (!balance->undoing)
		return 0;
	err = make_room(balance, balance->undoing);
	if (err)
		return err;
	gather_undoing(balance, &kind);
	err = make_change(balance, &kind);
	if (err)
		return err;
	memhp_change_set_force(balance->req, true);
	return 1;
}

/* The next change of the plan: 1; 0: there is none; or a negative errno. */
static int start(struct memhp_balance *balance)
{
	size_t i, n = next_steps(balance);
	struct kind kind;
	int err;

	if (!n)
		return 0;
	err = make_room(balance, n);
	if (err)
		return err;
	kind = kind_of(&balance->steps[balance->next]);
	for (i = 0; i < n; i++) {
		balance->steps[balance->next].stage = MEMHP_STAGE_RUNNING;
		balance->running[balance->nr_running++] = balance->next++;
	}
	sort_running(balance);
	err = make_change(balance, &kind);
	if (err)
		return err;
	memhp_change_set_atomic(balance->req, kind.batch);
	return 1;
}

/* ---- Looking ahead ---- */

/* All steps of one kind, be they batches or not, as the list of blocks and sysfs tell
 * of them. */
static int foresee(struct memhp_balance *balance, const struct kind *wanted)
{
	struct kind kind;
	size_t i;
	int err;

	for (i = 0; i < balance->nr_steps; i++) {
		kind = kind_of(&balance->steps[i]);
		if (kind.op == wanted->op && kind.choice == wanted->choice)
			balance->running[balance->nr_running++] = i;
	}
	if (!balance->nr_running)
		return 0;
	sort_running(balance);
	err = make_change(balance, wanted);
	if (!err)
		err = memhp_change_plan(balance->req);
	for (i = 0; !err && i < balance->nr_running; i++)
		memhp_balance_expect(&balance->steps[balance->running[i]],
				     memhp_change_result(balance->req, i));
	balance->nr_running = 0;
	memhp_change_free(balance->req);
	balance->req = NULL;
	return err;
}

int memhp_balance_foresee(struct memhp_balance *balance)
{
	static const struct kind kinds[] = {
		{ .op = MEMHP_OP_ONLINE, .choice = MEMHP_CHOICE_KERNEL },
		{ .op = MEMHP_OP_ONLINE, .choice = MEMHP_CHOICE_MOVABLE },
		{ .op = MEMHP_OP_SHIFT, .choice = MEMHP_CHOICE_KERNEL },
		{ .op = MEMHP_OP_SHIFT, .choice = MEMHP_CHOICE_MOVABLE },
	};
	size_t i;
	int err = make_room(balance, balance->nr_steps);

	for (i = 0; !err && i < ARRAY_SIZE(kinds); i++)
		err = foresee(balance, &kinds[i]);
	return err;
}

/* ---- The way through ---- */

/* With --adjacent-only, what was to follow a block that failed has to be planned
 * anew. */
static void forget_pending(struct memhp_balance *balance)
{
	size_t i, kept = balance->planned;

	for (i = balance->planned; i < balance->nr_steps; i++) {
		if (balance->steps[i].stage != MEMHP_STAGE_PENDING)
			balance->steps[kept++] = balance->steps[i];
		else
			free(balance->steps[i].detail);
	}
	balance->nr_steps = balance->next = kept;
}

/* Blocks that failed are barred: others stand in for them, if there are any. */
static int replan(struct memhp_balance *balance)
{
	int err;

	if (balance->stopped || balance->futile || !balance->failed ||
	    balance->opts.flags & MEMHP_BALANCE_ATOMIC)
		return 0;
	balance->failed = false;
	balance->planned = balance->nr_steps;
	err = memhp_balance_plan(balance, true);
	return err ? err : memhp_balance_add_steps(balance);
}

MEMHP_EXPORT int memhp_balance_next(struct memhp_balance *balance,
				    struct memhp_change_req **req)
{
	int rc;

	if (balance->req && !balance->req->ran)
		memhp_balance_stop(balance, -ECANCELED);
	memhp_balance_collect(balance);
	rc = start_undoing(balance);
	if (!rc && balance->opts.flags & MEMHP_BALANCE_ADJACENT && balance->failed)
		forget_pending(balance);
	if (!rc)
		rc = start(balance);
	if (!rc)
		rc = replan(balance);
	if (!rc)
		rc = start(balance);
	*req = balance->req;
	if (rc > 0) {
		/* What is there when it is stopped is of this change. */
		balance->ctx->error[0] = '\0';
		return rc;
	}
	if (!rc)
		memhp_balance_tell_contiguous(balance, false);
	return memhp_balance_tell(balance, false) ? -ENOMEM : rc;
}
