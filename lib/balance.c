// SPDX-License-Identifier: LGPL-2.1-or-later
/* Balance: what is wanted and possible, and the plan for it. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "balancer.h"

#define PERCENT_MAX	100
#define FLAGS		(MEMHP_BALANCE_PERCENT | MEMHP_BALANCE_ADJACENT | \
			 MEMHP_BALANCE_ATOMIC | MEMHP_BALANCE_FORCE)

static int check_opts(struct memhp *ctx, const struct memhp_balance_opts *opts)
{
	bool percent = opts->flags & MEMHP_BALANCE_PERCENT;

	if (opts->flags & ~FLAGS || opts->goal > MEMHP_GOAL_COMPACT || opts->node < -1 ||
	    opts->retries > MEMHP_MAX_RETRIES)
		return memhp_fail(ctx, EINVAL, "such a balance there is not");
	if (opts->goal == MEMHP_GOAL_COMPACT && (opts->amount || percent))
		return memhp_fail(ctx, EINVAL, "compact keeps the amounts, and takes none");
	if (percent && opts->amount > PERCENT_MAX)
		return memhp_fail(ctx, EINVAL, "%" PRIu64 "%% is more than there can be: "
				  "at most 100%%", opts->amount);
	return 0;
}

/* ---- Targets ---- */

static uint8_t goal_place(const struct memhp_balance *balance)
{
	return balance->opts.goal == MEMHP_GOAL_KERNEL ? MEMHP_PLACE_KERNEL :
							 MEMHP_PLACE_MOVABLE;
}

/* But for what each node has. */
static struct memhp_goal common_goal(const struct memhp_balance *balance)
{
	return (struct memhp_goal){
		.place = goal_place(balance),
		.compact = balance->opts.goal == MEMHP_GOAL_COMPACT,
		.adjacent_only = balance->opts.flags & MEMHP_BALANCE_ADJACENT,
	};
}

/* The target of all nodes in bytes. */
static uint64_t target_bytes(const struct memhp_balance *balance, size_t blocks)
{
	unsigned __int128 bytes = (unsigned __int128)blocks * balance->blocks->block_size;

	if (!(balance->opts.flags & MEMHP_BALANCE_PERCENT))
		return balance->opts.amount;
	return (uint64_t)(bytes * balance->opts.amount / PERCENT_MAX);
}

/* Whole blocks: never past the target, from whichever side it is come to. */
static size_t target_blocks(const struct memhp_balance *balance, uint64_t target, size_t now)
{
	uint64_t size = balance->blocks->block_size;

	if (now <= target / size)
		return (size_t)(target / size);
	return (size_t)(target / size + (target % size != 0));
}

static int impossible(struct memhp_balance *balance, uint64_t target, size_t min, size_t max)
{
	uint64_t size = balance->blocks->block_size;
	char wanted[MEMHP_SIZE_TEXT], least[MEMHP_SIZE_TEXT], most[MEMHP_SIZE_TEXT];
	char where[32] = "the machine";

	memhp_size_text(target, wanted, sizeof(wanted));
	memhp_size_text(min * size, least, sizeof(least));
	memhp_size_text(max * size, most, sizeof(most));
	if (balance->opts.node >= 0)
		snprintf(where, sizeof(where), "node%d", balance->opts.node);
	return memhp_fail(balance->ctx, ERANGE, "%s cannot have %s of %s memory (%" PRIu64
			  " bytes), only from %s to %s (%" PRIu64 " to %" PRIu64 " bytes): "
			  "%s; try a target in that range", where, wanted,
			  memhp_place_name(goal_place(balance)), target, least, most,
			  min * size, max * size,
			  target > max * size ? "that is all that is there or can change" :
			  "the rest can never go");
}

static size_t lesser(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Each node for itself: together they may be kept to less by a ratio. What was possible
 * stays so when it is planned @again: what cannot be after all is missing then. */
static int measure(struct memhp_balance *balance, bool again, struct memhp_balance_span *sum)
{
	uint64_t size = balance->blocks->block_size;
	struct memhp_balance_span span;
	size_t i;

	memset(sum, 0, sizeof(*sum));
	for (i = 0; i < balance->nr_nodes; i++) {
		struct memhp_balancer_node *node = &balance->nodes[i];

		if (memhp_balance_possible(node->facts, node->nr, goal_place(balance),
					   lesser(node->headroom, balance->headroom), &span))
			return memhp_no_memory(balance->ctx);
		if (again) {
			span.min = node->span.min;
			span.max = node->span.max;
		}
		node->span = span;
		node->told.min = node->span.min * size;
		node->told.max = node->span.max * size;
		sum->blocks += node->span.blocks;
		sum->now += node->span.now;
		sum->min += node->span.min;
		sum->max += node->span.max;
	}
	return 0;
}

/* The sizes of what goes together, of each node; to be freed. */
static int set_units(struct memhp_balance *balance, bool up, struct memhp_balance_span *spans)
{
	struct memhp_goal goal = common_goal(balance);
	size_t i;

	for (i = 0; i < balance->nr_nodes; i++) {
		const struct memhp_balancer_node *node = &balance->nodes[i];

		spans[i] = node->span;
		goal.headroom = lesser(node->headroom, balance->headroom);
		if (memhp_balance_units(node->facts, node->nr, &goal, up, &spans[i]))
			return memhp_no_memory(balance->ctx);
	}
	return 0;
}

/* Bytes of one node are what was asked for; of several, whole blocks. */
static int set_goals(struct memhp_balance *balance, uint64_t target, size_t total, bool up)
{
	struct memhp_balance_span *spans;
	size_t i;
	int err;

	spans = calloc(balance->nr_nodes, sizeof(*spans));
	if (!spans)
		return memhp_no_memory(balance->ctx);
	err = set_units(balance, up, spans);
	if (!err)
		memhp_balance_divide(spans, balance->nr_nodes, total);
	for (i = 0; i < balance->nr_nodes; i++) {
		struct memhp_balancer_node *node = &balance->nodes[i];

		node->goal = spans[i].share;
		node->told.target = balance->nr_nodes > 1 ?
				    node->goal * balance->blocks->block_size : target;
		free(spans[i].units);
	}
	free(spans);
	return err;
}

/* What each node shall have, if that is possible at all. */
static int aim(struct memhp_balance *balance, bool again)
{
	uint64_t size = balance->blocks->block_size, target;
	struct memhp_balance_span sum;
	size_t total;
	int err;

	err = measure(balance, again, &sum);
	if (err)
		return err;
	target = target_bytes(balance, sum.blocks);
	if (target / size > sum.max || (target / size == sum.max && target % size) ||
	    target / size + (target % size != 0) < sum.min)
		return impossible(balance, target, sum.min, sum.max);
	total = target_blocks(balance, target, sum.now);
	return set_goals(balance, target, total, sum.now <= total);
}

/* The amounts stay as they were at first, whatever failed since. */
static int aim_compact(struct memhp_balance *balance, bool again)
{
	struct memhp_balance_span sum;
	size_t i;
	int err;

	if (again)
		return 0;
	err = measure(balance, false, &sum);
	for (i = 0; !err && i < balance->nr_nodes; i++) {
		struct memhp_balancer_node *node = &balance->nodes[i];

		node->goal = node->span.now;
		node->told.target = node->goal * balance->blocks->block_size;
	}
	return err;
}

/* ---- Plans ---- */

static int plan_nodes(struct memhp_balance *balance)
{
	struct memhp_goal goal = common_goal(balance);
	size_t i, left = balance->headroom;

	for (i = 0; i < balance->nr_nodes; i++) {
		struct memhp_balancer_node *node = &balance->nodes[i];

		free(node->moves.at);
		goal.blocks = node->goal;
		goal.headroom = lesser(node->headroom, left);
		if (memhp_balance_choose(node->facts, node->nr, &goal, &node->moves))
			return memhp_no_memory(balance->ctx);
		left -= lesser(left, node->moves.cost);
	}
	return 0;
}

/* Until all that is picked was looked at: what is found changes what is picked, and
 * what is possible. */
int memhp_balance_plan(struct memhp_balance *balance, bool again)
{
	bool compact = balance->opts.goal == MEMHP_GOAL_COMPACT;
	int rc;

	do {
		rc = compact ? aim_compact(balance, again) : aim(balance, again);
		if (!rc)
			rc = plan_nodes(balance);
		if (!rc)
			rc = memhp_balance_look(balance);
	} while (rc > 0);
	return rc;
}

/* ---- The object ---- */

static int begin(struct memhp_balance *balance)
{
	int err;

	err = memhp_balance_gather(balance);
	if (!err)
		err = memhp_balance_tell_before(balance);
	if (!err)
		err = memhp_balance_plan(balance, false);
	if (!err)
		err = memhp_balance_add_steps(balance);
	if (!err)
		err = memhp_balance_foresee(balance);
	return err ? err : memhp_balance_tell(balance, true);
}

MEMHP_EXPORT int memhp_balance_new(struct memhp *ctx, const struct memhp_balance_opts *opts,
				   struct memhp_balance **out)
{
	struct memhp_balance_opts known;
	struct memhp_balance *balance;
	int err;

	if (!opts || memhp_opts_read(&known, sizeof(known), opts))
		return memhp_fail(ctx, EINVAL, "a balance needs options that the library knows");
	err = check_opts(ctx, &known);
	if (err)
		return err;
	balance = calloc(1, sizeof(*balance));
	if (!balance)
		return memhp_no_memory(ctx);
	balance->ctx = memhp_ref(ctx);
	balance->opts = known;
	err = begin(balance);
	if (err) {
		memhp_balance_free(balance);
		return err;
	}
	/* What could not be looked at is in unseen. */
	ctx->error[0] = '\0';
	*out = balance;
	return 0;
}

static void free_node(struct memhp_balancer_node *node)
{
	free(node->facts);
	free(node->place);
	free(node->before);
	free(node->after);
	free(node->moves.at);
}

MEMHP_EXPORT void memhp_balance_free(struct memhp_balance *balance)
{
	size_t i;

	if (!balance)
		return;
	for (i = 0; i < balance->nr_nodes; i++)
		free_node(&balance->nodes[i]);
	free(balance->nodes);
	for (i = 0; i < balance->nr_steps; i++)
		free(balance->steps[i].detail);
	free(balance->steps);
	free(balance->running);
	free(balance->dropped);
	memhp_change_free(balance->req);
	memhp_blocks_free(balance->blocks);
	memhp_unref(balance->ctx);
	free(balance);
}

MEMHP_EXPORT const char *memhp_balance_unseen(const struct memhp_balance *balance)
{
	return balance->unseen[0] ? balance->unseen : NULL;
}
