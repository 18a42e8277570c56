// SPDX-License-Identifier: GPL-2.0
/* memhpctl explain: why a block goes where it goes. */
#include <errno.h>
#include <stdio.h>

#include "commands.h"
#include "decision.h"
#include "exits.h"
#include "format.h"
#include "machine.h"

static const struct usage usage = {
	.synopsis = "[options] BLOCK...",
	.json = "\"explanations\": []",
	.examples =
"  memhpctl explain memory42            which zone the policy would pick, and why\n"
"  memhpctl explain -J 42-57 | jq '.explanations[] | {block, zone: .policy.choice}'\n",
	.text =
"  The rule that matches each block, and for auto-movable the sum: how much\n"
"  kernel memory there is, how much memory may be movable by the ratio, and\n"
"  whether the block fits. It is what would be decided now; a block that is\n"
"  online stays as it is.\n\n"
BLOCK_HELP,
};

struct explanation {
	const struct memhp_block *block;
	struct memhp_decision *decision;
	const struct memhp_rules *rules;
};

static void print(const struct explanation *explanation)
{
	const struct memhp_block *block = explanation->block;
	char name[FORMAT_LENGTH], place[FORMAT_LENGTH];
	uint64_t index = memhp_block_index(block);

	printf("%s is %s, the policy says: %s\n", format_blocks(name, index, index),
	       format_place(place, memhp_block_state(block), memhp_block_zone(block)),
	       decision_choice(explanation->decision));
	decision_print(explanation->decision, explanation->rules, "  ");
}

static struct json_object *to_json(const struct explanation *explanation)
{
	struct json_object *object = json_object_new_object();

	json_add_number(object, "block", memhp_block_index(explanation->block), true);
	json_object_object_add(object, "policy",
			       decision_json(explanation->decision, explanation->rules));
	return object;
}

/* One after another; a block that is gone meanwhile is left out, and if others are
 * not, that is done in part. */
static int explain_all(struct machine *machine, const struct memhp_set *set,
		       const struct memhp_rules *rules, struct json_object *array)
{
	struct explanation explanation = { .rules = rules };
	int err, code = EXIT_DONE;
	size_t i, done = 0;

	for (i = 0; i < memhp_set_count(set); i++) {
		explanation.block = memhp_set_at(set, i);
		err = memhp_decision_get(machine->ctx, memhp_block_index(explanation.block),
					 &explanation.decision);
		if (err) {
			complain("%s", memhp_error(machine->ctx));
			code = exit_for(err);
			if (err == -ENODEV)
				continue;
			break;
		}
		if (array)
			json_object_array_add(array, to_json(&explanation));
		else
			print(&explanation);
		memhp_decision_free(explanation.decision);
		done++;
	}
	return code && done ? EXIT_PART : code;
}

static int explain(struct machine *machine, const struct args *args,
		   const struct memhp_set *set)
{
	struct json_object *array = NULL;
	struct memhp_rules *rules = NULL;
	int err, code;

	err = memhp_rules_get(machine->ctx, &rules);
	if (err) {
		complain("%s", memhp_error(machine->ctx));
		return args_nothing(args, exit_for(err));
	}
	if (args->common.json)
		array = json_object_new_array();
	code = explain_all(machine, set, rules, array);
	if (array)
		json_print("explanations", array);
	memhp_rules_free(rules);
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
