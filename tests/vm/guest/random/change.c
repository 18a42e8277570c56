// SPDX-License-Identifier: GPL-2.0
/* Online, offline, shift and balance, and whether what they answer is so. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "random.h"

const char *refusal(int err)
{
	const char *name = memhp_errno_name(err < 0 ? -err : err);

	return name ? name : "an errno without a name";
}

/* The first that failed: its reason, with its errno. */
static const char *reason_of(struct run *run, const struct memhp_result *result)
{
	const char *name = memhp_reason_name(result->reason);

	snprintf(run->why, sizeof(run->why), "%s %s", name ? name : "no reason",
		 refusal(result->error));
	return run->why;
}

/* A block is where its result says, or has gone with it. */
static void check_result(struct run *run, const struct memhp_blocks *blocks,
			 const struct memhp_result *result)
{
	const struct memhp_block *block = memhp_blocks_find(blocks, result->block);
	unsigned int state = block ? memhp_block_state(block) : MEMHP_STATE_UNKNOWN;
	unsigned int zone = block ? memhp_block_zone(block) : MEMHP_ZONE_NONE;

	if (result->outcome == MEMHP_OUTCOME_NONE)
		wrong(run, "memory%" PRIu64 ": an outcome expected, found none", (uint64_t)result->block);
	else if (result->to_state == MEMHP_STATE_UNKNOWN && result->outcome == MEMHP_OUTCOME_FAILED)
		return;		/* not reached */
	else if (result->to_state != state || result->to_zone != zone)
		wrong(run, "memory%" PRIu64 ": the change says %s %s, the dump %s %s",
		      (uint64_t)result->block, memhp_state_name(result->to_state),
		      memhp_zone_name(result->to_zone), memhp_state_name(state),
		      memhp_zone_name(zone));
}

/* What became of it: NULL if at least one block was changed. */
static const char *judge(struct run *run, const struct memhp_change_req *req,
			 const struct how *how, const struct memhp_blocks *blocks)
{
	const struct memhp_result *result, *bad = NULL;
	size_t i, done = 0, undone = 0;

	for (i = 0; (result = memhp_change_result(req, i)); i++) {
		if (result->outcome == MEMHP_OUTCOME_DONE)
			done++;
		else if (result->outcome != MEMHP_OUTCOME_UNCHANGED)
			undone++;
		if (!bad && result->outcome == MEMHP_OUTCOME_FAILED &&
		    result->reason != MEMHP_REASON_ATOMIC)
			bad = result;
		if (blocks)
			check_result(run, blocks, result);
	}
	if (how->atomic && done && undone)
		wrong(run, "all or nothing: %zu blocks were changed, %zu were not", done, undone);
	if (done)
		return NULL;
	return bad ? reason_of(run, bad) : "it was so already";
}

/* A deadline is for each block, and for the lock; nobody here is quick. */
static void check_time(struct run *run, const struct how *how, size_t count, uint64_t begun)
{
	uint64_t took = now_ns() - begun;
	uint64_t most = (how->timeout + 200000000ULL * run->slow) * (count + 1) *
			(how->retries + 1) * 2 + 10000000000ULL * run->slow;

	if (took > most)
		wrong(run, "with a deadline of %" PRIu64 " ms, %zu blocks and %u retries: at most %"
		      PRIu64 " ms expected, found %" PRIu64, how->timeout / 1000000, count,
		      how->retries, most / 1000000, took / 1000000);
}

static void describe(const struct how *how)
{
	const char *choice = memhp_choice_name(how->choice);

	say(" %s%s%s%s%s%s%s, %u retries, %" PRIu64 " ms", memhp_op_name(how->op),
	    choice ? " " : "", choice ? choice : "", how->atomic ? " atomic" : "",
	    how->force ? " force" : "", how->staged ? " staged" : "",
	    how->remove ? " remove" : "", how->retries, how->timeout / 1000000);
}

const char *change(struct run *run, const struct memhp_set *set, const struct how *how)
{
	struct memhp_change_req *req;
	struct memhp_blocks *after = NULL;
	const char *why = NULL;
	uint64_t begun = now_ns();
	int err;

	describe(how);
	err = memhp_change_new(run->ctx, set, how->op, how->choice, &req);
	if (err)
		return refusal(err);
	memhp_change_set_atomic(req, how->atomic);
	memhp_change_set_timeout(req, how->timeout);
	memhp_change_set_retries(req, how->retries);
	memhp_change_set_force(req, how->force);
	memhp_change_set_staged(req, how->staged);
	if (how->remove)
		memhp_change_set_remove(req, true);
	err = memhp_change_run(req);
	if (err) {
		why = refusal(err);
	} else {
		check_time(run, how, memhp_set_count(set), begun);
		/* Where others are at work, it is no news that it is not so any more. */
		if (!how->rivals && !run->late && memhp_blocks_get(run->ctx, &after))
			wrong(run, "a list expected, found: %s", memhp_error(run->ctx));
		why = judge(run, req, how, after);
	}
	memhp_blocks_free(after);
	memhp_change_free(req);
	return why;
}

const char *change_span(struct run *run, struct span span, const struct how *how)
{
	struct memhp_blocks *blocks;
	struct memhp_set *set;
	const char *why = NULL;
	int err = memhp_blocks_get(run->ctx, &blocks);

	if (err)
		return refusal(err);
	set = set_of(run, blocks, span, &why);
	if (set)
		why = change(run, set, how);
	memhp_set_free(set);
	memhp_blocks_free(blocks);
	return why;
}

static const char *change_some(struct run *run, enum memhp_op op, enum memhp_choice choice)
{
	struct how how = { .op = op, .choice = choice };
	struct memhp_blocks *blocks;
	struct memhp_set *set;
	const char *why = NULL;
	int err;

	how.atomic = once_in(run, 4);
	how.force = op != MEMHP_OP_ONLINE && once_in(run, 12);
	how.retries = op != MEMHP_OP_ONLINE ? pick(run, 3) : 0;
	how.timeout = choose_timeout(run);
	err = memhp_blocks_get(run->ctx, &blocks);
	if (err)
		return refusal(err);
	set = choose_set(run, blocks, &why);
	if (set)
		why = change(run, set, &how);
	memhp_set_free(set);
	memhp_blocks_free(blocks);
	return why;
}

const char *do_online(struct run *run)
{
	static const enum memhp_choice choices[] = {
		MEMHP_CHOICE_AUTO, MEMHP_CHOICE_KEEP, MEMHP_CHOICE_KERNEL,
		MEMHP_CHOICE_MOVABLE, MEMHP_CHOICE_MOVABLE, MEMHP_CHOICE_MOVABLE,
	};

	return change_some(run, MEMHP_OP_ONLINE, choices[pick(run, LENGTH(choices))]);
}

const char *do_offline(struct run *run)
{
	return change_some(run, MEMHP_OP_OFFLINE, MEMHP_CHOICE_NONE);
}

const char *do_shift(struct run *run)
{
	return change_some(run, MEMHP_OP_SHIFT, once_in(run, 2) ? MEMHP_CHOICE_KERNEL :
								  MEMHP_CHOICE_MOVABLE);
}

/* Its changes, one by one. */
static const char *carry_out(struct run *run, struct memhp_balance *balance)
{
	struct memhp_change_req *req;
	const struct memhp_balance_step *step;
	const struct memhp_result *bad = NULL;
	size_t i, done = 0;
	int ret, err;

	while ((ret = memhp_balance_next(balance, &req)) == 1) {
		err = memhp_change_run(req);
		if (err)
			memhp_balance_stop(balance, err);
	}
	if (ret < 0)
		return refusal(ret);
	for (i = 0; (step = memhp_balance_step(balance, i)); i++) {
		if (step->result.outcome == MEMHP_OUTCOME_DONE)
			done++;
		else if (step->result.outcome == MEMHP_OUTCOME_FAILED && !bad)
			bad = &step->result;
	}
	if (done)
		return NULL;
	return bad ? reason_of(run, bad) : "it was so already";
}

/* Never so much that the kernel itself gets short. */
const char *do_balance(struct run *run)
{
	struct memhp_balance_opts opts = {
		.sz = sizeof(opts),
		.node = (int)pick(run, 4) - 1,
		.goal = once_in(run, 5) ? MEMHP_GOAL_COMPACT : MEMHP_GOAL_MOVABLE,
		.flags = MEMHP_BALANCE_PERCENT | (once_in(run, 4) ? MEMHP_BALANCE_ADJACENT : 0) |
			 (once_in(run, 4) ? MEMHP_BALANCE_ATOMIC : 0),
		.amount = 5 + pick(run, 30),
		.timeout_ns = 200000000ULL * run->slow,
	};
	struct memhp_balance *balance;
	const char *why;
	int err;

	if (opts.goal == MEMHP_GOAL_COMPACT) {
		opts.flags &= ~MEMHP_BALANCE_PERCENT;
		opts.amount = 0;
	}
	say(" node %d to %" PRIu64 " percent movable, flags %u", opts.node, opts.amount, opts.flags);
	err = memhp_balance_new(run->ctx, &opts, &balance);
	if (err)
		return refusal(err);
	why = carry_out(run, balance);
	memhp_balance_free(balance);
	return why;
}
