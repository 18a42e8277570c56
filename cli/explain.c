// SPDX-License-Identifier: GPL-2.0
/* memhpctl explain: why a block goes where it goes, and whether it could leave. */
#include <errno.h>
#include <stdio.h>

#include "commands.h"
#include "decision.h"
#include "exits.h"
#include "format.h"
#include "machine.h"
#include "prospect.h"

static const struct usage usage = {
	.synopsis = "[options] BLOCK...",
	.json = "\"explanations\": []",
	.examples =
"  memhpctl explain memory42            which zone the policy would pick, and why;\n"
"                                       whether it could go offline, and what is in it\n"
"  memhpctl explain -J 42-57 | jq '.explanations[] | {block, zone: .policy.choice}'\n"
"  memhpctl explain -J node1 | jq -c '.explanations[] | {block, go: .offline.prospect}'\n"
"                                       yes, likely, doubtful, no, never or unknown\n"
"  memhpctl explain -J memory42 | jq '.explanations[0].offline.obstacles'\n"
"                                       the first pages that stand in the way\n",
	.text =
"  The rule that matches each block, and for auto-movable the sum: how much\n"
"  kernel memory there is, how much memory may be movable by the ratio, and\n"
"  whether the block fits. It is what would be decided now; a block that is\n"
"  online stays as it is.\n\n"
"  Then whether the block could go offline now: how much of it is of which kind,\n"
"  the first pages that stand in the way, and the last error. A page whose\n"
"  references are more than its maps and its place in a cache explain is held by\n"
"  somebody. It is a look and changes nothing; the next moment may be another. This\n"
"  half needs root. With page_owner=on, the kernel says who allocated a page.\n\n"
BLOCK_HELP,
};

/* What there is to ask, until the module will not tell. */
struct source {
	struct machine *machine;
	const struct common *common;
	struct memhp_rules *rules;
	bool policy;
	bool pages;
};

struct explanation {
	const struct memhp_block *block;
	struct memhp_decision *decision;	/* NULL: not known */
	const struct memhp_rules *rules;
	struct memhp_pagesets *sets;
	struct memhp_troubles *troubles;
	struct prospect prospect;		/* without pages: not known */
};

static void print(const struct explanation *explanation)
{
	const struct memhp_block *block = explanation->block;
	char name[FORMAT_LENGTH], place[FORMAT_LENGTH];
	uint64_t index = memhp_block_index(block);

	printf("%s is %s", format_blocks(name, index, index),
	       format_place(place, memhp_block_state(block), memhp_block_zone(block)));
	if (explanation->decision)
		printf(", the policy says: %s", decision_choice(explanation->decision));
	putchar('\n');
	if (explanation->decision)
		decision_print(explanation->decision, explanation->rules, "  ");
	if (explanation->prospect.pages)
		prospect_print(&explanation->prospect, "  ");
}

static struct json_object *to_json(const struct explanation *explanation)
{
	struct json_object *object = json_object_new_object();

	json_add_number(object, "block", memhp_block_index(explanation->block), true);
	json_object_object_add(object, "policy", explanation->decision ?
			       decision_json(explanation->decision, explanation->rules) : NULL);
	json_object_object_add(object, "offline", explanation->prospect.pages ?
			       prospect_json(&explanation->prospect) : NULL);
	return object;
}

/* Whether an error is about all blocks, not about this one at this moment. */
static bool is_for_good(int err)
{
	switch (err) {
	case -ENOENT:
	case -EPERM:
	case -EACCES:
	case -EOPNOTSUPP:
		return true;
	default:
		return false;
	}
}

static void note_unknown(const struct source *source, const char *what)
{
	if (!source->common->quiet)
		complain("note: %s is not known: %s", what, memhp_error(source->machine->ctx));
}

/* One half will not be told of: said once, and no more asked for. */
static void give_up(const struct source *source, bool *half, const char *what)
{
	*half = false;
	note_unknown(source, what);
}

/* 0, also if what the policy says cannot be known while pages may, or a negative
 * errno. */
static int look_at_policy(struct source *source, struct explanation *explanation)
{
	uint64_t index = memhp_block_index(explanation->block);
	char what[FORMAT_LENGTH + 32], name[FORMAT_LENGTH];
	int err;

	err = memhp_decision_get(source->machine->ctx, index, &explanation->decision);
	if (!err || err == -ENODEV || !source->pages)
		return err;
	if (is_for_good(err)) {
		give_up(source, &source->policy, "what the policy says");
	} else {
		snprintf(what, sizeof(what), "what the policy says of %s",
			 format_blocks(name, index, index));
		note_unknown(source, what);
	}
	return 0;
}

/* 0, also if pages cannot be known here while the policy is, or a negative errno. */
static int look_at_pages(struct source *source, struct explanation *explanation)
{
	struct prospect *prospect = &explanation->prospect;
	struct memhp *ctx = source->machine->ctx;
	uint64_t index = memhp_block_index(explanation->block);
	int err;

	prospect->ctx = ctx;
	err = memhp_pages_get(ctx, index, 1, &explanation->sets);
	if (err && is_for_good(err) && explanation->decision) {
		give_up(source, &source->pages, "whether a block could go offline");
		return 0;
	}
	if (err)
		return err;
	prospect->pages = memhp_pages_find(explanation->sets, index);
	if (!prospect->pages)
		return 0;
	prospect->obstacles = memhp_pages_obstacles(explanation->sets, prospect->pages,
						    &prospect->nr_obstacles);
	if (!memhp_troubles_get(ctx, index, 1, &explanation->troubles))
		prospect->trouble = memhp_troubles_find(explanation->troubles, index);
	return 0;
}

/* Both halves of an explanation: 0 or a negative errno. */
static int look(struct source *source, struct explanation *explanation)
{
	int err = 0;

	if (source->policy)
		err = look_at_policy(source, explanation);
	if (!err && source->pages)
		err = look_at_pages(source, explanation);
	return err;
}

static void forget(struct explanation *explanation)
{
	memhp_decision_free(explanation->decision);
	memhp_troubles_free(explanation->troubles);
	memhp_pages_free(explanation->sets);
}

/* One after another; a block that is gone meanwhile, or that is being changed, is
 * left out, and if others are not, that is done in part. */
static int explain_all(struct source *source, const struct memhp_set *set,
		       struct json_object *array)
{
	int err, code = EXIT_DONE;
	size_t i, done = 0;

	for (i = 0; i < memhp_set_count(set); i++) {
		struct explanation explanation = {
			.block = memhp_set_at(set, i),
			.rules = source->rules,
		};

		err = look(source, &explanation);
		if (err) {
			complain("%s", memhp_error(source->machine->ctx));
			code = exit_for(err);
		} else if (array) {
			json_object_array_add(array, to_json(&explanation));
		} else {
			print(&explanation);
		}
		done += !err;
		forget(&explanation);
		if (err && err != -ENODEV && err != -EAGAIN)
			break;
	}
	return code && done ? EXIT_PART : code;
}

static int explain(struct machine *machine, const struct args *args,
		   const struct memhp_set *set)
{
	struct source source = {
		.machine = machine,
		.common = &args->common,
		.policy = true,
		.pages = true,
	};
	struct json_object *array = NULL;
	int err, code;

	err = memhp_rules_get(machine->ctx, &source.rules);
	if (err == -EOPNOTSUPP) {
		give_up(&source, &source.policy, "what the policy says");
	} else if (err) {
		complain("%s", memhp_error(machine->ctx));
		return args_nothing(args, exit_for(err));
	}
	if (args->common.json)
		array = json_object_new_array();
	code = explain_all(&source, set, array);
	if (array)
		json_print("explanations", array);
	memhp_rules_free(source.rules);
	return code;
}

int cmd_explain(struct args *args)
{
	struct memhp_set *set = NULL;
	struct machine machine;
	int code = args_parse(args, &usage, args_no_options, NULL);

	if (code != ARGS_OK)
		return code;
	code = machine_blocks(&machine, args, &set);
	if (!code)
		code = explain(&machine, args, set);
	memhp_set_free(set);
	machine_close(&machine);
	return code;
}
