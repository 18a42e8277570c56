// SPDX-License-Identifier: GPL-2.0
/* memhpctl policy show, set, load and check. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "answer.h"
#include "commands.h"
#include "decision.h"
#include "exits.h"
#include "machine.h"

#define POLICY_FILE	"/etc/memhp/policy.conf"
#define POLICY_NOTHING	"\"policy\": null"

#define LINES_HELP \
"  Lines of a policy; the first rule that matches a block decides:\n" \
"    rule MATCH... ACTION\n" \
"    default ACTION\n" \
"    enforce=on|off         refuse requests that the rules forbid (off)\n" \
"    auto-online=on|off     take new memory online by the rules (off)\n" \
"    # and what follows is a comment\n" \
"  MATCH, all of which have to hold:\n" \
"    owner=boot|acpi|dax|virtio_mem|hv_balloon|probe   where the block came from\n" \
"    node=N                 its NUMA node\n" \
"    hotpluggable           the firmware says it is\n" \
"    size>=64G              the device it came with; also <=, >, <, = and two of them\n" \
"    group=static|dynamic|none|NAME\n" \
"  ACTION:\n" \
"    kernel, movable        the zone\n" \
"    auto-movable [ratio=PERCENT] [numa-aware] [count-hotplugged] [reserve=SIZE]\n" \
"                           movable as long as there is at most ratio (301) percent\n" \
"                           of kernel memory in it, on its node too, counting kernel\n" \
"                           memory that was hot-plugged, and not counting SIZE\n" \
"    kernel-default         what the kernel would do by itself\n" \
"    offline                leave it for an operator\n"

/* ---- What a policy is, in JSON ---- */

static struct json_object *match_json(const struct memhp_rule *rule)
{
	struct json_object *object = json_object_new_object();
	uint32_t match = rule->match;
	bool by_type = match & MEMHP_MATCH_GROUP_TYPE;

	json_add_text(object, "owner", match & MEMHP_MATCH_OWNER ?
		      memhp_owner_name(rule->owner) : NULL);
	json_add_int(object, "node", rule->node, match & MEMHP_MATCH_NODE);
	json_object_object_add(object, "hotpluggable", match & MEMHP_MATCH_HOTPLUGGABLE ?
			       json_object_new_boolean(true) : NULL);
	json_add_number(object, "size_min", rule->size_min, match & MEMHP_MATCH_SIZE);
	json_add_number(object, "size_max", rule->size_max, match & MEMHP_MATCH_SIZE &&
			rule->size_max != UINT64_MAX);
	json_add_text(object, "group_type", by_type ?
		      memhp_group_type_name(rule->group_type) : NULL);
	json_add_text(object, "group", match & MEMHP_MATCH_GROUP_NAME ? rule->group : NULL);
	return object;
}

static struct json_object *rule_json(const struct memhp_rules *rules, size_t i)
{
	const struct memhp_rule *rule = memhp_rules_at(rules, i);
	struct json_object *object = json_object_new_object();
	bool is_auto = rule->action == MEMHP_ACTION_AUTO_MOVABLE;
	char text[MEMHP_RULE_TEXT];

	json_add_text(object, "text", memhp_rules_text(rules, i, text, sizeof(text)));
	json_object_object_add(object, "match", match_json(rule));
	json_add_text(object, "action", memhp_action_name(rule->action));
	json_add_int(object, "ratio", (int)rule->ratio, is_auto);
	json_add_bool(object, "numa_aware", rule->flags & MEMHP_RULE_NUMA_AWARE);
	json_add_bool(object, "count_hotplugged", rule->flags & MEMHP_RULE_COUNT_HOTPLUGGED);
	json_add_number(object, "reserve", rule->reserve, is_auto);
	return object;
}

static struct json_object *last_json(const struct memhp_policy_state *state,
				     const struct memhp_rules *rules)
{
	struct json_object *object;

	if (!state->refused)
		return NULL;
	object = json_object_new_object();
	json_add_number(object, "time_ns", state->refused_ns, true);
	json_add_number(object, "block", state->last.block, true);
	json_add_text(object, "asked", memhp_choice_name(state->refused_choice));
	json_object_object_add(object, "policy", decision_json(&state->last, rules));
	return object;
}

static struct json_object *refused_json(const struct memhp_rules *rules)
{
	const struct memhp_policy_state *state = memhp_rules_state(rules);
	struct json_object *object;

	if (!state)
		return NULL;
	object = json_object_new_object();
	json_add_number(object, "count", state->refused, true);
	json_object_object_add(object, "last", last_json(state, rules));
	return object;
}

static int print_json(const struct memhp_rules *rules)
{
	struct json_object *object = json_object_new_object();
	struct json_object *options = json_object_new_object();
	struct json_object *array = json_object_new_array();
	size_t i;

	json_add_bool(options, "enforce", memhp_rules_options(rules) & MEMHP_POLICY_ENFORCE);
	json_add_bool(options, "auto_online",
		      memhp_rules_options(rules) & MEMHP_POLICY_AUTO_ONLINE);
	for (i = 0; i < memhp_rules_count(rules); i++)
		json_object_array_add(array, rule_json(rules, i));
	json_object_object_add(object, "options", options);
	json_object_object_add(object, "rules", array);
	json_object_object_add(object, "refused", refused_json(rules));
	return json_print("policy", object);
}

/* ---- As lines that can be loaded again ---- */

static const char *on_off(const struct memhp_rules *rules, uint32_t option)
{
	return memhp_rules_options(rules) & option ? "on" : "off";
}

static void print_refused(const struct memhp_rules *rules)
{
	const struct memhp_policy_state *state = memhp_rules_state(rules);
	time_t when = (time_t)(state->refused_ns / 1000000000);
	const char *asked = memhp_choice_name(state->refused_choice);
	char text[64] = "?";
	struct tm tm;

	if (!state->refused)
		return;
	if (gmtime_r(&when, &tm))
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S UTC", &tm);
	printf("# refused so far: %llu, the last at %s:\n", (unsigned long long)state->refused,
	       text);
	printf("# memory%llu was to be %s, the policy says: %s\n",
	       (unsigned long long)state->last.block,
	       !asked || state->refused_choice == MEMHP_CHOICE_KEEP ? "online" : asked,
	       decision_choice(&state->last));
	decision_print(&state->last, rules, "#   ");
}

static void print_lines(const struct memhp_rules *rules)
{
	char text[MEMHP_RULE_TEXT];
	size_t i;

	printf("enforce=%s\nauto-online=%s\n", on_off(rules, MEMHP_POLICY_ENFORCE),
	       on_off(rules, MEMHP_POLICY_AUTO_ONLINE));
	for (i = 0; i < memhp_rules_count(rules); i++)
		puts(memhp_rules_text(rules, i, text, sizeof(text)));
	if (!i)
		puts("# no rules: the kernel decides as if there were no policy");
}

/* ---- show ---- */

static const struct usage show_usage = {
	.synopsis = "[options]",
	.json = POLICY_NOTHING,
	.examples =
"  memhpctl policy show                      the rules in force\n"
"  memhpctl policy show >" POLICY_FILE "  keep them\n"
"  memhpctl policy show -J | jq .policy.refused.count\n",
	.text =
"  The options and rules that are in force, as lines that 'policy load' takes,\n"
"  and as comments how many requests were refused and why the last one was.\n",
};

static int no_words(const struct args *args)
{
	if (!args->nr_words)
		return ARGS_OK;
	return args_nothing(args, bad_usage("%s takes no words, and '%s' is one",
					    args->command->name, args->words[0]));
}

static int failed(const struct machine *machine, const struct args *args, int code)
{
	complain("%s", memhp_error(machine->ctx));
	return args_nothing(args, code);
}

int cmd_policy_show(struct args *args)
{
	struct memhp_rules *rules = NULL;
	struct machine machine;
	int err, code = args_parse(args, &show_usage, args_no_options, NULL);

	if (code == ARGS_OK)
		code = no_words(args);
	if (code != ARGS_OK)
		return code;
	code = machine_open(&machine, &args->common);
	if (code)
		return args_nothing(args, code);
	err = memhp_rules_get(machine.ctx, &rules);
	if (err) {
		code = failed(&machine, args, exit_for(err));
	} else if (args->common.json) {
		print_json(rules);
	} else {
		print_lines(rules);
		print_refused(rules);
	}
	memhp_rules_free(rules);
	machine_close(&machine);
	return code;
}

/* ---- check ---- */

static const struct usage check_usage = {
	.synopsis = "[options] [FILE]",
	.json = POLICY_NOTHING,
	.examples =
"  memhpctl policy check                 " POLICY_FILE "\n"
"  memhpctl policy check new.conf && memhpctl policy load new.conf\n",
	.text =
"  Read a policy (" POLICY_FILE " unless another FILE is named) and say\n"
"  what is wrong with it, by line and column; else print it as it was understood.\n"
"  Needs neither the module nor root.\n\n"
LINES_HELP,
};

/* The file named, or the usual one; NULL and a complaint if there are several. */
static const char *file_of(const struct args *args)
{
	if (args->nr_words > 1) {
		bad_usage("%s takes one file, and '%s' is another", args->command->name,
			  args->words[1]);
		return NULL;
	}
	return args->nr_words ? args->words[0] : POLICY_FILE;
}

static int open_rules(struct machine *machine, const struct args *args,
		      struct memhp_rules **rules)
{
	int code = machine_open(machine, &args->common);

	*rules = NULL;
	if (code)
		return args_nothing(args, code);
	if (memhp_rules_new(machine->ctx, rules))
		return failed(machine, args, EXIT_NOTHING);
	return EXIT_DONE;
}

/* ---- set and load ---- */

struct put_opts {
	bool take_over;
};

static const struct option put_options[] = {
	{ 't', 0, "take-over", NULL, "keep the kernel from taking new memory online" },
	{ 0 }
};

static const struct usage set_usage = {
	.synopsis = "[options] [LINE...]",
	.options = put_options,
	.json = ANSWER_NOTHING,
	.changes = true,
	.whole = true,
	.examples =
"  memhpctl policy set 'default auto-movable ratio=301'\n"
"  memhpctl policy set enforce=on 'rule owner=dax movable' 'default kernel'\n"
"  memhpctl policy set -n 'rule size>=64G movable'    is that right?\n"
"  memhpctl policy set                                no policy\n",
	.text =
"  Make the lines given, one an argument, the whole policy; none clears it. All\n"
"  of it is in force at once, or the old one stays. It is gone with the module:\n"
"  keep it in " POLICY_FILE ".\n\n"
LINES_HELP "\n" EXIT_HELP,
};

static const struct usage load_usage = {
	.synopsis = "[options] [FILE]",
	.options = put_options,
	.json = ANSWER_NOTHING,
	.changes = true,
	.whole = true,
	.examples =
"  memhpctl policy load                  " POLICY_FILE "\n"
"  memhpctl policy load -n new.conf      could it be loaded?\n"
"  memhpctl policy load --take-over      with auto-online=on: and the kernel leaves\n"
"                                        new memory to it\n",
	.text =
"  Make a file (" POLICY_FILE " unless another FILE is named) the whole\n"
"  policy. All of it is in force at once, or the old one stays.\n\n"
LINES_HELP "\n" EXIT_HELP,
};

static int take(void *data, int id, const char *value)
{
	struct put_opts *opts = data;

	(void)value;
	if (id == 't')
		opts->take_over = true;
	return ARGS_OK;
}

static void note_udev(const char *where)
{
	const char *number = strrchr(where, ':') + 1;
	char what[128] = "edit or remove that line";

	/* The rest of a file of a package is needed. */
	if (strncmp(where, "/etc/", 5))
		snprintf(what, sizeof(what),
			 "copy it to /etc/udev/rules.d and remove line %s there", number);
	complain("note: %s takes new memory online too, and may get there before the policy; try: "
		 "%s", where, what);
}

/* Who takes new memory online before the policy's auto-online does. */
static void note_rivals(struct machine *machine, const struct put_opts *opts,
			const struct common *common)
{
	struct memhp_rivals *rivals;
	const char *kernel;
	size_t i;

	if (common->quiet || memhp_rivals_get(machine->ctx, &rivals))
		return;
	kernel = memhp_rivals_kernel(rivals);
	if (kernel && strcmp(kernel, "offline") && !opts->take_over)
		complain("note: the kernel takes new memory online before the policy "
			 "(auto_online_blocks is %s); try: --take-over, and "
			 "memhp_default_state=offline on the kernel's command line", kernel);
	for (i = 0; i < memhp_rivals_count(rivals); i++)
		note_udev(memhp_rivals_rule(rivals, i));
	memhp_rivals_free(rivals);
}

/* Without the hook, nobody but memhpctl asks the rules. */
static void note_hook(struct machine *machine, const struct common *common)
{
	struct memhp_info info = { .size = sizeof(info) };

	if (common->quiet || memhp_module_info(machine->ctx, &info) ||
	    info.features & 1ULL << MEMHP_FEATURE_HOOK)
		return;
	complain("note: the rules hold for 'memhpctl online' only, not for others who take memory "
		 "online; 'memhpctl status' says why, at the feature hook");
}

/* The answer to the change of the policy itself; @done has room for its line. */
static struct answer put_rules(const struct memhp_rules *rules, const struct args *args,
			       char *done, size_t room)
{
	size_t count = memhp_rules_count(rules);

	snprintf(done, room, "policy: %zu rule%s, enforce=%s, auto-online=%s", count,
		 count == 1 ? "" : "s", on_off(rules, MEMHP_POLICY_ENFORCE),
		 on_off(rules, MEMHP_POLICY_AUTO_ONLINE));
	return (struct answer){
		.object = "policy",
		.change = strchr(args->command->name, ' ') + 1,
		.done = done,
		.error = args->common.dry_run ? 0 : memhp_rules_put(rules),
	};
}

static int put(struct machine *machine, const struct memhp_rules *rules,
	       const struct put_opts *opts, const struct args *args)
{
	bool auto_online = memhp_rules_options(rules) & MEMHP_POLICY_AUTO_ONLINE;
	struct answer answers[2] = { { 0 } };
	size_t count = 1;
	char done[64];
	int code;

	if (opts->take_over && !auto_online)
		return args_nothing(args, bad_usage(
			"--take-over without auto-online=on: nobody would take new memory online"));
	answer_begin();
	answers[0] = put_rules(rules, args, done, sizeof(done));
	if (!answers[0].error && opts->take_over)
		answers[count++] = (struct answer){
			.object = "auto_online_blocks",
			.change = "take-over",
			.done = "auto_online_blocks: offline",
			.error = args->common.dry_run ? 0 : memhp_take_over(machine->ctx),
		};
	/* One of them failed at most. */
	answers[0].detail = answers[1].detail = memhp_error(machine->ctx);
	code = answer_give(answers, count, &args->common);
	if (!answers[0].error && auto_online)
		note_rivals(machine, opts, &args->common);
	if (!answers[0].error && memhp_rules_count(rules) && !machine->saved)
		note_hook(machine, &args->common);
	if (args->common.dry_run)
		machine_note_plan(machine, &args->common);
	return code;
}

/* The arguments as lines of one @text; complains and returns an exit code. */
static int lines_of(const struct args *args, char **text)
{
	size_t i, length = 1;
	char *end;

	for (i = 0; i < args->nr_words; i++) {
		if (strchr(args->words[i], '\n'))
			return bad_usage("policy set: argument %zu has several lines; try: an "
					 "argument for each, or policy load", i + 1);
		length += strlen(args->words[i]) + 1;
	}
	*text = end = malloc(length);
	if (!end) {
		complain("out of memory");
		return EXIT_NOTHING;
	}
	for (i = 0; i < args->nr_words; i++)
		end = stpcpy(stpcpy(end, args->words[i]), "\n");
	*end = '\0';
	return EXIT_DONE;
}

int cmd_policy_set(struct args *args)
{
	struct put_opts opts = { 0 };
	struct memhp_rules *rules;
	struct machine machine;
	int err, code = args_parse(args, &set_usage, take, &opts);
	char *text = NULL;

	if (code != ARGS_OK)
		return code;
	code = lines_of(args, &text);
	if (code)
		return args_nothing(args, code);
	code = open_rules(&machine, args, &rules);
	if (!code) {
		err = memhp_rules_parse(rules, text, "argument");
		if (err)
			code = failed(&machine, args, exit_for_content(err, false));
	}
	if (!code)
		code = put(&machine, rules, &opts, args);
	free(text);
	memhp_rules_free(rules);
	machine_close(&machine);
	return code;
}

/* The policy of the file that the words name: into the module, or without @opts only
 * shown. */
static int with_file(const struct args *args, const struct put_opts *opts)
{
	const char *file = file_of(args);
	struct memhp_rules *rules;
	struct machine machine;
	int err, code;

	if (!file)
		return args_nothing(args, EXIT_USAGE);
	code = open_rules(&machine, args, &rules);
	if (!code) {
		err = memhp_rules_read(rules, file);
		if (err)
			code = failed(&machine, args, exit_for_content(err, true));
		else if (opts)
			code = put(&machine, rules, opts, args);
		else if (args->common.json)
			print_json(rules);
		else if (!args->common.quiet)
			print_lines(rules);
	}
	memhp_rules_free(rules);
	machine_close(&machine);
	return code;
}

int cmd_policy_load(struct args *args)
{
	struct put_opts opts = { 0 };
	int code = args_parse(args, &load_usage, take, &opts);

	return code == ARGS_OK ? with_file(args, &opts) : code;
}

int cmd_policy_check(struct args *args)
{
	int code = args_parse(args, &check_usage, args_no_options, NULL);

	return code == ARGS_OK ? with_file(args, NULL) : code;
}
