// SPDX-License-Identifier: LGPL-2.1-or-later
#include "stand-in.h"

struct stand_in machine;

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
const struct memhp_account *__wrap_memhp_accounts_at(const struct memhp_accounts *accounts,
						     size_t i);
void __wrap_memhp_accounts_free(struct memhp_accounts *accounts);
int __wrap_memhp_change_plan(struct memhp_change_req *req);
int __real_memhp_change_plan(struct memhp_change_req *req);
int __wrap_memhp_zones_get(struct memhp *ctx, struct memhp_zones **zones);
int __wrap_memhp_pages_get(struct memhp *ctx, uint64_t first, uint64_t count,
			   struct memhp_pagesets **pages);
void __wrap_memhp_pages_free(struct memhp_pagesets *pages);
const struct memhp_pages *__wrap_memhp_pages_find(const struct memhp_pagesets *pages,
						  uint64_t index);
bool __wrap_memhp_scan_node_exists(struct memhp *ctx, uint64_t node);

/* ---- Answers ---- */

static char letter(const char *word, size_t i)
{
	return word ? word[i] : '.';
}

static uint32_t zone_of(char c)
{
	return c == 'K' ? MEMHP_ZONE_NORMAL : c == 'M' ? MEMHP_ZONE_MOVABLE :
	       c == 'D' ? MEMHP_ZONE_DMA : MEMHP_ZONE_NONE;
}

static uint32_t flags_of(size_t i)
{
	return MEMHP_BLOCK_COUNTED | (letter(machine.stuck, i) == 'h' ? MEMHP_BLOCK_HWPOISON : 0) |
	       (letter(machine.stuck, i) == 's' ? MEMHP_BLOCK_STAGED : 0) |
	       (letter(machine.early, i) == 'e' ? MEMHP_BLOCK_EARLY : 0);
}

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
			.zone = zone_of(machine.word[i]),
			.node = machine.nodes ? machine.nodes[i] - '0' : 0,
			.flags = flags_of(i),
			.size = BLOCK,
		};
		if (machine.groups && machine.groups[i] != '.')
			ranges[i].group[0] = machine.groups[i];
	}
	*blocks = machine_new(ctx, BLOCK, ranges, nr);
	for (i = 0; i < nr; i++)
		if (letter(machine.stuck, i) == 'r')
			(*blocks)->at[i].removable = 0;
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

/* A rule says kernel of what is offline, and nothing of the rest; or all of it has a
 * ratio. */
int __wrap_memhp_decision_get(struct memhp *ctx, uint64_t block,
			      struct memhp_decision **decision)
{
	bool rule = machine.word[block] == '-';
	struct memhp_decision *d = calloc(1, sizeof(*d));

	(void)ctx;
	assert_non_null(d);
	*decision = d;
	d->why = MEMHP_WHY_RULE;
	d->action = rule ? MEMHP_ACTION_KERNEL : MEMHP_ACTION_KERNEL_DEFAULT;
	d->choice = rule ? MEMHP_CHOICE_KERNEL : MEMHP_CHOICE_KEEP;
	if (!machine.ratio)
		return 0;
	d->why = MEMHP_WHY_FITS;
	d->action = MEMHP_ACTION_AUTO_MOVABLE;
	d->choice = MEMHP_CHOICE_MOVABLE;
	d->ratio = machine.ratio;
	d->flags = machine.rule_flags;
	return 0;
}

int __wrap_memhp_accounts_get(struct memhp *ctx, struct memhp_accounts **accounts)
{
	if (!machine.nr_accounts)
		return memhp_fail(ctx, ENOENT, "none");
	*accounts = (void *)&machine;
	return 0;
}

const struct memhp_account *__wrap_memhp_accounts_at(const struct memhp_accounts *accounts,
						     size_t i)
{
	(void)accounts;
	return i < machine.nr_accounts ? &machine.accounts[i] : NULL;
}

void __wrap_memhp_accounts_free(struct memhp_accounts *accounts)
{
	(void)accounts;
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
		return memhp_fail(ctx, ENOENT, "nobody looks");
	if (machine.pages_until && machine.looks + count > machine.pages_until)
		return memhp_fail(ctx, EAGAIN, "no more");
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

/* As it is, but for blocks of which it shall say that they fail. */
int __wrap_memhp_change_plan(struct memhp_change_req *req)
{
	int err = __real_memhp_change_plan(req);
	size_t i;

	for (i = 0; i < req->count; i++) {
		struct memhp_result *result = &req->results[i];

		if (letter(machine.foreseen, result->block) != 'f')
			continue;
		result->outcome = MEMHP_OUTCOME_FAILED;
		result->error = EBUSY;
		result->reason = MEMHP_REASON_HOLES;
	}
	return err;
}

/* ---- The engine ---- */

/* Whether it was for itself that a block could not do what was asked. */
static bool fails(const struct memhp_change_req *req, uint64_t block)
{
	char c = letter(machine.fails, block);
	char was = machine.word[block];
	bool back = req->op == MEMHP_OP_OFFLINE ||
		    (req->choice == MEMHP_CHOICE_MOVABLE ? was == 'M' : was == 'K');

	return c == 'f' || (c == 'b' && back);
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
void stand_in_run(struct memhp_change_req *req)
{
	bool any = false;
	size_t i;

	note_change(req);
	machine.last = *req;
	for (i = 0; i < req->count; i++)
		any |= fails(req, req->results[i].block);
	for (i = 0; i < req->count; i++) {
		struct memhp_result *result = &req->results[i];

		result->from_state = req->op == MEMHP_OP_ONLINE ? MEMHP_STATE_OFFLINE :
								  MEMHP_STATE_ONLINE;
		if (fails(req, result->block) || (any && req->atomic)) {
			result->outcome = MEMHP_OUTCOME_FAILED;
			result->error = fails(req, result->block) ? EBUSY : ECANCELED;
			result->reason = fails(req, result->block) ? machine.reason :
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

struct memhp *stand_in_context(void)
{
	struct memhp *ctx;

	assert_int_equal(memhp_new(&ctx, NULL), 0);
	ctx->use_module = true;
	return ctx;
}

struct memhp_balance_opts movable(uint64_t blocks)
{
	return (struct memhp_balance_opts){
		.sz = sizeof(struct memhp_balance_opts),
		.node = 0,
		.goal = MEMHP_GOAL_MOVABLE,
		.amount = blocks * BLOCK,
	};
}

struct memhp_balance *begin(struct memhp *ctx, const struct memhp_balance_opts *opts)
{
	struct memhp_balance *balance;
	int err = memhp_balance_new(ctx, opts, &balance);

	if (err)
		fail_msg("%s", memhp_error(ctx));
	return balance;
}

void finish(struct memhp_balance *balance)
{
	struct memhp_change_req *req;
	int rc, rounds = 0;

	while ((rc = memhp_balance_next(balance, &req)) > 0) {
		assert_true(rounds++ < 50);
		stand_in_run(req);
	}
	assert_int_equal(rc, 0);
}

const struct memhp_balance_step *step_of(const struct memhp_balance *balance, uint64_t block)
{
	const struct memhp_balance_step *step, *last = NULL;
	size_t i;

	for (i = 0; (step = memhp_balance_step(balance, i)); i++)
		if (step->result.block == block)
			last = step;
	assert_non_null(last);
	return last;
}

void expect_outcome(const struct memhp_balance *balance, uint64_t block, unsigned int outcome)
{
	assert_int_equal(step_of(balance, block)->result.outcome, outcome);
}

/* The machine, a balance on it carried out, and what was asked of the engine. */
struct memhp_balance *carried_out(struct memhp *ctx, const struct memhp_balance_opts *opts,
				  const char *asked)
{
	struct memhp_balance *balance = begin(ctx, opts);

	machine.asked[0] = '\0';
	finish(balance);
	if (strcmp(machine.asked, asked))
		fail_msg("\"%s\", not \"%s\"", machine.asked, asked);
	return balance;
}

void end(struct memhp *ctx, struct memhp_balance *balance)
{
	memhp_balance_free(balance);
	memhp_unref(ctx);
}

int stand_in_set_up(void **state)
{
	(void)state;
	memset(&machine, 0, sizeof(machine));
	machine.reason = MEMHP_REASON_UNMOVABLE;
	return 0;
}

void stand_in_group(uint32_t type, uint64_t unit)
{
	machine.nr_infos = 1;
	machine.infos[0] = (struct memhp_group_info){ .id = 1, .type = type, .unit = unit };
	strcpy(machine.infos[0].name, "g");
}
