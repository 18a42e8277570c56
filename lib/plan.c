// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What a change is expected to do to each block, from the list that its set
 * was made from, from sysfs' valid_zones, and for "auto" from the policy in
 * force: nothing is changed. What is to be done with a block is decided by the
 * same code as in the module (core/decide.c).
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "decide.h"
#include "private.h"

static void planned(struct memhp_result *result, enum memhp_state state,
		    enum memhp_zone zone)
{
	result->outcome = MEMHP_OUTCOME_PLANNED;
	result->to_state = (uint8_t)state;
	result->to_zone = (uint8_t)zone;
}

static void failed(struct memhp_result *result, int error, enum memhp_reason reason)
{
	result->outcome = MEMHP_OUTCOME_FAILED;
	result->error = error;
	result->reason = reason;
}

/*
 * The kernel puts kernel memory into the first zone below Normal that spans
 * any of it, else into Normal.
 */
void memhp_plan_prepare(struct memhp_change_req *req,
			const struct memhp_blocks *blocks)
{
	static const uint8_t zones[MEMHP_SPANS] = { MEMHP_ZONE_DMA, MEMHP_ZONE_DMA32 };
	struct memhp_span *span;
	size_t i, k;

	for (k = 0; k < MEMHP_SPANS; k++) {
		span = &req->spans[k];
		for (i = 0; i < blocks->count; i++) {
			if (blocks->at[i].zone != zones[k])
				continue;
			if (span->zone == MEMHP_ZONE_NONE)
				span->first = blocks->at[i].index;
			span->zone = zones[k];
			span->node = blocks->at[i].node;
			span->last = blocks->at[i].index;
		}
	}
}

static enum memhp_zone kernel_zone(const struct memhp_change_req *req,
				   const struct memhp_block *block)
{
	const struct memhp_span *span;

	for (span = req->spans; span < req->spans + MEMHP_SPANS; span++)
		if (span->zone && span->node == block->node &&
		    block->index >= span->first && block->index <= span->last)
			return span->zone;
	return MEMHP_ZONE_NORMAL;
}

/* What the policy in force makes of "auto", block by block: what those before it
 * would change is not in it. */
static enum memhp_choice choice_for(const struct memhp_change_req *req,
				    const struct memhp_block *block)
{
	struct memhp_decision *decision;
	enum memhp_choice choice;

	if (!req->ask_policy ||
	    memhp_decision_get(req->ctx, block->index, &decision))
		return req->choice;
	choice = decision->choice;
	memhp_decision_free(decision);
	return choice;
}

static bool has_rules(struct memhp *ctx)
{
	struct memhp_rules *rules;
	size_t count;

	if (!ctx->use_module || memhp_rules_get(ctx, &rules))
		return false;
	count = memhp_rules_count(rules);
	memhp_rules_free(rules);
	return count;
}

/* The zone of an offline block: sysfs lists the possible ones, the kernel's
 * own pick first. NONE if sysfs does not tell. */
static enum memhp_zone zone_online(const struct memhp_change_req *req, int dir,
				   const struct memhp_block *block)
{
	enum memhp_choice choice = choice_for(req, block);
	enum memhp_zone zone;
	char text[64];
	size_t length;
	char *word;

	if (choice == MEMHP_CHOICE_MOVABLE)
		return MEMHP_ZONE_MOVABLE;
	if (dir < 0 || memhp_scan_read(dir, block->index, "valid_zones", text,
				       sizeof(text)) < 0)
		return MEMHP_ZONE_NONE;
	for (word = text; *word; word += length) {
		word += strspn(word, " ");
		length = strcspn(word, " ");
		zone = memhp_zone_of(word, length);
		if (choice != MEMHP_CHOICE_KERNEL || memhp_zone_is_kernel(zone))
			return zone;
	}
	return MEMHP_ZONE_NONE;
}

/* The same where staging is asked for or the block is staged; as in the module. */
static struct memhp_verdict staged(const struct memhp_change_req *req,
				   const struct memhp_block *block,
				   struct memhp_verdict verdict)
{
	static const struct memhp_verdict is_staged = {
		MEMHP_OUTCOME_FAILED, MEMHP_REASON_STAGED, EINVAL,
	}, not_staged = {
		MEMHP_OUTCOME_FAILED, MEMHP_REASON_NOT_STAGED, EEXIST,
	}, driver = {
		MEMHP_OUTCOME_FAILED, MEMHP_REASON_DRIVER, EPERM,
	};
	bool is = block->staged == 1, work = verdict.outcome == MEMHP_OUTCOME_NONE;

	if (req->op != MEMHP_OP_ONLINE)
		return is && work && (req->op == MEMHP_OP_SHIFT || req->atomic) ?
		       is_staged : verdict;
	if (!req->staged)
		return verdict;
	if (verdict.outcome == MEMHP_OUTCOME_UNCHANGED && !is)
		return not_staged;
	return work && (block->owner == MEMHP_OWNER_VIRTIO_MEM ||
			block->owner == MEMHP_OWNER_HV_BALLOON) ? driver : verdict;
}

static void plan_block(const struct memhp_change_req *req, int dir,
		       const struct memhp_block *block, struct memhp_result *result)
{
	struct memhp_verdict verdict;

	/* Where no zone could be read, going offline is still worth a try. */
	if (req->op == MEMHP_OP_OFFLINE && block->state == MEMHP_STATE_ONLINE &&
	    block->zone == MEMHP_ZONE_NONE && !block->multizone) {
		planned(result, MEMHP_STATE_OFFLINE, MEMHP_ZONE_NONE);
		return;
	}
	verdict = staged(req, block, memhp_decide(req->op, req->choice, block->state,
						  block->zone));
	if (verdict.outcome != MEMHP_OUTCOME_NONE) {
		result->outcome = verdict.outcome;
		result->reason = verdict.reason;
		result->error = verdict.error;
		return;
	}
	if (block->state == MEMHP_STATE_OFFLINE)
		planned(result, MEMHP_STATE_ONLINE, zone_online(req, dir, block));
	else if (req->op == MEMHP_OP_OFFLINE)
		planned(result, MEMHP_STATE_OFFLINE, MEMHP_ZONE_NONE);
	else if (req->choice == MEMHP_CHOICE_MOVABLE)
		planned(result, MEMHP_STATE_ONLINE, MEMHP_ZONE_MOVABLE);
	else
		planned(result, MEMHP_STATE_ONLINE, kernel_zone(req, block));
}

/* All or none: where one block cannot, the others will not. */
static void give_up(struct memhp_change_req *req)
{
	struct memhp_result *result;
	size_t i;

	for (i = 0; i < req->count; i++) {
		result = &req->results[i];
		if (result->outcome != MEMHP_OUTCOME_PLANNED)
			continue;
		result->to_state = result->from_state;
		result->to_zone = result->from_zone;
		failed(result, ECANCELED, MEMHP_REASON_ATOMIC);
	}
}

MEMHP_EXPORT int memhp_change_plan(struct memhp_change_req *req)
{
	bool any_failed = false;
	int dir = -1;
	size_t i;

	if (req->ran)
		return memhp_fail(req->ctx, EINVAL, "this change was carried out already");
	if (req->staged && req->op != MEMHP_OP_ONLINE)
		return memhp_fail(req->ctx, EINVAL, "only what goes online can be staged");
	memhp_change_reset(req);
	if (req->op == MEMHP_OP_ONLINE && req->choice != MEMHP_CHOICE_MOVABLE)
		dir = memhp_sysfs_open(req->ctx, MEMHP_SYSFS);
	req->ask_policy = req->op == MEMHP_OP_ONLINE &&
			  req->choice == MEMHP_CHOICE_AUTO && has_rules(req->ctx);
	for (i = 0; i < req->count; i++)
		plan_block(req, dir, &req->blocks[i], &req->results[i]);
	if (dir >= 0)
		close(dir);
	if (req->remove)
		memhp_removal_plan(req);
	for (i = 0; i < req->count; i++)
		any_failed |= req->results[i].outcome == MEMHP_OUTCOME_FAILED;
	if (req->atomic && any_failed)
		give_up(req);
	return 0;
}
