// SPDX-License-Identifier: GPL-2.0
/*
 * Structs that are good; the same with a field that is off; and noise. What would go
 * past the blocks that may be changed is tamed before the call, whatever made it.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "../answers.h"
#include "fuzz.h"

enum field_kind { F_SIZE, F_FLAGS, F_ENUM, F_POINTER, F_COUNT, F_NUMBER, F_PAD, F_OUT, F_NAME };

struct field {
	uint16_t at;
	uint16_t size;
	uint16_t kind;
};

#define FIELD(type, field, kind) \
	{ offsetof(struct type, field), sizeof(((struct type *)0)->field), kind }
#define COMMON(type) FIELD(type, size, F_SIZE), FIELD(type, flags, F_FLAGS)

static const struct field info_fields[] = {
	COMMON(memhp_info), FIELD(memhp_info, block_size, F_OUT),
	FIELD(memhp_info, version, F_NAME), FIELD(memhp_info, release, F_NAME),
};

static const struct field change_fields[] = {
	COMMON(memhp_change), FIELD(memhp_change, op, F_ENUM),
	FIELD(memhp_change, choice, F_ENUM), FIELD(memhp_change, timeout_ns, F_NUMBER),
	FIELD(memhp_change, ranges, F_POINTER), FIELD(memhp_change, results, F_POINTER),
	FIELD(memhp_change, nr_ranges, F_COUNT), FIELD(memhp_change, nr_results, F_COUNT),
	FIELD(memhp_change, result_size, F_COUNT), FIELD(memhp_change, done, F_OUT),
	FIELD(memhp_change, retries, F_NUMBER), FIELD(memhp_change, pad, F_PAD),
};

static const struct field policy_fields[] = {
	COMMON(memhp_policy), FIELD(memhp_policy, rules, F_POINTER),
	FIELD(memhp_policy, nr_rules, F_COUNT), FIELD(memhp_policy, rule_size, F_COUNT),
	FIELD(memhp_policy, options, F_FLAGS), FIELD(memhp_policy, bad_rule, F_OUT),
};

static const struct field group_fields[] = {
	COMMON(memhp_group), FIELD(memhp_group, op, F_ENUM), FIELD(memhp_group, type, F_ENUM),
	FIELD(memhp_group, unit, F_NUMBER), FIELD(memhp_group, max, F_NUMBER),
	FIELD(memhp_group, ranges, F_POINTER), FIELD(memhp_group, nr_ranges, F_COUNT),
	FIELD(memhp_group, pad, F_PAD), FIELD(memhp_group, bad_block, F_OUT),
	FIELD(memhp_group, name, F_NAME),
};

static const struct field fill_fields[] = {
	COMMON(memhp_fill), FIELD(memhp_fill, op, F_ENUM), FIELD(memhp_fill, reason, F_OUT),
	FIELD(memhp_fill, block, F_NUMBER), FIELD(memhp_fill, start, F_NUMBER),
	FIELD(memhp_fill, length, F_NUMBER), FIELD(memhp_fill, granule, F_NUMBER),
	FIELD(memhp_fill, timeout_ns, F_NUMBER), FIELD(memhp_fill, done, F_OUT),
	FIELD(memhp_fill, populated, F_OUT), FIELD(memhp_fill, held, F_OUT),
	FIELD(memhp_fill, bad, F_OUT), FIELD(memhp_fill, error, F_OUT),
	FIELD(memhp_fill, pad, F_PAD),
};

static const struct field memory_fields[] = {
	COMMON(memhp_memory), FIELD(memhp_memory, op, F_ENUM),
	FIELD(memhp_memory, reason, F_OUT), FIELD(memhp_memory, start, F_NUMBER),
	FIELD(memhp_memory, length, F_NUMBER), FIELD(memhp_memory, node, F_NUMBER),
	FIELD(memhp_memory, error, F_OUT), FIELD(memhp_memory, done, F_OUT),
	FIELD(memhp_memory, fits, F_OUT), FIELD(memhp_memory, bad, F_OUT),
	FIELD(memhp_memory, whole, F_NUMBER), FIELD(memhp_memory, whole_length, F_NUMBER),
	FIELD(memhp_memory, what, F_NAME),
};

static const struct field agent_fields[] = {
	COMMON(memhp_agent), FIELD(memhp_agent, delay_ns, F_NUMBER),
};

static const struct field answer_fields[] = {
	COMMON(memhp_answer), FIELD(memhp_answer, ask, F_NUMBER),
	FIELD(memhp_answer, answer, F_ENUM),
};

static const struct field rule_fields[] = {
	FIELD(memhp_rule, match, F_FLAGS), FIELD(memhp_rule, owner, F_ENUM),
	FIELD(memhp_rule, node, F_NUMBER), FIELD(memhp_rule, group_type, F_ENUM),
	FIELD(memhp_rule, size_min, F_NUMBER), FIELD(memhp_rule, size_max, F_NUMBER),
	FIELD(memhp_rule, group, F_NAME), FIELD(memhp_rule, action, F_ENUM),
	FIELD(memhp_rule, flags, F_FLAGS), FIELD(memhp_rule, ratio, F_NUMBER),
	FIELD(memhp_rule, pad, F_PAD), FIELD(memhp_rule, reserve, F_NUMBER),
};

uint64_t odd_number(struct numbers *n)
{
	switch (below(n, 8)) {
	case 0:
		return below(n, 8);
	case 1:
		return -below(n, 8);
	case 2:		/* around a power of two */
		return (1ULL << below(n, 64)) + below(n, 3) - 1;
	case 3:
		return number(n);
	case 4:
		return INT64_MAX - below(n, 2);
	case 5:
		return UINT32_MAX - below(n, 3) + 1;
	case 6:		/* in blocks of 128 MiB */
		return below(n, 64) << 27;
	default:
		return number(n) >> below(n, 64);
	}
}

/* ---- Good structs ---- */

static const char *const names[] = { "a", "b", "fuzz-1", "fuzz-2", "x.y_z@1" };

static uint64_t some_block(struct worker *w)
{
	return w->plan->first + below(&w->numbers, w->plan->last - w->plan->first + 1);
}

/* Up to four ranges, apart and ascending, at @at; returns how many. */
static uint32_t put_ranges(struct worker *w, size_t at, uint32_t *blocks)
{
	struct memhp_range *range = (void *)arena_at(at);
	uint64_t next = w->plan->first;
	uint32_t count = 0, most = 1 + below(&w->numbers, 4);

	*blocks = 0;
	while (count < most && next <= w->plan->last) {
		range[count].first = next + below(&w->numbers, w->plan->last - next + 1);
		range[count].count = 1 + below(&w->numbers,
				one_in(&w->numbers, 2) ? 1 : w->plan->last - range[count].first + 1);
		next = range[count].first + range[count].count + 1;
		*blocks += range[count++].count;
	}
	return count;
}

static void good_info(struct worker *w, void *at)
{
	struct memhp_info *info = at;

	(void)w;
	memset(info, 0xa5, sizeof(*info));
	info->size = sizeof(*info);
	info->flags = 0;
}

static void good_change(struct worker *w, void *at)
{
	static const uint32_t to[] = {
		MEMHP_CHOICE_AUTO, MEMHP_CHOICE_KEEP, MEMHP_CHOICE_MOVABLE,
		MEMHP_CHOICE_MOVABLE, MEMHP_CHOICE_MOVABLE, MEMHP_CHOICE_KERNEL,
	};
	struct memhp_change *c = at;
	uint32_t blocks;

	*c = (struct memhp_change){ .size = sizeof(*c), .result_size = sizeof(struct memhp_result) };
	c->nr_ranges = put_ranges(w, 4096, &blocks);
	c->ranges = (uintptr_t)arena_at(4096);
	c->results = (uintptr_t)arena_at(8192);
	c->nr_results = blocks + below(&w->numbers, 2);
	c->timeout_ns = 1000000 + below(&w->numbers, 20000000);
	c->flags = one_in(&w->numbers, 3) ? MEMHP_CHANGE_ATOMIC : 0;
	switch (below(&w->numbers, 8)) {
	case 0:
		c->op = MEMHP_OP_SHIFT;
		c->choice = one_in(&w->numbers, 4) ? MEMHP_CHOICE_KERNEL : MEMHP_CHOICE_MOVABLE;
		break;
	case 1: case 2: case 3:
		c->op = MEMHP_OP_ONLINE;
		c->choice = to[below(&w->numbers, ARRAY_SIZE(to))];
		c->flags |= one_in(&w->numbers, 2) ? MEMHP_CHANGE_STAGED : 0;
		break;
	default:
		c->op = MEMHP_OP_OFFLINE;
		c->retries = below(&w->numbers, 3);
		c->flags |= one_in(&w->numbers, 3) ? MEMHP_CHANGE_FORCE : 0;
	}
}

static void good_rule(struct worker *w, struct memhp_rule *r, bool last)
{
	memset(r, 0, sizeof(*r));
	r->action = 1 + below(&w->numbers, MEMHP_ACTION_MAX);
	if (r->action == MEMHP_ACTION_AUTO_MOVABLE) {
		r->ratio = 1 + below(&w->numbers, MEMHP_RATIO_MAX);
		r->flags = below(&w->numbers, MEMHP_RULE_FLAGS + 1);
	}
	if (last)
		return;
	switch (below(&w->numbers, 4)) {
	case 0:
		r->match = MEMHP_MATCH_OWNER;
		r->owner = 1 + below(&w->numbers, MEMHP_OWNER_MAX);
		break;
	case 1:
		r->match = MEMHP_MATCH_NODE;
		r->node = below(&w->numbers, 3);
		break;
	case 2:
		r->match = MEMHP_MATCH_SIZE;
		r->size_max = below(&w->numbers, 1ULL << 40);
		r->size_min = r->size_max / 2;
		break;
	default:
		r->match = MEMHP_MATCH_GROUP_NAME;
		strcpy(r->group, names[below(&w->numbers, ARRAY_SIZE(names))]);
	}
}

static void good_policy(struct worker *w, void *at)
{
	struct memhp_rule *rule = (void *)arena_at(4096);
	struct memhp_policy *p = at;
	uint32_t i;

	*p = (struct memhp_policy){ .size = sizeof(*p), .rule_size = sizeof(*rule) };
	p->nr_rules = below(&w->numbers, one_in(&w->numbers, 8) ? MEMHP_MAX_RULES + 1 : 4);
	p->rules = p->nr_rules ? (uintptr_t)rule : 0;
	p->options = below(&w->numbers, MEMHP_POLICY_OPTIONS + 1);
	for (i = 0; i < p->nr_rules; i++)
		good_rule(w, &rule[i], i + 1 == p->nr_rules);
}

static void good_group(struct worker *w, void *at)
{
	struct memhp_group *g = at;
	uint32_t blocks;

	*g = (struct memhp_group){ .size = sizeof(*g), .op = 1 + below(&w->numbers, MEMHP_GROUP_OP_MAX) };
	strcpy(g->name, names[below(&w->numbers, ARRAY_SIZE(names))]);
	if (g->op == MEMHP_GROUP_OP_CREATE) {
		g->type = 1 + below(&w->numbers, MEMHP_GROUP_MAX);
		g->unit = g->type == MEMHP_GROUP_DYNAMIC ?
			  below(&w->numbers, 4) * w->plan->block_size : 0;
		g->max = below(&w->numbers, 8) * w->plan->block_size;
	} else if (g->op != MEMHP_GROUP_OP_DELETE) {
		g->nr_ranges = put_ranges(w, 4096, &blocks);
		g->ranges = (uintptr_t)arena_at(4096);
	}
}

static void good_fill(struct worker *w, void *at)
{
	struct memhp_fill *f = at;

	*f = (struct memhp_fill){ .size = sizeof(*f), .op = 1 + below(&w->numbers, MEMHP_FILL_MAX) };
	f->block = some_block(w);
	f->flags = f->op == MEMHP_FILL_POPULATE && one_in(&w->numbers, 8) ? MEMHP_FILL_RELEASE : 0;
	f->start = one_in(&w->numbers, 2) ? ~0ULL :
		   f->block * w->plan->block_size + (below(&w->numbers, 32) << 22);
	f->length = below(&w->numbers, 8) << 22;
	f->granule = one_in(&w->numbers, 2) ? 0 : 1ULL << (22 + below(&w->numbers, 6));
	f->timeout_ns = 1000000 + below(&w->numbers, 20000000);
}

/* Without CHECK one in four: see tame_memory(). */
static void good_memory(struct worker *w, void *at)
{
	struct memhp_memory *m = at;

	*m = (struct memhp_memory){ .size = sizeof(*m), .op = 1 + below(&w->numbers, MEMHP_MEMORY_MAX), .node = -1 };
	m->flags = one_in(&w->numbers, 4) ? 0 : MEMHP_MEMORY_CHECK;
	m->start = some_block(w) * w->plan->block_size;
	m->length = (1 + below(&w->numbers, 2)) * w->plan->block_size;
	if (m->op == MEMHP_MEMORY_ADD && one_in(&w->numbers, 4)) {
		m->whole = m->start;
		m->whole_length = m->length + below(&w->numbers, 2) * w->plan->block_size;
	}
	if (m->op == MEMHP_MEMORY_ADD && one_in(&w->numbers, 8))
		m->flags |= MEMHP_MEMORY_MEMMAP;
	if (m->op == MEMHP_MEMORY_ADD && one_in(&w->numbers, 2))
		m->node = below(&w->numbers, 2);
}

static void good_agent(struct worker *w, void *at)
{
	struct memhp_agent *a = at;

	*a = (struct memhp_agent){ .size = sizeof(*a),
		.delay_ns = one_in(&w->numbers, 2) ? 0 : below(&w->numbers, 2000000) };
}

static void good_answer(struct worker *w, void *at)
{
	struct memhp_answer *a = at;

	*a = (struct memhp_answer){ .size = sizeof(*a), .ask = below(&w->numbers, 100),
		.answer = 1 + below(&w->numbers, MEMHP_ANSWER_MAX) };
}

/**
 * struct call - an ioctl
 * @shortest:	the least size that is taken
 * @weight:	how often it is called, beside the others
 */
struct call {
	unsigned int cmd;
	size_t size;
	size_t shortest;
	unsigned int weight;
	const struct field *fields;
	size_t nr_fields;
	void (*good)(struct worker *w, void *at);
};

#define CALL(cmd, type, SIZE, weight, name)				\
	[_IOC_NR(cmd)] = { cmd, sizeof(struct type), SIZE, weight, name##_fields, \
			   ARRAY_SIZE(name##_fields), good_##name }

static const struct call calls[] = {
	CALL(MEMHP_IOC_INFO, memhp_info, MEMHP_INFO_SIZE_V1, 1, info),
	CALL(MEMHP_IOC_CHANGE, memhp_change, MEMHP_CHANGE_SIZE_V1, 4, change),
	CALL(MEMHP_IOC_POLICY, memhp_policy, MEMHP_POLICY_SIZE_V1, 3, policy),
	CALL(MEMHP_IOC_GROUP, memhp_group, MEMHP_GROUP_SIZE_V1, 3, group),
	CALL(MEMHP_IOC_FILL, memhp_fill, MEMHP_FILL_SIZE_V1, 3, fill),
	CALL(MEMHP_IOC_MEMORY, memhp_memory, MEMHP_MEMORY_SIZE_V1, 3, memory),
	CALL(MEMHP_IOC_AGENT, memhp_agent, MEMHP_AGENT_SIZE_V1, 1, agent),
	CALL(MEMHP_IOC_ANSWER, memhp_answer, MEMHP_ANSWER_SIZE_V1, 1, answer),
};

static unsigned int some_call(struct numbers *n)
{
	unsigned int sum = 0, i;
	uint64_t left;

	for (i = 0; i < ARRAY_SIZE(calls); i++)
		sum += calls[i].weight;
	left = below(n, sum);
	for (i = 0; left >= calls[i].weight; i++)
		left -= calls[i].weight;
	return i;
}

/* ---- Nearly good ---- */

static uint64_t odd_size(struct numbers *n, const struct call *call)
{
	switch (below(n, 8)) {
	case 0:
		return 0;
	case 1:
		return call->shortest - 1;
	case 2:
		return call->shortest;
	case 3:
		return call->size - 1;
	case 4:		/* a longer one, of a newer program */
		return call->size + 1 + below(n, 64);
	case 5:
		return 4096 + below(n, 2);
	case 6:
		return below(n, 256);
	default:
		return odd_number(n);
	}
}

static void noise(struct numbers *n, void *to, size_t size)
{
	unsigned char *at = to;

	while (size--)
		*at++ = number(n);
}

static uint64_t spoiled(struct numbers *n, const struct field *field, const struct call *call,
			uint64_t value)
{
	switch (field->kind) {
	case F_SIZE:
		return odd_size(n, call);
	case F_FLAGS:
		return value ^ 1ULL << below(n, field->size * 8);
	case F_ENUM:
		return one_in(n, 4) ? odd_number(n) : below(n, 9);
	case F_POINTER:
		return one_in(n, 4) ? value + below(n, 64) - 32 : arena_bad(n, 64);
	case F_COUNT:
		return one_in(n, 2) ? value + below(n, 5) - 2 : odd_number(n);
	case F_PAD:
		return number(n) | 1;
	default:
		return one_in(n, 2) ? value ^ 1ULL << below(n, 64) : odd_number(n);
	}
}

/* One field is off, @at. */
static void spoil(struct numbers *n, const struct call *call, const struct field *fields,
		  size_t nr, unsigned char *at)
{
	const struct field *field = &fields[below(n, nr)];
	uint64_t value = 0;
	size_t tail;

	at += field->at;
	if (field->kind == F_NAME) {
		noise(n, at + below(n, field->size), 1);
		return;
	}
	memcpy(&value, at, field->size);
	value = spoiled(n, field, call, value);
	memcpy(at, &value, field->size);
	/* Behind a longer struct are zeros, or not. */
	if (field->kind == F_SIZE && one_in(n, 2) && value > call->size &&
	    arena_has((uintptr_t)at, value, &tail))
		memset(at + call->size, 0, value - call->size);
}

/* ---- Tame ---- */

static uint32_t size_of(const struct request *r)
{
	uint32_t size;

	memcpy(&size, arena_at(r->at), sizeof(size));
	return size;
}

/* What would take memory of the boot offline asks for nothing. */
static void tame_change(struct worker *w, struct memhp_change *c)
{
	const struct memhp_range *range;
	uint32_t i;
	size_t at;

	arena_tame(&c->ranges);
	arena_tame(&c->results);
	if (!w->plan->kernel && c->op != MEMHP_OP_OFFLINE && c->choice <= MEMHP_CHOICE_MAX)
		c->choice = MEMHP_CHOICE_MOVABLE;
	if (c->timeout_ns > 50000000 && c->timeout_ns <= INT64_MAX)
		c->timeout_ns %= 50000000;
	if (c->retries > 2 && c->retries <= MEMHP_MAX_RETRIES)
		c->retries = 2;
	for (i = 0; i < c->nr_ranges; i++) {
		if (!arena_has(c->ranges + i * sizeof(*range), sizeof(*range), &at))
			return;
		range = (const void *)arena_at(at);
		if (range->first < w->plan->first || range->first > w->plan->last ||
		    range->count > w->plan->last - range->first + 1)
			c->nr_ranges = 0;
	}
}

/* Memory is added and removed among the blocks that may change, and never by force. */
static void tame_memory(struct worker *w, struct memhp_memory *m)
{
	uint64_t begin = w->plan->first * w->plan->block_size;
	uint64_t end = (w->plan->last + 1) * w->plan->block_size;

	if (m->flags & MEMHP_MEMORY_CHECK)
		return;
	if (m->start < begin || m->start >= end || m->length > end - m->start ||
	    m->flags & MEMHP_MEMORY_FORCE)
		m->flags |= MEMHP_MEMORY_CHECK;
}

static void tame(struct worker *w, const struct request *r)
{
	void *at = arena_at(r->at);
	struct memhp_policy *policy = at;
	struct memhp_group *group = at;
	struct memhp_agent *agent = at;
	struct memhp_fill *fill = at;

	switch (r->number) {
	case _IOC_NR(MEMHP_IOC_CHANGE):
		tame_change(w, at);
		break;
	case _IOC_NR(MEMHP_IOC_POLICY):
		arena_tame(&policy->rules);
		if (!w->plan->kernel)
			policy->options &= ~MEMHP_POLICY_AUTO_ONLINE;
		break;
	case _IOC_NR(MEMHP_IOC_GROUP):
		arena_tame(&group->ranges);
		break;
	case _IOC_NR(MEMHP_IOC_FILL):
		if (fill->timeout_ns > 50000000 && fill->timeout_ns <= INT64_MAX)
			fill->timeout_ns %= 50000000;
		break;
	case _IOC_NR(MEMHP_IOC_MEMORY):
		tame_memory(w, at);
		break;
	case _IOC_NR(MEMHP_IOC_AGENT):
		if (agent->delay_ns > 2000000 && agent->delay_ns <= MEMHP_MAX_DELAY_NS)
			agent->delay_ns %= 2000000;
		break;
	}
}

/* ---- The call ---- */

/* Would a good one of these be work? Those come seldom. */
static bool works(unsigned int nr)
{
	return nr == _IOC_NR(MEMHP_IOC_CHANGE) || nr == _IOC_NR(MEMHP_IOC_MEMORY) ||
	       nr == _IOC_NR(MEMHP_IOC_FILL) || nr == _IOC_NR(MEMHP_IOC_POLICY);
}

/* Offset of the struct: anywhere, also right before the end of what there is. */
static size_t place(struct numbers *n, size_t size)
{
	if (one_in(n, 4))
		return ARENA - size;
	return below(n, (4096 - size) / 8) * 8;
}

static void write_struct(struct worker *w, const struct call *call, unsigned char *at)
{
	struct numbers *n = &w->numbers;
	size_t rules = call->cmd == MEMHP_IOC_POLICY ? 4 : 0;

	call->good(w, at);
	if (works(_IOC_NR(call->cmd)) ? one_in(n, w->plan->often) : one_in(n, 3))
		return;
	if (one_in(n, 8)) {
		noise(n, at + 4, call->size - 4);
		return;
	}
	do {
		if (rules && one_in(n, 2))
			spoil(n, call, rule_fields, ARRAY_SIZE(rule_fields),
			      arena_at(4096) + below(n, rules) * sizeof(struct memhp_rule));
		else
			spoil(n, call, call->fields, call->nr_fields, at);
	} while (one_in(n, 3));
}

static unsigned int some_cmd(struct numbers *n, unsigned int cmd)
{
	if (!one_in(n, 50))
		return cmd;
	if (one_in(n, 2))	/* the right number, with a size or a direction */
		return cmd | (1 + below(n, 0xffff)) << _IOC_SIZESHIFT;
	return _IOC(_IOC_NONE, MEMHP_IOC_MAGIC, below(n, 256), 0);
}

static const char *role_name(enum role role)
{
	static const char *const role_names[ROLES] = {
		"root", "root, reading", "nobody", "nobody, reading"
	};

	return role_names[role];
}

static void check(struct worker *w, const struct request *r, const struct windows *windows,
		  bool refused, int error)
{
	const char *bad = NULL;
	unsigned int i;
	long changed = arena_changed(windows);

	if (changed >= 0)
		wrong(w, "memory changed, %ld bytes from the struct", changed - (long)r->at);
	if (!error_allowed(r->number, w->role, error))
		wrong(w, "errno %d", error);
	if (!error && refused)
		wrong(w, "it was not refused");
	if (r->size && !error)
		bad = request_answer(r);
	/* An address that it gave it may get back. */
	i = has_pointer(arena_was(0), ARENA) ? windows->count : 0;
	for (; r->size && !error && !bad && i < windows->count; i++)
		bad = has_pointer(arena_at(windows->window[i].at), windows->window[i].size);
	if (bad)
		wrong(w, "%s", bad);
}

void fuzz_ioctl(struct worker *w)
{
	struct numbers *n = &w->numbers;
	unsigned int nr = some_call(n);
	const struct call *call = &calls[nr];
	struct request r = { .at = place(n, call->size) };
	struct windows windows = { 0 };
	bool refused = false;
	bool reads = w->role == ROOT_READS || w->role == NOBODY_READS;
	unsigned int cmd = some_cmd(n, call->cmd);
	uint64_t arg;
	int error;

	r.number = cmd == call->cmd || (cmd < MEMHP_IOC_INFO + ARRAY_SIZE(calls) &&
					cmd >= MEMHP_IOC_INFO) ? _IOC_NR(cmd) : KINDS;
	arena_fill();
	write_struct(w, call, arena_at(r.at));
	arg = (uintptr_t)arena_at(r.at);
	if (one_in(n, 24))
		arg = arena_bad(n, call->size);
	/* Where the call is another's, there may be less of a struct than that takes. */
	if (r.number < ARRAY_SIZE(calls) && arena_has(arg, calls[r.number].size, &r.at)) {
		tame(w, &r);
		r.size = size_of(&r);
		if (r.size > ARENA - r.at)
			r.size = 0;
		request_windows(&r, &windows);
		refused = r.size && request_refused(&r);
	}
	arena_note();
	call_begins(w, "%s: ioctl %#x at %#zx of the arena, %#llx", role_name(w->role), cmd,
		    r.at, (unsigned long long)arg);
	error = ioctl(w->fd[!reads], cmd, arg) ? errno : 0;
	check(w, &r, &windows, refused, error);
	call_ends(w, nr, error);
}
