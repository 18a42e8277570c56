// SPDX-License-Identifier: LGPL-2.1-or-later
/* Balance: what became of changes, and what is put back since it was to be all or
 * nothing. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "balancer.h"

static struct memhp_balance_fact *fact_of(struct memhp_balance *balance,
					  const struct memhp_balancer_step *step)
{
	return &balance->nodes[step->node].facts[step->fact];
}

static void set_detail(struct memhp_balancer_step *step, const char *detail)
{
	if (!detail)
		return;
	free(step->detail);
	step->detail = strdup(detail);
	step->told.detail = step->detail;
}

void memhp_balance_expect(struct memhp_balancer_step *step, const struct memhp_result *result)
{
	step->told.result = *result;
	set_detail(step, memhp_result_detail(result));
}

/* A step that was never tried, or of which nobody knows what became. */
static void settle(struct memhp_balance *balance, struct memhp_balancer_step *step, int error,
		   enum memhp_reason reason)
{
	struct memhp_result *result = &step->told.result;

	step->stage = MEMHP_STAGE_OVER;
	result->outcome = MEMHP_OUTCOME_FAILED;
	result->error = error;
	result->reason = reason;
	result->to_state = result->from_state;
	result->to_zone = result->from_zone;
	/* There is a text if a change was tried since memhp_balance_next(). */
	set_detail(step, !reason && balance->ctx->error[0] ? balance->ctx->error :
							     memhp_result_detail(result));
	fact_of(balance, step)->bars |= MEMHP_BAR_NOW;
}

bool memhp_balance_went_well(const struct memhp_result *result)
{
	return result->outcome == MEMHP_OUTCOME_DONE ||
	       result->outcome == MEMHP_OUTCOME_UNCHANGED;
}

/* The list is to know, too: it is what the next changes take blocks to be. */
static void arrive(struct memhp_balance *balance, const struct memhp_balancer_step *step,
		   const struct memhp_result *result)
{
	struct memhp_balance_fact *fact = fact_of(balance, step);
	struct memhp_block *block;

	if (result->to_state == MEMHP_STATE_UNKNOWN)
		return;
	block = &balance->blocks->at[memhp_blocks_position(balance->blocks, fact->block)];
	block->state = result->to_state;
	block->zone = result->to_zone;
	memhp_balance_account(balance, &balance->nodes[step->node], fact,
			      memhp_balance_place_of(result->to_state, result->to_zone));
}

/* A step was put back, or could not be. */
static void take_back(struct memhp_balance *balance, struct memhp_balancer_step *step,
		      const struct memhp_result *result)
{
	struct memhp_result *told = &step->told.result;
	bool well = memhp_balance_went_well(result);

	step->stage = MEMHP_STAGE_OVER;
	balance->undoing--;
	told->to_state = result->to_state;
	told->to_zone = result->to_zone;
	told->outcome = well ? MEMHP_OUTCOME_UNDONE : MEMHP_OUTCOME_FAILED;
	told->error = well ? ECANCELED : result->error;
	told->reason = well ? MEMHP_REASON_ATOMIC : result->reason;
	arrive(balance, step, told);
}

/* Whether that went well. */
static bool take_result(struct memhp_balance *balance, struct memhp_balancer_step *step,
			const struct memhp_result *result, const char *detail)
{
	struct memhp_balance_fact *fact = fact_of(balance, step);

	set_detail(step, detail);
	if (step->stage == MEMHP_STAGE_UNDOING) {
		take_back(balance, step, result);
		return true;	/* what did not go back is no reason to put back more */
	}
	step->stage = MEMHP_STAGE_OVER;
	step->told.result = *result;
	arrive(balance, step, result);
	/* What was looked at before the change is of yesterday. */
	fact->used = 0;
	fact->looked = false;
	if (memhp_balance_went_well(result))
		return true;
	fact->bars |= MEMHP_BAR_NOW;
	balance->failed = true;
	balance->dropped[step->batch] = true;
	if (result->reason == MEMHP_REASON_INTERRUPTED)
		balance->stopped = true;
	return false;
}

/* Others would fare no better where there is no memory, or nobody let go of the
 * hotplug lock. */
static bool is_futile(const struct memhp_balance *balance)
{
	size_t i, late = 0;

	for (i = 0; i < balance->nr_running; i++) {
		switch (balance->steps[balance->running[i]].told.result.reason) {
		case MEMHP_REASON_NO_ROOM:
		case MEMHP_REASON_NO_MEMORY:
			return true;
		case MEMHP_REASON_DEADLINE:
			late++;
			break;
		default:
			break;
		}
	}
	return late && late == balance->nr_running && late > 1;
}

/* ---- All or nothing ---- */

/* Of batches that failed: what is still to come does not, what was done goes back. */
static void drop_batches(struct memhp_balance *balance)
{
	size_t i;

	for (i = balance->planned; i < balance->nr_steps; i++) {
		struct memhp_balancer_step *step = &balance->steps[i];

		if (!step->batch || !balance->dropped[step->batch])
			continue;
		if (step->stage == MEMHP_STAGE_PENDING) {
			settle(balance, step, ECANCELED, MEMHP_REASON_ATOMIC);
		} else if (step->stage == MEMHP_STAGE_OVER &&
			   step->told.result.outcome == MEMHP_OUTCOME_DONE) {
			step->stage = MEMHP_STAGE_UNDOING;
			balance->undoing++;
		}
		fact_of(balance, step)->bars |= MEMHP_BAR_NOW;
	}
	memset(balance->dropped, 0, balance->nr_batches * sizeof(*balance->dropped));
}

static void take_results(struct memhp_balance *balance)
{
	bool well = true;
	size_t i;

	for (i = 0; i < balance->nr_running; i++)
		well &= take_result(balance, &balance->steps[balance->running[i]],
				    memhp_change_result(balance->req, i),
				    memhp_change_detail(balance->req, i));
	balance->futile |= is_futile(balance);
	balance->nr_running = 0;
	if (!well)
		drop_batches(balance);
}

static void give_up_pending(struct memhp_balance *balance, int error)
{
	size_t i;

	for (i = balance->planned; i < balance->nr_steps; i++) {
		struct memhp_balancer_step *step = &balance->steps[i];

		if (step->stage != MEMHP_STAGE_PENDING && step->stage != MEMHP_STAGE_RUNNING)
			continue;
		settle(balance, step, error, error == EINTR ? MEMHP_REASON_INTERRUPTED :
							      MEMHP_REASON_NONE);
		balance->dropped[step->batch] = true;
	}
	drop_batches(balance);
}

void memhp_balance_collect(struct memhp_balance *balance)
{
	if (balance->req && balance->req->ran)
		take_results(balance);
	memhp_change_free(balance->req);
	balance->req = NULL;
	if (balance->stopped)
		give_up_pending(balance, EINTR);
}

MEMHP_EXPORT void memhp_balance_stop(struct memhp_balance *balance, int error)
{
	size_t i;

	memhp_balance_collect(balance);		/* if it was run after all */
	/* What was to be put back and was not stays as it is. */
	for (i = 0; i < balance->nr_running; i++) {
		struct memhp_balancer_step *step = &balance->steps[balance->running[i]];

		if (step->stage != MEMHP_STAGE_UNDOING)
			continue;
		step->stage = MEMHP_STAGE_OVER;
		balance->undoing--;
	}
	balance->nr_running = 0;
	balance->stopped = true;
	give_up_pending(balance, -error);
}
