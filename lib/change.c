// SPDX-License-Identifier: LGPL-2.1-or-later
/* A change: prepared from a set, carried out by one call into the kernel. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "decide.h"
#include "private.h"

static int allocate(struct memhp_change_req *req)
{
	req->blocks = calloc(req->count, sizeof(*req->blocks));
	req->results = calloc(req->count, sizeof(*req->results));
	req->ranges = calloc(req->count, sizeof(*req->ranges));
	if (!req->blocks || !req->results || !req->ranges)
		return memhp_no_memory(req->ctx);
	return 0;
}

static void copy_blocks(struct memhp_change_req *req, const struct memhp_set *set)
{
	size_t i;

	for (i = 0; i < req->count; i++) {
		req->blocks[i] = *memhp_set_at(set, i);
		/* It lives in the list, which may go before the change. */
		req->blocks[i].group = NULL;
	}
	req->nr_ranges = memhp_set_ranges(set, req->ranges);
}

void memhp_change_reset(struct memhp_change_req *req)
{
	size_t i;

	memset(req->results, 0, req->count * sizeof(*req->results));
	for (i = 0; i < req->count; i++) {
		const struct memhp_block *block = &req->blocks[i];
		struct memhp_result *result = &req->results[i];

		result->block = block->index;
		result->from_state = result->to_state = block->state;
		result->from_zone = result->to_zone = block->zone;
	}
}

MEMHP_EXPORT int memhp_change_new(struct memhp *ctx, const struct memhp_set *set,
				  enum memhp_op op, enum memhp_choice choice,
				  struct memhp_change_req **out)
{
	struct memhp_change_req *req;
	int err;

	if (!memhp_op_valid(op, choice))
		return memhp_fail(ctx, EINVAL, "such a change cannot go to such a zone");
	if (!memhp_set_count(set))
		return memhp_fail(ctx, EINVAL, "no block to change");
	req = calloc(1, sizeof(*req));
	if (!req)
		return memhp_no_memory(ctx);
	req->ctx = memhp_ref(ctx);
	req->op = op;
	req->choice = choice;
	req->count = memhp_set_count(set);
	err = allocate(req);
	if (err) {
		memhp_change_free(req);
		return err;
	}
	copy_blocks(req, set);
	memhp_plan_prepare(req, memhp_set_blocks(set));
	memhp_change_reset(req);
	*out = req;
	return 0;
}

static void free_details(struct memhp_change_req *req)
{
	size_t i;

	for (i = 0; req->details && i < req->count; i++)
		free(req->details[i]);
	free(req->details);
}

MEMHP_EXPORT void memhp_change_free(struct memhp_change_req *req)
{
	if (!req)
		return;
	memhp_change_free(req->inner);
	free_details(req);
	memhp_troubles_free(req->troubles);
	free(req->blocks);
	free(req->results);
	free(req->ranges);
	memhp_unref(req->ctx);
	free(req);
}

MEMHP_EXPORT void memhp_change_set_atomic(struct memhp_change_req *req, bool atomic)
{
	req->atomic = atomic;
}

MEMHP_EXPORT void memhp_change_set_timeout(struct memhp_change_req *req, uint64_t ns)
{
	req->timeout_ns = ns;
}

MEMHP_EXPORT void memhp_change_set_retries(struct memhp_change_req *req, unsigned int retries)
{
	req->retries = retries;
}

MEMHP_EXPORT void memhp_change_set_force(struct memhp_change_req *req, bool force)
{
	req->force = force;
}

MEMHP_EXPORT void memhp_change_set_staged(struct memhp_change_req *req, bool staged)
{
	req->staged = staged;
}

MEMHP_EXPORT int memhp_change_set_remove(struct memhp_change_req *req, bool remove)
{
	if (remove && req->op != MEMHP_OP_OFFLINE)
		return memhp_fail(req->ctx, EINVAL, "only what goes offline can be removed");
	req->remove = remove;
	return 0;
}

/* Of blocks that it did not come to, the kernel says nothing; the list does. */
static void fill_unseen(struct memhp_change_req *req)
{
	size_t i;

	for (i = 0; i < req->count; i++) {
		const struct memhp_block *block = &req->blocks[i];
		struct memhp_result *result = &req->results[i];

		if (result->from_state != MEMHP_STATE_UNKNOWN ||
		    result->reason == MEMHP_REASON_NO_SUCH_BLOCK)
			continue;
		result->from_state = result->to_state = block->state;
		result->from_zone = result->to_zone = block->zone;
	}
}

/* Its last error is that of this change. */
static const struct memhp_trouble *trouble_of(const struct memhp_change_req *req,
					      const struct memhp_result *result)
{
	const struct memhp_trouble *trouble = NULL;

	if (req->troubles && result->outcome == MEMHP_OUTCOME_FAILED)
		trouble = memhp_troubles_find(req->troubles, result->block);
	if (trouble && trouble->reason == result->reason && trouble->error == result->error)
		return trouble;
	return NULL;
}

static void write_details(struct memhp_change_req *req)
{
	const struct memhp_trouble *trouble;
	char text[MEMHP_TROUBLE_TEXT];
	size_t i;

	req->details = calloc(req->count, sizeof(*req->details));
	for (i = 0; req->details && i < req->count; i++) {
		trouble = trouble_of(req, &req->results[i]);
		if (trouble)
			req->details[i] = strdup(memhp_trouble_text(trouble, text,
								    sizeof(text)));
	}
}

/* Ask what stood in the way of the blocks that failed. It is no error if the module
 * does not tell: the results say why in general. */
static void ask_why(struct memhp_change_req *req)
{
	const struct memhp_result *first = NULL, *last = NULL;
	size_t i;
	int err;

	for (i = 0; i < req->count; i++) {
		if (req->results[i].outcome != MEMHP_OUTCOME_FAILED)
			continue;
		last = &req->results[i];
		first = first ? first : last;
	}
	if (!first)
		return;
	err = memhp_troubles_get(req->ctx, first->block, last->block - first->block + 1,
				 &req->troubles);
	if (!err) {
		write_details(req);
		return;
	}
	memhp_debug(req->ctx, "what stood in the way is not known: %s", req->ctx->error);
	req->ctx->error[0] = '\0';
}

/* The kernel would say EINVAL to all of these; say which. */
static int check_limits(struct memhp_change_req *req, int fd)
{
	struct memhp_info info;
	int err;

	err = memhp_module_ioctl_info(fd, &info);
	if (err)
		return memhp_fail(req->ctx, -err, "the module does not tell about "
				  "itself (%s)", memhp_errno_name(-err));
	if (!(info.features & 1ULL << MEMHP_FEATURE_CHANGE))
		return memhp_cannot(req->ctx, MEMHP_FEATURE_CHANGE, "change blocks");
	if (req->count > info.max_blocks || req->nr_ranges > info.max_ranges)
		return memhp_fail(req->ctx, E2BIG, "%zu blocks in %zu ranges are too many "
				  "for one change: at most %u in %u", req->count,
				  req->nr_ranges, info.max_blocks, info.max_ranges);
	return req->staged ? memhp_module_can_stage(req->ctx, &info) : 0;
}

static void fill_call(struct memhp_change_req *req)
{
	struct memhp_change *call = &req->kernel;

	/* All but what the kernel writes: another thread may be reading that. */
	call->size = sizeof(*call);
	call->flags = (req->atomic ? MEMHP_CHANGE_ATOMIC : 0) |
		      (req->force ? MEMHP_CHANGE_FORCE : 0) |
		      (req->staged ? MEMHP_CHANGE_STAGED : 0);
	call->op = req->op;
	call->choice = req->choice;
	call->timeout_ns = req->timeout_ns;
	call->ranges = (uintptr_t)req->ranges;
	call->results = (uintptr_t)req->results;
	call->nr_ranges = (uint32_t)req->nr_ranges;
	call->nr_results = (uint32_t)req->count;
	call->result_size = sizeof(*req->results);
	call->retries = req->retries;
}

static int explain(const struct memhp_change_req *req, int err)
{
	struct memhp *ctx = req->ctx;

	/* A module that does not know these refuses them; nothing else here can be
	 * wrong, as the request is made from a set. */
	if (err == -EAGAIN && req->staged)
		return memhp_fail(ctx, EAGAIN, "the kernel's kprobes, by which pages are held "
				  "back, are switched off: echo 1 "
				  ">/sys/kernel/debug/kprobes/enabled");
	if (err == -EINVAL && (req->retries || req->force))
		return memhp_fail(ctx, EOPNOTSUPP, "the memhp module that is loaded is too old "
				  "for retries and force: do without them, or load one of "
				  "version %s", memhp_version());
	switch (-err) {
	case 0:
		return 0;
	case EINTR:
		return memhp_fail(ctx, EINTR, "stopped by a signal before the first "
				  "block: nothing was changed");
	case EFAULT:
		return memhp_fail(ctx, EFAULT, "the memhp module could not write its "
				  "answer: list the blocks to see what has changed");
	default:
		return memhp_module_refused(ctx, err, "the change");
	}
}

MEMHP_EXPORT int memhp_change_run(struct memhp_change_req *req)
{
	int err, fd;

	if (req->ran)
		return memhp_fail(req->ctx, EINVAL, "this change was carried out already");
	if (req->retries > MEMHP_MAX_RETRIES)
		return memhp_fail(req->ctx, EINVAL, "%u retries are too many: at most %u",
				  req->retries, MEMHP_MAX_RETRIES);
	if (req->staged && req->op != MEMHP_OP_ONLINE)
		return memhp_fail(req->ctx, EINVAL, "only what goes online can be staged");
	memhp_change_reset(req);
	if (req->remove)
		return memhp_removal_run(req);
	fd = memhp_module_open(req->ctx, true);
	if (fd < 0)
		return fd;
	err = check_limits(req, fd);
	if (!err) {
		fill_call(req);
		err = explain(req, memhp_module_ioctl_change(fd, &req->kernel));
		req->ran = !err || err == -EFAULT;
		if (!err)
			fill_unseen(req);
	}
	close(fd);
	if (!err)
		ask_why(req);
	return err;
}

/* The kernel writes it while the ioctl runs in another thread. */
MEMHP_EXPORT size_t memhp_change_progress(const struct memhp_change_req *req)
{
	const struct memhp_change_req *inner = __atomic_load_n(&req->inner, __ATOMIC_ACQUIRE);

	return __atomic_load_n(&(inner ? inner : req)->kernel.done, __ATOMIC_RELAXED);
}

MEMHP_EXPORT size_t memhp_change_count(const struct memhp_change_req *req)
{
	return req->count;
}

MEMHP_EXPORT const struct memhp_result *
memhp_change_result(const struct memhp_change_req *req, size_t i)
{
	return i < req->count ? &req->results[i] : NULL;
}

MEMHP_EXPORT const struct memhp_trouble *
memhp_change_trouble(const struct memhp_change_req *req, size_t i)
{
	return i < req->count ? trouble_of(req, &req->results[i]) : NULL;
}

MEMHP_EXPORT const char *memhp_change_detail(const struct memhp_change_req *req, size_t i)
{
	if (i >= req->count)
		return NULL;
	if (req->details && req->details[i])
		return req->details[i];
	return memhp_result_detail(&req->results[i]);
}
