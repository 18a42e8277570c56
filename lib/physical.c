// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Physical memory: added by one call; removed by an ordinary change that takes it
 * offline, and then by a call for each run of blocks that are.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

MEMHP_EXPORT int memhp_memory_run(struct memhp *ctx, struct memhp_memory *memory)
{
	int answer, err;

	memory->size = sizeof(*memory);
	err = memhp_module_call(ctx, MEMHP_IOC_MEMORY, memory, &answer);
	if (err)
		return err;
	memory->what[sizeof(memory->what) - 1] = '\0';
	memhp_text_clean(memory->what, sizeof(memory->what));
	if (answer == -EINTR)
		return memhp_fail(ctx, EINTR, "stopped by a signal: nothing was changed");
	return answer ? memhp_module_refused(ctx, answer, "it") : 0;
}

/* ---- Sentences ---- */

static const char *unaligned(const struct memhp_memory *memory, uint64_t block_size,
			     char *text, size_t size)
{
	char human[MEMHP_SIZE_TEXT];

	memhp_size_text(block_size, human, sizeof(human));
	if (memory->start % block_size)
		snprintf(text, size, "0x%" PRIx64 " is within a block: blocks are %s, aligned",
			 (uint64_t)memory->start, human);
	else
		snprintf(text, size, "%" PRIu64 " bytes end within a block: blocks are %s",
			 (uint64_t)memory->length, human);
	return text;
}

static const char *claimed(const struct memhp_memory *memory, char *text, size_t size)
{
	if (!strncmp(memory->what, "memory", 6))
		snprintf(text, size, "%s is there already, at 0x%" PRIx64, memory->what,
			 (uint64_t)memory->bad);
	else
		snprintf(text, size, "\"%s\" lies there, at 0x%" PRIx64, memory->what,
			 (uint64_t)memory->bad);
	return text;
}

static const char *no_room(const struct memhp_memory *memory, char *text, size_t size)
{
	char human[MEMHP_SIZE_TEXT];

	snprintf(text, size, "its struct pages would not fit in free kernel memory: %s can be "
		 "added now", memhp_size_text(memory->fits, human, sizeof(human)));
	return text;
}

MEMHP_EXPORT const char *memhp_memory_detail(const struct memhp_memory *memory,
					     uint64_t block_size, char *text, size_t size)
{
	const struct memhp_result result = {
		.outcome = MEMHP_OUTCOME_FAILED,
		.reason = memory->reason,
		.error = memory->error,
	};
	const char *detail;

	if (!memory->reason)
		return NULL;
	switch (memory->reason) {
	case MEMHP_REASON_UNALIGNED:
		return unaligned(memory, block_size, text, size);
	case MEMHP_REASON_CLAIMED:
		return claimed(memory, text, size);
	case MEMHP_REASON_NO_MEMMAP_ROOM:
		return no_room(memory, text, size);
	case MEMHP_REASON_BEYOND:
		snprintf(text, size, "it is past %s, the last address that this kernel can add",
			 memory->what);
		return text;
	case MEMHP_REASON_NO_RAM:
		snprintf(text, size, "the firmware describes no memory at 0x%" PRIx64,
			 (uint64_t)memory->bad);
		return text;
	case MEMHP_REASON_SILENT:
		snprintf(text, size, "no memory answers at 0x%" PRIx64 ": what is written is not "
			 "read back", (uint64_t)memory->bad);
		return text;
	case MEMHP_REASON_NO_NODE:
		snprintf(text, size, "there can be no node %d on this machine (nodes can be %s)",
			 memory->node, memory->what);
		return text;
	case MEMHP_REASON_NOT_OURS:
		snprintf(text, size, "it is memory of the boot or of a driver that removes it "
			 "itself (%s)", memory->what);
		return text;
	}
	detail = memhp_result_detail(&result);
	if (!detail)
		return NULL;
	snprintf(text, size, "%s", detail);
	return text;
}

/* The whole blocks that were meant: down and up, so that all of it is in them. */
static const char *aligned(const struct memhp_memory *memory, uint64_t block_size,
			   char *text, size_t size)
{
	uint64_t start = memory->start / block_size * block_size;
	uint64_t length = (memory->start - start + memory->length + block_size - 1) /
			  block_size * block_size;

	if (length < memory->length || start + length < start)
		return NULL;
	if (!(length % (1 << 20)))
		snprintf(text, size, "0x%" PRIx64 " --size %" PRIu64 "M", start, length >> 20);
	else
		snprintf(text, size, "0x%" PRIx64 " --size %" PRIu64, start, length);
	return text;
}

MEMHP_EXPORT const char *memhp_memory_hint(const struct memhp_memory *memory,
					   uint64_t block_size, char *text, size_t size)
{
	const struct memhp_result result = {
		.outcome = MEMHP_OUTCOME_FAILED,
		.reason = memory->reason,
		.error = memory->error,
	};
	const char *hint;

	if (!memory->reason)
		return NULL;
	if (memory->reason == MEMHP_REASON_UNALIGNED)
		return aligned(memory, block_size, text, size);
	hint = memhp_result_hint(&result);
	if (!hint)
		return NULL;
	snprintf(text, size, "%s", hint);
	return text;
}

/* ---- Removing ---- */

static void failed(struct memhp_result *result, uint32_t reason, int error)
{
	result->outcome = MEMHP_OUTCOME_FAILED;
	result->reason = reason;
	result->error = error;
}

/* Its owner is known where the module listed the blocks; elsewhere it is asked. */
static bool may_go(const struct memhp_block *block)
{
	return block->owner == MEMHP_OWNER_PROBE || block->owner == MEMHP_OWNER_UNKNOWN;
}

static void gone(struct memhp_result *result, uint32_t outcome)
{
	result->outcome = outcome;
	result->reason = MEMHP_REASON_NONE;
	result->error = 0;
	result->to_state = MEMHP_STATE_UNKNOWN;
	result->to_zone = MEMHP_ZONE_NONE;
}

void memhp_removal_plan(struct memhp_change_req *req)
{
	struct memhp_result *result;
	size_t i;

	for (i = 0; i < req->count; i++) {
		result = &req->results[i];
		if (!may_go(&req->blocks[i])) {
			result->to_state = result->from_state;
			result->to_zone = result->from_zone;
			failed(result, MEMHP_REASON_NOT_OURS, EPERM);
		} else if (result->outcome == MEMHP_OUTCOME_PLANNED ||
			   result->outcome == MEMHP_OUTCOME_UNCHANGED) {
			gone(result, MEMHP_OUTCOME_PLANNED);
		}
	}
}

/* Append a block to those that @req changes. */
static void append(struct memhp_change_req *req, const struct memhp_block *block)
{
	struct memhp_range *range = &req->ranges[req->nr_ranges];

	req->blocks[req->count++] = *block;
	if (req->nr_ranges && range[-1].first + range[-1].count == block->index) {
		range[-1].count++;
		return;
	}
	*range = (struct memhp_range){ block->index, 1 };
	req->nr_ranges++;
}

/* The change that takes offline what of @req may go. */
static int prepare(const struct memhp_change_req *req, struct memhp_change_req **out)
{
	struct memhp_change_req *inner = calloc(1, sizeof(*inner));
	size_t i;

	if (!inner)
		return memhp_no_memory(req->ctx);
	inner->ctx = memhp_ref(req->ctx);
	inner->op = req->op;
	inner->choice = req->choice;
	inner->atomic = req->atomic;
	inner->timeout_ns = req->timeout_ns;
	inner->retries = req->retries;
	inner->force = req->force;
	inner->blocks = calloc(req->count, sizeof(*inner->blocks));
	inner->results = calloc(req->count, sizeof(*inner->results));
	inner->ranges = calloc(req->count, sizeof(*inner->ranges));
	*out = inner;
	if (!inner->blocks || !inner->results || !inner->ranges)
		return memhp_no_memory(req->ctx);
	for (i = 0; i < req->count; i++)
		if (may_go(&req->blocks[i]))
			append(inner, &req->blocks[i]);
	return 0;
}

/* Results, and sentences about them, to where they are asked for. */
static void take_answers(struct memhp_change_req *req, struct memhp_change_req *inner)
{
	size_t i, at = 0;

	if (inner->details)
		req->details = calloc(req->count, sizeof(*req->details));
	req->troubles = inner->troubles;
	inner->troubles = NULL;
	for (i = 0; i < req->count; i++) {
		if (!may_go(&req->blocks[i])) {
			failed(&req->results[i], MEMHP_REASON_NOT_OURS, EPERM);
			continue;
		}
		req->results[i] = inner->results[at];
		if (req->details) {
			req->details[i] = inner->details[at];
			inner->details[at] = NULL;
		}
		at++;
	}
}

static bool is_offline(const struct memhp_result *result)
{
	return result->outcome == MEMHP_OUTCOME_DONE ||
	       result->outcome == MEMHP_OUTCOME_UNCHANGED;
}

/* The blocks from the @i-th on that could go by one call; how many. */
static size_t run_length(const struct memhp_change_req *req, size_t i)
{
	const struct memhp_result *first = &req->results[i];
	size_t n = 0;

	while (i + n < req->count && is_offline(&first[n]) && first[n].block == first->block + n)
		n++;
	return n;
}

/* The same as it went; how many of them have their answer. At least one has. */
static size_t remove_run(struct memhp_change_req *req, size_t i, size_t count)
{
	struct memhp_result *first = &req->results[i];
	uint64_t size = req->blocks[i].size;
	struct memhp_memory memory = {
		.op = MEMHP_MEMORY_REMOVE,
		.start = req->blocks[i].index * size,
		.length = count * size,
		.node = -1,
	};
	int err = memhp_memory_run(req->ctx, &memory);
	size_t done = 0;

	/* One of them keeps all: those before it go. */
	if (!err && !memory.done && memory.reason && memory.bad > memory.start &&
	    memory.bad < memory.start + memory.length)
		return remove_run(req, i, (memory.bad - memory.start) / size);
	if (err) {
		memory.done = 0;
		memory.reason = err == -EINTR ? MEMHP_REASON_INTERRUPTED : MEMHP_REASON_KERNEL;
		memory.error = -err;
	}
	for (; done < count && done < memory.done / size; done++)
		gone(&first[done], MEMHP_OUTCOME_DONE);
	if (done < count)
		failed(&first[done++], memory.reason, memory.error);
	return done;
}

static void remove_all(struct memhp_change_req *req)
{
	bool stopped = false;
	size_t i = 0, n;

	for (n = 0; n < req->count; n++)
		stopped |= req->results[n].reason == MEMHP_REASON_INTERRUPTED;
	while (i < req->count) {
		n = run_length(req, i);
		if (!n) {
			i++;
		} else if (stopped) {
			failed(&req->results[i++], MEMHP_REASON_INTERRUPTED, EINTR);
		} else {
			i += remove_run(req, i, n);
			stopped = req->results[i - 1].reason == MEMHP_REASON_INTERRUPTED;
		}
	}
}

static bool all_may_go(const struct memhp_change_req *req)
{
	size_t i;

	for (i = 0; i < req->count; i++)
		if (!may_go(&req->blocks[i]))
			return false;
	return true;
}

/* All or none, and one cannot. */
static void give_up(struct memhp_change_req *req)
{
	size_t i;

	for (i = 0; i < req->count; i++)
		if (may_go(&req->blocks[i]))
			failed(&req->results[i], MEMHP_REASON_ATOMIC, ECANCELED);
		else
			failed(&req->results[i], MEMHP_REASON_NOT_OURS, EPERM);
}

/* With "all or none", one that stayed online keeps all. */
static bool any_failed(const struct memhp_change_req *req)
{
	size_t i;

	for (i = 0; i < req->count; i++)
		if (!is_offline(&req->results[i]))
			return true;
	return false;
}

/* Before anything goes offline for it. */
static int check_module(struct memhp *ctx)
{
	struct memhp_info info = { .size = sizeof(info) };
	int err = memhp_module_info(ctx, &info);

	if (err || info.features & 1ULL << MEMHP_FEATURE_PHYSICAL)
		return err;
	return memhp_cannot(ctx, MEMHP_FEATURE_PHYSICAL, "remove memory");
}

int memhp_removal_run(struct memhp_change_req *req)
{
	struct memhp_change_req *inner = NULL;
	int err = check_module(req->ctx);

	if (err)
		return err;
	if (req->atomic && !all_may_go(req)) {
		give_up(req);
		return 0;
	}
	err = prepare(req, &inner);
	memhp_change_free(req->inner);
	__atomic_store_n(&req->inner, inner, __ATOMIC_RELEASE);
	if (!err && inner->count)
		err = memhp_change_run(inner);
	if (err)
		return err;
	req->ran = true;
	take_answers(req, inner);
	if (!req->atomic || !any_failed(req))
		remove_all(req);
	return 0;
}
