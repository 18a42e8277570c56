// SPDX-License-Identifier: GPL-2.0
/* memhpctl: memory hotplug from the command line. */
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <memhp/libmemhp.h>

#include "args.h"
#include "commands.h"
#include "complete.h"
#include "exits.h"
#include "output.h"

static int cmd_help(struct args *args);
static int cmd_complete(struct args *args);

static const struct command policy_verbs[] = {
	{ "policy show", cmd_policy_show, "the rules in force, and what they refused", NULL },
	{ "policy set", cmd_policy_set, "make the lines given the whole policy", NULL },
	{ "policy load", cmd_policy_load, "make a file the whole policy", NULL },
	{ "policy check", cmd_policy_check, "whether a file could be loaded", NULL },
	{ "policy simulate", cmd_policy_simulate, "what a policy would do to a machine", NULL },
	{ 0 }
};

static const struct command group_verbs[] = {
	{ "group list", cmd_group_list, "all groups, and what is in them", NULL },
	{ "group show", cmd_group_show, "some groups and their blocks", NULL },
	{ "group create", cmd_group_create, "make an empty group", NULL },
	{ "group delete", cmd_group_delete, "delete groups without blocks", NULL },
	{ "group add", cmd_group_add, "put blocks into a group", NULL },
	{ "group remove", cmd_group_remove, "take blocks out of a group", NULL },
	{ 0 }
};

static const struct command commands[] = {
	{ "list", cmd_list, "the machine's memory blocks and the state they are in", NULL },
	{ "show", cmd_show, "all that is known of some blocks", NULL },
	{ "online", cmd_online, "bring blocks online, in a zone of choice", NULL },
	{ "offline", cmd_offline, "take blocks offline", NULL },
	{ "shift", cmd_shift, "move online blocks to the other zone", NULL },
	{ "populate", cmd_populate, "give pages of staged blocks to the page allocator", NULL },
	{ "depopulate", cmd_depopulate, "take pages of staged blocks back from the page allocator", NULL },
	{ "balance", cmd_balance, "so much movable or kernel memory: picks the blocks", NULL },
	{ "explain", cmd_explain, "what decides where blocks go, and whether they can go offline", NULL },
	{ "policy", NULL, "rules for memory that goes online", policy_verbs },
	{ "group", NULL, "blocks that come and go together", group_verbs },
	{ "probe", cmd_probe, "add memory that the machine has and the kernel has not", NULL },
	{ "remove", cmd_remove, "take blocks that were added offline and remove them", NULL },
	{ "firmware", cmd_firmware, "what the firmware calls hotpluggable, and of which node", NULL },
	{ "bootplan", cmd_bootplan, "where a kernel puts its boot memory, and what options change", NULL },
	{ "monitor", cmd_monitor, "what happens to memory, as it happens", NULL },
	{ "metrics", cmd_metrics, "numbers to watch, for monitoring systems", NULL },
	{ "map", cmd_map, "a picture of the machine's memory, a cell a block", NULL },
	{ "status", cmd_status, "module, kernel, features, how much memory is where", NULL },
	{ "help", cmd_help, "this text, or that of a command", NULL },
	{ "complete", cmd_complete, NULL, NULL },	/* for shells, not for people */
	{ 0 }
};

static const struct command root = { "", NULL, NULL, commands };

/* The word for it on the command line: "show" of "policy show". */
static const char *word_of(const struct command *command)
{
	const char *space = strchr(command->name, ' ');

	return space ? space + 1 : command->name;
}

static void print_commands(const struct command *table)
{
	const struct command *command;

	for (command = table; command->name; command++)
		if (command->about)
			printf("  %-10s %s%s\n", word_of(command), command->about,
			       command == table ? " (the default)" : "");
}

static int usage(void)
{
	puts("memhpctl: which memory is kernel memory, which can be unplugged, and change it\n\n"
	     "EXAMPLES\n"
	     "  memhpctl                                 list memory\n"
	     "  memhpctl online --zone=movable memory42  bring a block online\n"
	     "  memhpctl shift --zone=kernel 42-57       give 16 movable blocks to the kernel\n"
	     "  memhpctl offline -n node1                what taking a node offline would do\n\n"
	     "USAGE\n"
	     "  memhpctl [COMMAND] [options] [BLOCK...]\n\n"
	     "COMMANDS");
	print_commands(commands);
	puts("\nOPTIONS of commands that change something");
	args_print_common(COMMON_CHANGES);
	puts("\nOPTIONS of all commands; 'memhpctl COMMAND --help' has the others");
	args_print_common(COMMON_ALL);
	puts("  -V, --version          the command's version and the library's\n");
	puts(BLOCK_HELP "\n" EXIT_HELP);
	return EXIT_DONE;
}

/* "42", "memory42", "node1", "group:x": blocks, where a command belongs. */
static bool is_block(const char *word)
{
	static const char *const kinds[] = { "", "memory", "node" };
	size_t i, length;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		length = strlen(kinds[i]);
		if (!strncmp(word, kinds[i], length) && isdigit((unsigned char)word[length]))
			return true;
	}
	return !strncmp(word, "group:", 6);
}

/* What commands with verbs have to say before one is named. */
static int family_usage(const struct command *family)
{
	if (family == &root)
		return usage();
	printf("memhpctl %s: %s\n\nCOMMANDS; 'memhpctl %s COMMAND --help' has more\n",
	       family->name, family->about, family->name);
	print_commands(family->verbs);
	return EXIT_DONE;
}

/* NULL: none of that name. */
static const struct command *look_for(const struct command *family, const char *name)
{
	const struct command *command;

	for (command = family->verbs; command->name; command++)
		if (!strcmp(word_of(command), name))
			return command;
	return NULL;
}

#define MOST_VERBS 32

static const struct command *find_command(const struct command *family, const char *name)
{
	const char *names[MOST_VERBS + 1], *meant, *space = family == &root ? "" : " ";
	const struct command *command = look_for(family, name);
	size_t count = 0;

	if (command)
		return command;
	for (command = family->verbs; command->name && count < MOST_VERBS; command++)
		if (command->about)
			names[count++] = word_of(command);
	names[count] = NULL;
	meant = memhp_nearest(name, names);
	if (family == &root && is_block(name))
		complain("no command '%s': did you mean: memhpctl list %s", name, name);
	else if (meant)
		complain("no command '%s%s%s': did you mean '%s%s%s'?", family->name, space,
			 name, family->name, space, meant);
	else
		complain("no command '%s%s%s'; try: memhpctl %s%s--help", family->name, space,
			 name, family->name, space);
	return NULL;
}

/* The command named, or the default, whose option may come at once. */
static int choose_command(struct args *args, const struct command *family)
{
	const char *name, *unknown;
	int code = args_parse_common(args, &unknown);

	args->command = &family->verbs[0];
	if (code != ARGS_OK)
		return code;
	if (unknown) {
		args_back(args);
		return ARGS_OK;
	}
	if (args->common.version)
		return print_version();
	name = args_peek(args);
	if (!name)
		return args->common.help ? family_usage(family) : ARGS_OK;
	args->command = find_command(family, name);
	args_shift(args);
	if (!args->command)
		return EXIT_USAGE;
	return args->command->verbs ? choose_command(args, args->command) : ARGS_OK;
}

static int cmd_help(struct args *args)
{
	const char *unknown;
	int code = args_parse_common(args, &unknown);

	if (code != ARGS_OK)
		return code;
	if (unknown)
		return bad_usage("help has no option '%s'; try: memhpctl help", unknown);
	args->common.help = true;
	code = choose_command(args, &root);
	if (code != ARGS_OK)
		return code;
	return args->command->run == cmd_help ? usage() : args->command->run(args);
}

/* The command that the words before lead to, or the next word of its name. */
static int complete_in(struct args *args, const struct command *family)
{
	const struct command *command;
	const char *name, *unknown;
	int code = args_parse_common(args, &unknown);

	args->command = &family->verbs[0];
	if (unknown) {
		args_back(args);
		return args->command->run(args);
	}
	name = code == ARGS_OK ? args_peek(args) : NULL;
	if (name) {
		args->command = look_for(family, name);
		if (!args->command)
			return EXIT_USAGE;
		args_shift(args);
		args->common.help |= args->command->run == cmd_help;
		if (args->command->run == cmd_help)
			return complete_in(args, &root);
		if (args->command->verbs)
			return complete_in(args, args->command);
	} else if (code == ARGS_OK && *args->typed != '-') {
		for (command = family->verbs; command->name; command++)
			if (command->about)
				complete_offer(args, "", word_of(command), command->about);
		return EXIT_DONE;
	}
	return args->command->run(args);
}

/* memhpctl complete [WORD...]: what the last of the words could become. */
static int cmd_complete(struct args *args)
{
	if (!args_peek(args))
		return EXIT_USAGE;
	args->typed = args->argv[--args->argc];
	args->before = args_peek(args) ? args->argv[args->argc - 1] : "";
	return complete_in(args, &root);
}

int main(int argc, char **argv)
{
	struct args args;
	char *buffer;
	int code;

	signal(SIGPIPE, SIG_DFL);
	buffer = output_begin();
	args_init(&args, argc, argv);
	code = choose_command(&args, &root);
	if (code == ARGS_OK)
		code = args.command->run(&args);
	if (output_end(buffer) && code == EXIT_DONE)
		code = EXIT_NOTHING;
	return code;
}
