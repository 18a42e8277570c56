// SPDX-License-Identifier: GPL-2.0
/* What the contract says of an answer: errors, what is written where, what it may be. */
#include <errno.h>
#include <string.h>

#include "../answers.h"
#include "fuzz.h"

#define MOST 128

struct contract {
	size_t size;			/* of the struct */
	uint32_t flags;			/* that are known */
	size_t pad;			/* offset of 32 bits that are zero, 0: none */
	struct window out[MOST / 8];	/* what is written; the end is one of size 0 */
	int errors[16];			/* besides those of all; the end is 0 */
};

#define OUT(type, field) { offsetof(struct type, field), sizeof(((struct type *)0)->field) }

static const struct contract contracts[] = {
	[0] = { sizeof(struct memhp_info), 0, 0, { { 0, sizeof(struct memhp_info) } }, { } },
	[1] = { sizeof(struct memhp_change), MEMHP_CHANGE_FLAGS,
		offsetof(struct memhp_change, pad), { OUT(memhp_change, done) }, { } },
	[2] = { sizeof(struct memhp_policy), 0, 0, { OUT(memhp_policy, bad_rule) },
		{ EEXIST, ENOENT } },
	[3] = { sizeof(struct memhp_group), 0, offsetof(struct memhp_group, pad),
		{ OUT(memhp_group, bad_block) },
		{ EEXIST, ENOENT, ENODEV, EXDEV, E2BIG, EBUSY, EPERM, ENOTEMPTY } },
	[4] = { sizeof(struct memhp_fill), MEMHP_FILL_FLAGS, offsetof(struct memhp_fill, pad),
		{ OUT(memhp_fill, reason), OUT(memhp_fill, granule), OUT(memhp_fill, done),
		  OUT(memhp_fill, populated), OUT(memhp_fill, held), OUT(memhp_fill, bad),
		  OUT(memhp_fill, error) },
		{ ENODEV } },
	[5] = { sizeof(struct memhp_memory), MEMHP_MEMORY_FLAGS, 0,
		{ OUT(memhp_memory, reason), OUT(memhp_memory, node), OUT(memhp_memory, error),
		  OUT(memhp_memory, done), OUT(memhp_memory, fits), OUT(memhp_memory, bad),
		  OUT(memhp_memory, what) },
		{ } },
	[6] = { sizeof(struct memhp_agent), 0, 0, { }, { } },
	[7] = { sizeof(struct memhp_answer), 0, 0, { }, { ENOENT, ENXIO } },
};

static bool has(const int *errors, int error)
{
	for (; *errors; errors++)
		if (*errors == error)
			return true;
	return false;
}

bool error_allowed(unsigned int nr, enum role role, int error)
{
	static const int from_anybody[] = { EINVAL, EFAULT, 0 };
	static const int from_root[] = { EINVAL, EFAULT, ENOMEM, EOPNOTSUPP, 0 };
	bool reads = role == ROOT_READS || role == NOBODY_READS;

	if (nr >= ARRAY_SIZE(contracts))
		return error == ENOTTY;
	if (nr == _IOC_NR(MEMHP_IOC_INFO))
		return !error || has(from_anybody, error);
	if (reads)
		return error == EBADF;
	/* Who has an agent's open file may answer. */
	if (nr == _IOC_NR(MEMHP_IOC_ANSWER))
		return !error || has(from_anybody, error) || has(contracts[nr].errors, error);
	if (role == NOBODY)
		return error == EPERM;
	return !error || has(from_root, error) || has(contracts[nr].errors, error);
}

/* How many blocks, if its ranges are in the arena; 0: they are not. */
static uint64_t blocks_of(uint64_t ranges, uint64_t count)
{
	const struct memhp_range *range;
	uint64_t sum = 0, i;
	size_t at;

	if (count > ARENA / sizeof(*range) || !arena_has(ranges, count * sizeof(*range), &at))
		return 0;
	range = (const void *)arena_at(at);
	for (i = 0; i < count; i++) {
		if (range[i].count > MEMHP_MAX_UNIT_BLOCKS * 1024)
			return 0;
		sum += range[i].count;
	}
	return sum;
}

void request_windows(const struct request *r, struct windows *windows)
{
	const struct window *out = contracts[r->number].out;
	const struct memhp_change *change = (const void *)arena_at(r->at);
	uint64_t blocks;
	unsigned int i;

	for (i = 0; out[i].size; i++)
		windows_add(windows, (uintptr_t)arena_at(r->at) + out[i].at,
			    r->number ? out[i].size :
			    r->size < out[i].size ? r->size : out[i].size);
	if (r->number != _IOC_NR(MEMHP_IOC_CHANGE))
		return;
	blocks = blocks_of(change->ranges, change->nr_ranges);
	if (blocks <= change->nr_results)
		windows_add(windows, change->results, blocks * sizeof(struct memhp_result));
}

static bool rules_refused(const struct memhp_policy *p)
{
	const struct memhp_rule *rule;
	size_t at;
	uint32_t i;

	if (p->nr_rules > MEMHP_MAX_RULES || p->options & ~MEMHP_POLICY_OPTIONS)
		return true;
	if (!arena_has(p->rules, p->nr_rules * sizeof(*rule), &at))
		return false;
	rule = (const void *)arena_at(at);
	for (i = 0; i < p->nr_rules; i++)
		if (rule[i].pad || rule[i].flags & ~MEMHP_RULE_FLAGS ||
		    rule[i].match & ~MEMHP_MATCH_FLAGS)
			return true;
	return false;
}

bool request_refused(const struct request *r)
{
	const struct contract *c = &contracts[r->number];
	const unsigned char *at = arena_at(r->at);
	uint32_t flags, pad = 0;

	memcpy(&flags, at + offsetof(struct memhp_change, flags), sizeof(flags));
	if (c->pad && r->size >= c->pad + sizeof(pad))
		memcpy(&pad, at + c->pad, sizeof(pad));
	if (flags & ~c->flags || pad)
		return true;
	if (r->size > c->size && !all_zero(at + c->size, r->size - c->size))
		return true;
	return r->number == _IOC_NR(MEMHP_IOC_POLICY) &&
	       rules_refused((const void *)at);
}

/* ---- What it may be ---- */

static const char *result_bad(const struct memhp_result *r)
{
	bool failed = r->outcome == MEMHP_OUTCOME_FAILED;

	if (!r->outcome || r->outcome > MEMHP_OUTCOME_MAX || r->reason > MEMHP_REASON_MAX ||
	    r->from_state > MEMHP_STATE_MAX || r->to_state > MEMHP_STATE_MAX ||
	    r->from_zone > MEMHP_ZONE_MAX || r->to_zone > MEMHP_ZONE_MAX)
		return "a result that cannot be";
	if (failed != (r->error > 0 && r->reason) && r->outcome != MEMHP_OUTCOME_UNDONE)
		return "a result with the wrong reason";
	return r->error < 0 || r->error >= ERRNOS ? "a result with the wrong error" : NULL;
}

static bool overlap(size_t a, size_t size_a, size_t b, size_t size_b)
{
	return a < b + size_b && b < a + size_a;
}

/* Where the results are over what was asked, nobody can tell. */
static const char *change_bad(const struct request *r)
{
	const struct memhp_change *was = arena_was(r->at), *now = (const void *)arena_at(r->at);
	const struct memhp_result *result;
	const struct memhp_range *range;
	size_t at, ranges_at;
	uint64_t n = 0, k;
	const char *bad = NULL;
	uint32_t i;

	if (!arena_has(was->ranges, was->nr_ranges * sizeof(*range), &ranges_at) ||
	    !arena_has(was->results, was->nr_results * sizeof(*result), &at) ||
	    overlap(at, was->nr_results * sizeof(*result), r->at, sizeof(*was)))
		return NULL;
	range = arena_was(ranges_at);
	result = (const void *)arena_at(at);
	for (i = 0; i < was->nr_ranges; i++)
		for (k = 0; !bad && k < range[i].count; k++, n++) {
			bad = result_bad(&result[n]);
			if (!bad && result[n].block != range[i].first + k)
				bad = "a result of another block";
		}
	return bad ? bad : now->done == n ? NULL : "not all blocks are done";
}

static const char *why_bad(uint32_t reason, int32_t error)
{
	if (reason > MEMHP_REASON_MAX || error < 0 || error >= ERRNOS || !reason != !error)
		return "a reason that cannot be";
	return NULL;
}

static const char *info_bad(const struct request *r)
{
	struct memhp_info info = { 0 };
	const char *bad;

	memcpy(&info, arena_at(r->at), r->size < sizeof(info) ? r->size : sizeof(info));
	if (info.size != (r->size < sizeof(info) ? r->size : sizeof(info)) || info.flags ||
	    info.uapi_version != MEMHP_UAPI_VERSION)
		return "a head of info";
	bad = text_bad(info.version, sizeof(info.version));
	return bad ? bad : text_bad(info.release, sizeof(info.release));
}

const char *request_answer(const struct request *r)
{
	const void *at = arena_at(r->at);
	const struct memhp_fill *fill = at;
	const struct memhp_memory *memory = at;
	const char *bad = NULL;

	switch (r->number) {
	case _IOC_NR(MEMHP_IOC_INFO):
		bad = info_bad(r);
		break;
	case _IOC_NR(MEMHP_IOC_CHANGE):
		return change_bad(r);
	case _IOC_NR(MEMHP_IOC_FILL):
		bad = why_bad(fill->reason, fill->error);
		break;
	case _IOC_NR(MEMHP_IOC_MEMORY):
		bad = why_bad(memory->reason, memory->error);
		if (!bad)
			bad = text_bad(memory->what, sizeof(memory->what));
		break;
	default:
		return NULL;
	}
	return bad;
}
