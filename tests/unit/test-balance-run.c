// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A balance from begin to end, on a machine that is a word (see test-balance.c) and
 * a stand-in for the engine: what the library asks of the module is answered here.
 */
#include <unistd.h>

#include "balance.h"
#include "machine.h"

#define BLOCK	(128 * MIB)
#define MOST	64

/* The machine, and what it was asked. */
static struct {
	const char *word;
	const char *groups;	/* a letter for the group of a block; NULL: none */
	int node_of_upper;	/* of blocks from the middle on, if not 0 */
	const char *fails;	/* blocks with an 'f' cannot change; NULL: all can */
	enum memhp_reason reason;
	const char *pages;	/* 'n' NO, 'v' NEVER, 'd' DOUBTFUL; NULL: -ENOENT */
	int pages_error;
	bool enforce;
	size_t looks;
	struct memhp_group_info infos[4];
	size_t nr_infos;
	char asked[512];	/* "online movable 5-6; " */
} machine;

int __wrap_memhp_blocks_get(struct memhp *ctx, struct memhp_blocks **blocks);
int __wrap_memhp_groups_get(struct memhp *ctx, struct memhp_groups **groups);
void __wrap_memhp_groups_free(struct memhp_groups *groups);
size_t __wrap_memhp_groups_count(const struct memhp_groups *groups);
const struct memhp_group_info *__wrap_memhp_groups_at(const struct memhp_groups *groups,
						      size_t i);
int __wrap_memhp_rules_get(struct memhp *ctx, struct memhp_rules **rules);
void __wrap_memhp_rules_free(struct memhp_rules *rules);
size_t __wrap_memhp_rules_count(const struct memhp_rules *rules);
uint32_t __wrap_memhp_rules_options(const struct memhp_rules *rules);
int __wrap_memhp_decision_get(struct memhp *ctx, uint64_t block,
			      struct memhp_decision **decision);
int __wrap_memhp_accounts_get(struct memhp *ctx, struct memhp_accounts **accounts);
int __wrap_memhp_zones_get(struct memhp *ctx, struct memhp_zones **zones);
int __wrap_memhp_pages_get(struct memhp *ctx, uint64_t first, uint64_t count,
			   struct memhp_pagesets **pages);
void __wrap_memhp_pages_free(struct memhp_pagesets *pages);
const struct memhp_pages *__wrap_memhp_pages_find(const struct memhp_pagesets *pages,
						  uint64_t index);
bool __wrap_memhp_scan_node_exists(struct memhp *ctx, uint64_t node);

/* ---- Answers ---- */

int __wrap_memhp_blocks_get(struct memhp *ctx, struct memhp_blocks **blocks)
{
	struct memhp_alike ranges[MOST] = { 0 };
	size_t i, nr = strlen(machine.word);

	for (i = 0; i < nr; i++) {
		ranges[i] = (struct memhp_alike){
			.first = i,
			.count = 1,
			.state = machine.word[i] == '-' ? MEMHP_STATE_OFFLINE :
							  MEMHP_STATE_ONLINE,
			.zone = machine.word[i] == 'K' ? MEMHP_ZONE_NORMAL :
				machine.word[i] == 'M' ? MEMHP_ZONE_MOVABLE : MEMHP_ZONE_NONE,
			.node = i < nr / 2 ? 0 : machine.node_of_upper,
			.size = BLOCK,
		};
		if (machine.groups && machine.groups[i] != '.')
			ranges[i].group[0] = machine.groups[i];
	}
	*blocks = machine_new(ctx, BLOCK, ranges, nr);
	return 0;
}

int __wrap_memhp_groups_get(struct memhp *ctx, struct memhp_groups **groups)
{
	(void)ctx;
	*groups = (void *)&machine;
	return 0;
}

void __wrap_memhp_groups_free(struct memhp_groups *groups)
{
	(void)groups;
}

size_t __wrap_memhp_groups_count(const struct memhp_groups *groups)
{
	(void)groups;
	return machine.nr_infos;
}

const struct memhp_group_info *__wrap_memhp_groups_at(const struct memhp_groups *groups,
						      size_t i)
{
	(void)groups;
	return &machine.infos[i];
}

int __wrap_memhp_rules_get(struct memhp *ctx, struct memhp_rules **rules)
{
	(void)ctx;
	*rules = (void *)&machine;
	return 0;
}

void __wrap_memhp_rules_free(struct memhp_rules *rules)
{
	(void)rules;
}

size_t __wrap_memhp_rules_count(const struct memhp_rules *rules)
{
	(void)rules;
	return 1;
}

uint32_t __wrap_memhp_rules_options(const struct memhp_rules *rules)
{
	(void)rules;
	return machine.enforce ? MEMHP_POLICY_ENFORCE : 0;
}

/* A rule says kernel of what is offline, and nothing of the rest. */
int __wrap_memhp_decision_get(struct memhp *ctx, uint64_t block,
			      struct memhp_decision **decision)
{
	bool rule = machine.word[block] == '-';

	(void)ctx;
	*decision = calloc(1, sizeof(**decision));
	(*decision)->action = rule ? MEMHP_ACTION_KERNEL : MEMHP_ACTION_KERNEL_DEFAULT;
	(*decision)->choice = rule ? MEMHP_CHOICE_KERNEL : MEMHP_CHOICE_KEEP;
	(*decision)->why = MEMHP_WHY_RULE;
	return 0;
}

int __wrap_memhp_accounts_get(struct memhp *ctx, struct memhp_accounts **accounts)
{
	(void)accounts;
	return memhp_fail(ctx, ENOENT, "none");
}

int __wrap_memhp_zones_get(struct memhp *ctx, struct memhp_zones **zones)
{
	(void)zones;
	return memhp_fail(ctx, ENOENT, "none");
}

bool __wrap_memhp_scan_node_exists(struct memhp *ctx, uint64_t node)
{
	(void)ctx;
	return node == 5;
}

int __wrap_memhp_pages_get(struct memhp *ctx, uint64_t first, uint64_t count,
			   struct memhp_pagesets **pages)
{
	struct memhp_pages *at;
	uint64_t i;

	if (!machine.pages)
		return memhp_fail(ctx, machine.pages_error, "nobody looks");
	machine.looks += count;
	at = calloc(MOST, sizeof(*at));
	for (i = first; i < first + count; i++) {
		at[i].block = i;
		at[i].prospect = machine.pages[i] == 'n' ? MEMHP_PROSPECT_NO :
				 machine.pages[i] == 'v' ? MEMHP_PROSPECT_NEVER :
				 machine.pages[i] == 'd' ? MEMHP_PROSPECT_DOUBTFUL :
							   MEMHP_PROSPECT_LIKELY;
		at[i].count[MEMHP_PAGE_ANON] = 10;
		at[i].count[MEMHP_PAGE_FREE] = 100;
	}
	*pages = (void *)at;
	return 0;
}

void __wrap_memhp_pages_free(struct memhp_pagesets *pages)
{
	free(pages);
}

const struct memhp_pages *__wrap_memhp_pages_find(const struct memhp_pagesets *pages,
						  uint64_t index)
{
	return (const struct memhp_pages *)pages + index;
}

/* ---- The engine ---- */

static bool fails(uint64_t block)
{
	return machine.fails && machine.fails[block] == 'f';
}

static void note_change(const struct memhp_change_req *req)
{
	size_t i, at = strlen(machine.asked);

	at += (size_t)sprintf(machine.asked + at, "%s%s%s%s", at ? "; " : "",
			      req->op == MEMHP_OP_ONLINE ? "online" :
			      req->op == MEMHP_OP_SHIFT ? "shift" : "offline",
			      req->choice == MEMHP_CHOICE_MOVABLE ? " movable" :
			      req->choice == MEMHP_CHOICE_KERNEL ? " kernel" : "",
			      req->atomic ? " atomic" : "");
	for (i = 0; i < req->count; i++)
		at += (size_t)sprintf(machine.asked + at, " %" PRIu64,
				      (uint64_t)req->results[i].block);
}

/* As the module would, blocks that fail aside. */
static void run(struct memhp_change_req *req)
{
	bool any = false;
	size_t i;

	note_change(req);
	for (i = 0; i < req->count; i++)
		any |= fails(req->results[i].block);
	for (i = 0; i < req->count; i++) {
		struct memhp_result *result = &req->results[i];

		result->from_state = req->op == MEMHP_OP_ONLINE ? MEMHP_STATE_OFFLINE :
								  MEMHP_STATE_ONLINE;
		if (fails(result->block) || (any && req->atomic)) {
			result->outcome = MEMHP_OUTCOME_FAILED;
			result->error = fails(result->block) ? EBUSY : ECANCELED;
			result->reason = fails(result->block) ? machine.reason :
								MEMHP_REASON_ATOMIC;
			result->to_state = result->from_state;
			result->to_zone = result->from_zone;
			continue;
		}
		result->outcome = MEMHP_OUTCOME_DONE;
		result->to_state = req->op == MEMHP_OP_OFFLINE ? MEMHP_STATE_OFFLINE :
								 MEMHP_STATE_ONLINE;
		result->to_zone = req->op == MEMHP_OP_OFFLINE ? MEMHP_ZONE_NONE :
				  req->choice == MEMHP_CHOICE_MOVABLE ? MEMHP_ZONE_MOVABLE :
									MEMHP_ZONE_NORMAL;
	}
	req->ran = true;
}

/* ---- Helpers ---- */

static struct memhp *context(void)
{
	struct memhp *ctx;

	assert_int_equal(memhp_new(&ctx, NULL), 0);
	ctx->use_module = true;
	return ctx;
}

static struct memhp_balance_opts movable(uint64_t blocks)
{
	return (struct memhp_balance_opts){
		.sz = sizeof(struct memhp_balance_opts),
		.node = 0,
		.goal = MEMHP_GOAL_MOVABLE,
		.amount = blocks * BLOCK,
	};
}

static struct memhp_balance *begin(struct memhp *ctx, const struct memhp_balance_opts *opts)
{
	struct memhp_balance *balance;
	int err = memhp_balance_new(ctx, opts, &balance);

	if (err)
		fail_msg("%s", memhp_error(ctx));
	return balance;
}

static void finish(struct memhp_balance *balance)
{
	struct memhp_change_req *req;
	int rc, rounds = 0;

	while ((rc = memhp_balance_next(balance, &req)) > 0) {
		assert_true(rounds++ < 50);
		run(req);
	}
	assert_int_equal(rc, 0);
}

static const struct memhp_balance_step *step_of(const struct memhp_balance *balance,
						uint64_t block)
{
	const struct memhp_balance_step *step, *last = NULL;
	size_t i;

	for (i = 0; (step = memhp_balance_step(balance, i)); i++)
		if (step->result.block == block)
			last = step;
	assert_non_null(last);
	return last;
}

static void expect_outcome(const struct memhp_balance *balance, uint64_t block,
			   unsigned int outcome)
{
	assert_int_equal(step_of(balance, block)->result.outcome, outcome);
}

/* The machine, a balance on it carried out, and what was asked of the engine. */
static struct memhp_balance *carried_out(struct memhp *ctx,
					 const struct memhp_balance_opts *opts,
					 const char *asked)
{
	struct memhp_balance *balance = begin(ctx, opts);

	finish(balance);
	if (strcmp(machine.asked, asked))
		fail_msg("\"%s\", not \"%s\"", machine.asked, asked);
	return balance;
}

static void end(struct memhp *ctx, struct memhp_balance *balance)
{
	memhp_balance_free(balance);
	memhp_unref(ctx);
}

static int set_up(void **state)
{
	(void)state;
	memset(&machine, 0, sizeof(machine));
	machine.pages_error = ENOENT;
	machine.reason = MEMHP_REASON_UNMOVABLE;
	return 0;
}

/* ---- Carrying out ---- */

static void offline_blocks_go_online_first(void **state)
{
	struct memhp_balance_opts opts = movable(6);
	struct memhp_balance *balance;
	struct memhp *ctx = context();

	(void)state;
	machine.word = "KKKK--MM";
	balance = begin(ctx, &opts);
	assert_int_equal(memhp_balance_steps(balance), 4);
	expect_outcome(balance, 5, MEMHP_OUTCOME_PLANNED);
	assert_int_equal(step_of(balance, 5)->result.to_zone, MEMHP_ZONE_MOVABLE);
	assert_int_equal(memhp_balance_node(balance, 0)->reached, 6 * BLOCK);
	assert_int_equal(memhp_balance_node(balance, 0)->before.movable, 2 * BLOCK);
	assert_string_equal(memhp_balance_unseen(balance), "nobody looks");
	memhp_balance_free(balance);
	balance = carried_out(ctx, &opts, "online movable 4 5; shift movable 2 3");
	assert_int_equal(memhp_balance_steps(balance), 4);
	expect_outcome(balance, 5, MEMHP_OUTCOME_DONE);
	expect_outcome(balance, 2, MEMHP_OUTCOME_DONE);
	assert_int_equal(memhp_balance_step(balance, 0)->result.block, 5);
	assert_int_equal(memhp_balance_step(balance, 3)->result.block, 2);
	assert_int_equal(memhp_balance_node(balance, 0)->reached, 6 * BLOCK);
	assert_true(memhp_balance_node(balance, 0)->nearest);
	assert_int_equal(memhp_balance_node(balance, 0)->after.boundaries, 1);
	end(ctx, balance);
}

static void others_stand_in(void **state)
{
	struct memhp_balance_opts opts = movable(4);
	struct memhp_balance *balance;
	struct memhp *ctx = context();

	(void)state;
	machine.word = "KKKKKKMM";
	machine.fails = "...ff...";
	balance = carried_out(ctx, &opts, "shift movable 4 5; shift movable 3; shift movable 2");
	expect_outcome(balance, 4, MEMHP_OUTCOME_FAILED);
	assert_non_null(step_of(balance, 4)->detail);
	expect_outcome(balance, 2, MEMHP_OUTCOME_DONE);
	assert_int_equal(memhp_balance_node(balance, 0)->reached, 4 * BLOCK);
	assert_true(memhp_balance_node(balance, 0)->nearest);
	assert_int_equal(memhp_balance_node(balance, 0)->blocked, 2);
	end(ctx, balance);
}

static void until_none_is_left(void **state)
{
	struct memhp_balance_opts opts = movable(4);
	struct memhp_balance *balance;
	struct memhp *ctx = context();

	(void)state;
	machine.word = "KKKM";
	machine.fails = "fff.";
	balance = carried_out(ctx, &opts, "shift movable 0 1 2");
	assert_int_equal(memhp_balance_node(balance, 0)->missing, 3);
	assert_false(memhp_balance_node(balance, 0)->nearest);
	end(ctx, balance);
}

static void not_where_it_is_futile(void **state)
{
	struct memhp_balance_opts opts = movable(3);
	struct memhp_balance *balance;
	struct memhp *ctx = context();

	(void)state;
	machine.word = "KKKKKKMM";
	machine.fails = ".....f..";
	machine.reason = MEMHP_REASON_NO_ROOM;
	balance = carried_out(ctx, &opts, "shift movable 5");
	memhp_balance_free(balance);
	machine.asked[0] = '\0';
	machine.reason = MEMHP_REASON_INTERRUPTED;
	balance = carried_out(ctx, &opts, "shift movable 5");
	end(ctx, balance);
}

static void all_or_nothing(void **state)
{
	struct memhp_balance_opts opts = movable(6);
	struct memhp_balance *balance;
	struct memhp *ctx = context();

	(void)state;
	opts.flags = MEMHP_BALANCE_ATOMIC;
	machine.word = "KKKK--MM";
	machine.fails = "..f.....";
	balance = carried_out(ctx, &opts, "online movable atomic 4 5; "
			      "shift movable atomic 2 3; offline 4 5");
	expect_outcome(balance, 4, MEMHP_OUTCOME_UNDONE);
	assert_int_equal(step_of(balance, 4)->result.to_state, MEMHP_STATE_OFFLINE);
	expect_outcome(balance, 3, MEMHP_OUTCOME_FAILED);
	assert_int_equal(memhp_balance_node(balance, 0)->reached, 2 * BLOCK);
	memhp_balance_free(balance);

	machine.asked[0] = '\0';
	machine.fails = "....f...";
	balance = carried_out(ctx, &opts, "online movable atomic 4 5");
	expect_outcome(balance, 2, MEMHP_OUTCOME_FAILED);
	assert_int_equal(step_of(balance, 2)->result.reason, MEMHP_REASON_ATOMIC);
	end(ctx, balance);
}

static void static_group(uint32_t type, uint64_t unit)
{
	machine.nr_infos = 1;
	machine.infos[0] = (struct memhp_group_info){ .id = 1, .type = type, .unit = unit };
	strcpy(machine.infos[0].name, "g");
}

static void a_group_goes_whole(void **state)
{
	struct memhp_balance_opts opts = movable(5);
	struct memhp_balance *balance;
	struct memhp *ctx = context();

	(void)state;
	machine.word = "KKKKKKMM";
	machine.groups = "...gg...";
	static_group(MEMHP_GROUP_STATIC, 0);
	balance = carried_out(ctx, &opts, "shift movable 5; shift movable atomic 3 4");
	assert_int_equal(memhp_balance_node(balance, 0)->reached, 5 * BLOCK);
	memhp_balance_free(balance);

	/* One of it fails: it stays, and others go. */
	machine.asked[0] = '\0';
	machine.fails = "...f....";
	balance = carried_out(ctx, &opts, "shift movable 5; shift movable atomic 3 4; "
			      "shift movable 1 2");
	assert_int_equal(memhp_balance_node(balance, 0)->reached, 5 * BLOCK);
	memhp_balance_free(balance);

	/* Nor is it split to come nearer. */
	machine.asked[0] = '\0';
	machine.word = "KKMM";
	machine.groups = "gg..";
	machine.fails = NULL;
	opts = movable(3);
	balance = carried_out(ctx, &opts, "");
	assert_true(memhp_balance_node(balance, 0)->nearest);
	assert_int_equal(memhp_balance_node(balance, 0)->missing, 1);
	end(ctx, balance);
}

static void a_group_in_two_states_goes_back_whole(void **state)
{
	struct memhp_balance_opts opts = movable(5);
	struct memhp_balance *balance;
	struct memhp *ctx = context();

	(void)state;
	machine.word = "KKK-MM";
	machine.groups = "..gg..";
	machine.fails = "..f...";
	opts = movable(4);
	static_group(MEMHP_GROUP_STATIC, 0);
	balance = carried_out(ctx, &opts, "online movable atomic 3; shift movable atomic 2; "
			      "offline 3; shift movable 0 1");
	expect_outcome(balance, 3, MEMHP_OUTCOME_UNDONE);
	assert_int_equal(memhp_balance_node(balance, 0)->reached, 4 * BLOCK);
	end(ctx, balance);
}

static void a_unit_goes_whole(void **state)
{
	struct memhp_balance_opts opts = movable(5);
	struct memhp_balance *balance;
	struct memhp *ctx = context();

	(void)state;
	machine.word = "KKKKKKMM";
	machine.groups = "..gggg..";
	static_group(MEMHP_GROUP_DYNAMIC, 2 * BLOCK);
	balance = carried_out(ctx, &opts, "shift movable atomic 4 5; shift movable 1");
	end(ctx, balance);
}

static void a_group_on_two_nodes_stays(void **state)
{
	struct memhp_balance_opts opts = movable(2);
	struct memhp_balance *balance;
	struct memhp *ctx = context();

	(void)state;
	machine.word = "KKKKKKKK";
	machine.groups = "...gg...";
	machine.node_of_upper = 1;
	static_group(MEMHP_GROUP_STATIC, 0);
	balance = carried_out(ctx, &opts, "shift movable 1 2");
	end(ctx, balance);
}

static void compact_keeps_the_amount(void **state)
{
	struct memhp_balance_opts opts = movable(0);
	struct memhp_balance *balance;
	struct memhp *ctx = context();

	(void)state;
	opts.goal = MEMHP_GOAL_COMPACT;
	machine.word = "KKMKKMMM";
	balance = carried_out(ctx, &opts, "shift kernel 2; shift movable 4");
	assert_int_equal(memhp_balance_node(balance, 0)->after.movable, 4 * BLOCK);
	assert_int_equal(memhp_balance_node(balance, 0)->before.boundaries, 3);
	assert_int_equal(memhp_balance_node(balance, 0)->after.boundaries, 1);
	assert_true(memhp_balance_node(balance, 0)->nearest);
	memhp_balance_free(balance);

	/* What was to come in its place cannot: another one, further down. */
	machine.asked[0] = '\0';
	machine.fails = "....f...";
	balance = carried_out(ctx, &opts, "shift kernel 2; shift movable 4; shift movable 3");
	assert_int_equal(memhp_balance_node(balance, 0)->after.movable, 4 * BLOCK);
	end(ctx, balance);
}

static void adjacent_blocks_go_one_by_one(void **state)
{
	struct memhp_balance_opts opts = movable(5);
	struct memhp_balance *balance;
	struct memhp *ctx = context();

	(void)state;
	opts.flags = MEMHP_BALANCE_ADJACENT;
	machine.word = "KKKKKM";
	machine.fails = "..f...";
	balance = carried_out(ctx, &opts, "shift movable 4; shift movable 3; shift movable 2");
	/* What was to come behind it was never tried, and is no result. */
	assert_int_equal(memhp_balance_steps(balance), 3);
	assert_int_equal(memhp_balance_node(balance, 0)->reached, 3 * BLOCK);
	end(ctx, balance);
}

static void stopped_by_the_caller(void **state)
{
	struct memhp_balance_opts opts = movable(6);
	struct memhp_balance *balance;
	struct memhp_change_req *req;
	struct memhp *ctx = context();

	(void)state;
	machine.word = "KKKK--MM";
	balance = begin(ctx, &opts);
	assert_int_equal(memhp_balance_next(balance, &req), 1);
	memhp_fail(ctx, EPERM, "not you");
	memhp_balance_stop(balance, -EPERM);
	assert_int_equal(memhp_balance_next(balance, &req), 0);
	assert_int_equal(step_of(balance, 5)->result.error, EPERM);
	assert_string_equal(step_of(balance, 5)->detail, "not you");
	assert_int_equal(step_of(balance, 2)->result.error, EPERM);
	assert_int_equal(memhp_balance_node(balance, 0)->reached, 2 * BLOCK);
	memhp_balance_free(balance);

	/* After a change that was carried out, that one counts. */
	balance = begin(ctx, &opts);
	assert_int_equal(memhp_balance_next(balance, &req), 1);
	run(req);
	memhp_balance_stop(balance, -EINTR);
	assert_int_equal(memhp_balance_next(balance, &req), 0);
	expect_outcome(balance, 5, MEMHP_OUTCOME_DONE);
	assert_int_equal(step_of(balance, 2)->result.reason, MEMHP_REASON_INTERRUPTED);
	memhp_balance_free(balance);

	/* All or nothing: what was done goes back first. */
	opts.flags = MEMHP_BALANCE_ATOMIC;
	balance = begin(ctx, &opts);
	assert_int_equal(memhp_balance_next(balance, &req), 1);
	run(req);
	memhp_balance_stop(balance, -EINTR);
	assert_int_equal(memhp_balance_next(balance, &req), 1);
	assert_int_equal(req->op, MEMHP_OP_OFFLINE);
	run(req);
	assert_int_equal(memhp_balance_next(balance, &req), 0);
	expect_outcome(balance, 5, MEMHP_OUTCOME_UNDONE);
	end(ctx, balance);
}

/* ---- What is known ---- */

static void pages_are_looked_at(void **state)
{
	struct memhp_balance_opts opts = movable(4);
	struct memhp_balance *balance;
	struct memhp *ctx = context();

	(void)state;
	machine.word = "KKKKKKMM";
	machine.pages = "...dn...";
	balance = begin(ctx, &opts);
	assert_null(memhp_balance_unseen(balance));
	assert_int_equal(memhp_balance_steps(balance), 2);
	assert_int_equal(step_of(balance, 5)->used, 10 * (uint64_t)sysconf(_SC_PAGESIZE));
	assert_int_equal(step_of(balance, 3)->prospect, MEMHP_PROSPECT_DOUBTFUL);
	/* Only what was picked. */
	assert_int_equal(machine.looks, 3);
	memhp_balance_free(balance);
	balance = carried_out(ctx, &opts, "shift movable 3 5");
	end(ctx, balance);
}

static void what_pages_make_impossible(void **state)
{
	struct memhp_balance_opts opts = movable(8);
	struct memhp_balance *balance;
	struct memhp *ctx = context();

	(void)state;
	machine.word = "KKKKKKMM";
	machine.pages = "vv......";
	assert_int_equal(memhp_balance_new(ctx, &opts, &balance), -ERANGE);
	assert_non_null(strstr(memhp_error(ctx), "node0 cannot have 1G of movable memory, "
			       "only from 0B to 768M"));
	/* What only stands in the way now is tried as far as it goes. */
	machine.pages = "nn......";
	balance = begin(ctx, &opts);
	assert_int_equal(memhp_balance_node(balance, 0)->reached, 6 * BLOCK);
	assert_int_equal(memhp_balance_node(balance, 0)->blocked, 2);
	assert_false(memhp_balance_node(balance, 0)->nearest);
	end(ctx, balance);
}

static void the_policy_is_asked(void **state)
{
	struct memhp_balance_opts opts = movable(3);
	struct memhp_balance *balance;
	struct memhp *ctx = context();

	(void)state;
	machine.word = "KKKK--MM";
	machine.enforce = true;
	balance = carried_out(ctx, &opts, "shift movable 3");
	memhp_balance_free(balance);
	machine.enforce = false;
	machine.asked[0] = '\0';
	balance = carried_out(ctx, &opts, "online movable 5");
	end(ctx, balance);
}

/* ---- Targets ---- */

static void targets_that_are_refused(void **state)
{
	struct memhp_balance_opts opts = movable(9);
	struct memhp_balance *balance;
	struct memhp *ctx = context();

	(void)state;
	machine.word = "KKKKKxMM";
	assert_int_equal(memhp_balance_new(ctx, &opts, &balance), -ERANGE);
	assert_non_null(strstr(memhp_error(ctx), "from 0B to 896M"));
	opts.amount = 7 * BLOCK + 1;
	assert_int_equal(memhp_balance_new(ctx, &opts, &balance), -ERANGE);
	opts = movable(1);
	opts.node = 1;
	assert_int_equal(memhp_balance_new(ctx, &opts, &balance), -ENODEV);
	assert_non_null(strstr(memhp_error(ctx), "node1 does not exist"));
	opts.node = 5;
	assert_int_equal(memhp_balance_new(ctx, &opts, &balance), -ENODEV);
	assert_non_null(strstr(memhp_error(ctx), "node5 has no memory"));
	opts = movable(0);
	opts.flags = MEMHP_BALANCE_PERCENT;
	opts.amount = 101;
	assert_int_equal(memhp_balance_new(ctx, &opts, &balance), -EINVAL);
	opts = movable(1);
	opts.flags = 1U << 20;
	assert_int_equal(memhp_balance_new(ctx, &opts, &balance), -EINVAL);
	opts = movable(1);
	opts.goal = MEMHP_GOAL_COMPACT;
	assert_int_equal(memhp_balance_new(ctx, &opts, &balance), -EINVAL);
	assert_int_equal(memhp_balance_new(ctx, NULL, &balance), -EINVAL);
	memhp_unref(ctx);
}

static void never_past_it(void **state)
{
	struct memhp_balance_opts opts = movable(0);
	struct memhp_balance *balance;
	struct memhp *ctx = context();

	(void)state;
	machine.word = "KKKKKKMM";
	opts.amount = 3 * BLOCK + BLOCK / 2;
	balance = carried_out(ctx, &opts, "shift movable 5");
	memhp_balance_free(balance);
	machine.asked[0] = '\0';
	machine.word = "KKMMMMMM";
	balance = carried_out(ctx, &opts, "shift kernel 2 3");
	memhp_balance_free(balance);
	machine.asked[0] = '\0';
	opts.flags = MEMHP_BALANCE_PERCENT;
	opts.goal = MEMHP_GOAL_KERNEL;
	opts.amount = 30;	/* 2.4 blocks */
	balance = carried_out(ctx, &opts, "");
	end(ctx, balance);
}

static void all_nodes_in_proportion(void **state)
{
	struct memhp_balance_opts opts = movable(0);
	struct memhp_balance *balance;
	struct memhp *ctx = context();

	(void)state;
	machine.word = "KKKKKKMM";
	machine.node_of_upper = 1;
	opts.node = -1;
	opts.flags = MEMHP_BALANCE_PERCENT;
	opts.amount = 25;
	balance = carried_out(ctx, &opts, "shift kernel 6; shift movable 3");
	assert_int_equal(memhp_balance_nodes(balance), 2);
	assert_int_equal(memhp_balance_node(balance, 1)->node, 1);
	assert_int_equal(memhp_balance_node(balance, 1)->reached, BLOCK);
	assert_int_equal(memhp_balance_node(balance, 1)->target, BLOCK);
	end(ctx, balance);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(offline_blocks_go_online_first, set_up),
		cmocka_unit_test_setup(others_stand_in, set_up),
		cmocka_unit_test_setup(until_none_is_left, set_up),
		cmocka_unit_test_setup(not_where_it_is_futile, set_up),
		cmocka_unit_test_setup(all_or_nothing, set_up),
		cmocka_unit_test_setup(a_group_goes_whole, set_up),
		cmocka_unit_test_setup(a_group_in_two_states_goes_back_whole, set_up),
		cmocka_unit_test_setup(a_unit_goes_whole, set_up),
		cmocka_unit_test_setup(a_group_on_two_nodes_stays, set_up),
		cmocka_unit_test_setup(compact_keeps_the_amount, set_up),
		cmocka_unit_test_setup(adjacent_blocks_go_one_by_one, set_up),
		cmocka_unit_test_setup(stopped_by_the_caller, set_up),
		cmocka_unit_test_setup(pages_are_looked_at, set_up),
		cmocka_unit_test_setup(what_pages_make_impossible, set_up),
		cmocka_unit_test_setup(the_policy_is_asked, set_up),
		cmocka_unit_test_setup(targets_that_are_refused, set_up),
		cmocka_unit_test_setup(never_past_it, set_up),
		cmocka_unit_test_setup(all_nodes_in_proportion, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
