// SPDX-License-Identifier: GPL-2.0
/* memhpctl balance: so much movable or kernel memory, or none of it interleaved. */
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "balance-report.h"
#include "change.h"
#include "commands.h"
#include "exits.h"
#include "machine.h"
#include "output.h"
#include "progress.h"
#include "signals.h"
#include "values.h"

#define LEAST_AMOUNT	(1 << 20)	/* bytes */

struct balance_args {
	struct memhp_balance_opts opts;
	const char *goal;	/* the option that named one; NULL: none yet */
	bool each;
	bool hotpluggable;
};

static const struct option options[] = {
	{ 'm', 0, "movable", "SIZE|%", "how much movable memory there shall be" },
	{ 'k', 0, "kernel", "SIZE|%", "how much kernel memory there shall be" },
	{ 'c', 0, "compact", NULL, "keep the amounts, mend what is interleaved" },
	{ 'H', 0, "hotpluggable", NULL, "what the firmware calls so becomes movable" },
	{ 'N', 0, "node", "N", "of this node (default: all, in proportion)" },
	{ 'A', 0, "adjacent-only", NULL, "blocks only change next to the zone they go to" },
	{ 't', 0, "timeout", "TIME", "how long to try for each block: 500ms, 30s (default), 2m" },
	{ 'a', 'a', "all", NULL, "a line for each block, do not merge" },
	{ 0 }
};

static const struct usage usage = {
	.synopsis = "[--node=N] --movable=SIZE|% | --kernel=SIZE|% | --compact |\n"
"                 --hotpluggable [options]",
	.options = options,
	.json = "\"balance\": null",
	.changes = true,
	.examples =
"  memhpctl balance -n --movable=50%        what would be done, and how sure it is\n"
"  memhpctl balance --node=1 --movable=64G  64G of node 1 can be unplugged then\n"
"  memhpctl balance --kernel=16G --atomic   exactly this plan, or nothing\n"
"  memhpctl balance --compact               one boundary between kernel and movable\n"
"  memhpctl balance --hotpluggable          movable_node, while the machine runs\n"
"  memhpctl balance -n --movable=8G -J | jq '.balance.nodes[] | {node, target, reached}'\n",
	.text =
"  Brings a node, or each in proportion to what it has, to so much movable or\n"
"  kernel memory, never past it, and none the other way. Percent are of the memory\n"
"  blocks that are there, online or not. First of all, zones stay in one piece:\n"
"  kernel memory below, movable memory above. Of blocks that keep to that, offline\n"
"  ones are taken first, then those next to the boundary. Blocks that cannot go and\n"
"  those of zone DMA are left out, static groups go whole or not at all, and what\n"
"  an enforced policy forbids is not done.\n"
"  When blocks fail, others stand in for them, but not with --atomic.\n\n"
"  Ctrl-C ends it between two runs; with --atomic, what was done is put back. That\n"
"  takes several calls: if memhpctl is killed between two of them, what was done\n"
"  stays, and running it again goes on from there.\n\n"
"  With --hotpluggable each block of hotpluggable memory that is online in a kernel\n"
"  zone is shifted to the movable zone, as 'memhpctl shift' would; those that cannot\n"
"  go are told, each with its reason, and 'memhpctl explain' shows their pages. Offline\n"
"  blocks are left: a rule 'hotpluggable movable' is for what comes. JSON is that of\n"
"  shift: {\"changes\": []}.\n\n"
"  -n shows the plan in its order: USED is what has to move out of the blocks, SURE\n"
"  whether they can go: yes, likely, doubtful; '-' where pages could not be\n"
"  looked at. JSON: {\"balance\": {\"goal\", \"unseen\": why pages were not looked at,\n"
"  \"nodes\": [{\"node\", \"zone\", \"size\", \"target\", \"reached\", \"nearest\",\n"
"  \"next\": with the smallest group that was too large, \"possible\": {\"min\", \"max\"},\n"
"  \"movable\", \"kernel\", \"before\", \"after\"}],\n"
"  \"changes\": [as of online, with \"used\" and \"sure\"]}}.\n\n"
"  0 is for a target that is reached, or as near as groups of blocks allow; a\n"
"  target that is not possible fails with the range that is.\n\n"
EXIT_HELP,
};

/* ---- Words ---- */

static int take_goal(struct balance_args *args, enum memhp_balance_goal goal, const char *name)
{
	if (args->goal)
		return bad_usage("balance: --%s and --%s at once: one of them says it all",
				 args->goal, name);
	args->goal = name;
	args->opts.goal = goal;
	return ARGS_OK;
}

static int take_percent(struct balance_args *args, const char *name, const char *value)
{
	unsigned long number;
	char *end;

	errno = 0;
	number = strtoul(value, &end, 10);
	if (!isdigit((unsigned char)*value) || strcmp(end, "%"))
		return bad_usage("--%s=%s is no percentage; try: 0%% to 100%%", name, value);
	if (errno || number > 100)
		return bad_usage("--%s=%s is more than there can be; try: 0%% to 100%%", name,
				 value);
	args->opts.flags |= MEMHP_BALANCE_PERCENT;
	args->opts.amount = number;
	return ARGS_OK;
}

static int take_amount(struct balance_args *args, const char *name, const char *value)
{
	if (strchr(value, '%'))
		return take_percent(args, name, value);
	if (memhp_size_parse(value, &args->opts.amount))
		return bad_usage("--%s=%s is no size; try: 512M, 64G or 50%%", name, value);
	/* Who forgot the unit would lose nearly all that he has of that memory. */
	if (args->opts.amount && args->opts.amount < LEAST_AMOUNT)
		return bad_usage("--%s=%s is less than any block has; try: %s%% or %sG", name,
				 value, value, value);
	return ARGS_OK;
}

static int take_node(struct balance_args *args, const char *value)
{
	unsigned long number;
	char *end = NULL;

	if (args->opts.node >= 0)
		return bad_usage("balance: --node is given twice; try: one node, or none for all");
	errno = 0;
	number = isdigit((unsigned char)*value) ? strtoul(value, &end, 10) : 0;
	if (!end || *end || errno || number > INT32_MAX)
		return bad_usage("--node=%s is no node; try: --node=0", value);
	args->opts.node = (int32_t)number;
	return ARGS_OK;
}

static int take(void *data, int id, const char *value)
{
	struct balance_args *args = data;
	int code;

	switch (id) {
	case 'm':
		code = take_goal(args, MEMHP_GOAL_MOVABLE, "movable");
		return code == ARGS_OK ? take_amount(args, "movable", value) : code;
	case 'k':
		code = take_goal(args, MEMHP_GOAL_KERNEL, "kernel");
		return code == ARGS_OK ? take_amount(args, "kernel", value) : code;
	case 'c':
		return take_goal(args, MEMHP_GOAL_COMPACT, "compact");
	case 'H':
		args->hotpluggable = true;
		return take_goal(args, args->opts.goal, "hotpluggable");
	case 'N':
		return take_node(args, value);
	case 'A':
		args->opts.flags |= MEMHP_BALANCE_ADJACENT;
		return ARGS_OK;
	case 'a':
		args->each = true;
		return ARGS_OK;
	default:
		return value_timeout(&args->opts.timeout_ns, value);
	}
}

/* ---- Doing it ---- */

/* Steps of which it is known what became of them. */
static size_t count_over(const struct memhp_balance *balance)
{
	const struct memhp_balance_step *step;
	size_t i, over = 0;

	for (i = 0; (step = memhp_balance_step(balance, i)); i++)
		over += step->result.outcome != MEMHP_OUTCOME_PLANNED;
	return over;
}

/* One change of many, which have one bar. */
static int run(const struct memhp_balance *balance, struct memhp_change_req *req,
	       struct progress *progress)
{
	size_t total = memhp_balance_steps(balance), over = count_over(balance);
	int rc;

	progress_watch(progress, req, over, total);
	rc = memhp_change_run(req);
	progress_watch(progress, NULL, over + memhp_change_count(req), total);
	return rc;
}

/* Change after change; what one of them could not be run for, or 0. */
static int carry_out(struct machine *machine, struct memhp_balance *balance,
		     const struct common *common)
{
	struct progress *progress = NULL;
	struct memhp_change_req *req;
	struct signals signals;
	int rc, error = 0;

	if (!common->quiet && !common->no_progress)
		progress = progress_start("balance");
	signals_catch(&signals);
	while ((rc = memhp_balance_next(balance, &req)) > 0) {
		rc = run(balance, req, progress);
		if (rc && !error) {
			progress_stop(progress);	/* what goes back has no bar */
			progress = NULL;
			complain("%s", memhp_error(machine->ctx));
			error = rc;
		}
		if (signals_came())
			rc = -EINTR;
		if (rc)
			memhp_balance_stop(balance, rc);
	}
	signals_release(&signals);
	progress_stop(progress);
	if (rc && !error) {
		complain("%s", memhp_error(machine->ctx));
		error = rc;
	}
	return error;
}

static bool any_changed(const struct memhp_balance *balance)
{
	const struct memhp_balance_step *step;
	size_t i;

	for (i = 0; (step = memhp_balance_step(balance, i)); i++)
		if (step->result.outcome == MEMHP_OUTCOME_DONE ||
		    (step->result.outcome == MEMHP_OUTCOME_FAILED &&
		     (step->result.from_state != step->result.to_state ||
		      step->result.from_zone != step->result.to_zone)))
			return true;
	return false;
}

static bool is_reached(const struct memhp_balance *balance)
{
	const struct memhp_balance_node *node;
	size_t i;

	for (i = 0; (node = memhp_balance_node(balance, i)); i++)
		if (!node->nearest)
			return false;
	return true;
}

static int exit_of(const struct memhp_balance *balance, const struct common *common, int error)
{
	if (!error && is_reached(balance))
		return EXIT_DONE;
	if (!common->dry_run && any_changed(balance))
		return EXIT_PART;
	return error ? exit_for(error) : EXIT_NOTHING;
}

/* What the plan could not know; once it is carried out, what became of it is. */
static void note_unseen(const struct memhp_balance *balance, const struct common *common)
{
	const char *why = memhp_balance_unseen(balance);
	const struct memhp_balance_step *step;
	size_t i, looked = 0;

	if (!why || !common->dry_run || common->quiet || !memhp_balance_steps(balance))
		return;
	for (i = 0; (step = memhp_balance_step(balance, i)); i++)
		looked += step->looked;
	complain("note: %spages were not looked at, so SURE is not known%s: %s",
		 looked ? "some " : "", looked ? " of all blocks" : "", why);
}

static int balance(struct machine *machine, const struct args *args,
		   const struct balance_args *what)
{
	struct balance_report report = {
		.common = &args->common,
		.goal = what->opts.goal,
		.adjacent_only = what->opts.flags & MEMHP_BALANCE_ADJACENT,
		.each = what->each || args->common.verbose,
	};
	struct memhp_balance *plan = NULL;
	int code, error;

	error = memhp_balance_new(machine->ctx, &what->opts, &plan);
	if (error) {
		complain("%s", memhp_error(machine->ctx));
		return args_nothing(args, exit_for(error));
	}
	report.balance = plan;
	if (!args->common.dry_run)
		error = carry_out(machine, plan, &args->common);
	code = exit_of(plan, &args->common, error);
	if (args->common.json)
		balance_print_json(&report);
	else if (!error || any_changed(plan))	/* else it was said already */
		balance_print(&report);
	if (output_flush() && code == EXIT_DONE)
		code = any_changed(plan) ? EXIT_PART : EXIT_NOTHING;
	if (!error)
		balance_complain(&report);
	note_unseen(plan, &args->common);
	memhp_balance_free(plan);
	return code;
}

static int hotpluggable(const struct args *args, const struct balance_args *what)
{
	const struct change shift = {
		.op = MEMHP_OP_SHIFT,
		.choice = MEMHP_CHOICE_MOVABLE,
		.timeout_ns = what->opts.timeout_ns,
		.node = what->opts.node,
	};

	if (what->each)
		return args_nothing(args, bad_usage(
			"balance: --hotpluggable shows changes as shift does; try: -v"));
	if (what->opts.flags & MEMHP_BALANCE_ADJACENT)
		return args_nothing(args, bad_usage(
			"balance: --hotpluggable takes all such blocks, wherever they are; "
			"try: without --adjacent-only"));
	return balance_hotpluggable(args, &shift);
}

int cmd_balance(struct args *args)
{
	struct balance_args what = {
		.opts = {
			.sz = sizeof(what.opts),
			.node = -1,
			.timeout_ns = TIMEOUT_DEFAULT,
		},
	};
	struct machine machine;
	int code = args_parse(args, &usage, take, &what);

	if (code != ARGS_OK)
		return code;
	if (args->nr_words)
		return args_nothing(args, bad_usage(
			"balance picks the blocks itself, and takes no '%s'; try: --node=N",
			args->words[0]));
	if (!what.goal)
		return args_nothing(args, bad_usage(
			"balance: no target; try: --movable=50%%, --kernel=16G, --compact or "
			"--hotpluggable"));
	if (what.hotpluggable)
		return hotpluggable(args, &what);
	what.opts.retries = args->common.retries;
	if (args->common.atomic)
		what.opts.flags |= MEMHP_BALANCE_ATOMIC;
	if (args->common.force)
		what.opts.flags |= MEMHP_BALANCE_FORCE;
	signal(SIGPIPE, SIG_IGN);
	code = machine_open(&machine, &args->common);
	code = code ? args_nothing(args, code) : balance(&machine, args, &what);
	machine_close(&machine);
	return code;
}
