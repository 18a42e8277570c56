// SPDX-License-Identifier: GPL-2.0
/* memhpctl: memory hotplug from the command line. */
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "args.h"
#include "commands.h"
#include "exits.h"
#include "output.h"

static int cmd_help(struct args *args);

/* The first is the default. */
static const struct command commands[] = {
	{ "list", cmd_list, "the machine's memory blocks and the state they are in" },
	{ "show", cmd_show, "all that is known of some blocks" },
	{ "online", cmd_online, "bring blocks online, in a zone of choice" },
	{ "offline", cmd_offline, "take blocks offline" },
	{ "shift", cmd_shift, "move online blocks to the other zone" },
	{ "status", cmd_status, "module, kernel, features, how much memory is where" },
	{ "help", cmd_help, "this text, or that of a command" },
};

#define NR_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static int usage(void)
{
	size_t i;

	puts("memhpctl: which memory is kernel memory, which can be unplugged, and change it\n\n"
	     "EXAMPLES\n"
	     "  memhpctl                                 list memory\n"
	     "  memhpctl online --zone=movable memory42  bring a block online\n"
	     "  memhpctl shift --zone=kernel 42-57       give 16 movable blocks to the kernel\n"
	     "  memhpctl offline -n node1                what taking a node offline would do\n\n"
	     "USAGE\n"
	     "  memhpctl [COMMAND] [options] [BLOCK...]\n\n"
	     "COMMANDS");
	for (i = 0; i < NR_COMMANDS; i++)
		printf("  %-10s %s%s\n", commands[i].name, commands[i].about,
		       i ? "" : " (the default)");
	puts("\nOPTIONS of commands that change something");
	args_print_common(true);
	puts("\nOPTIONS of all commands; 'memhpctl COMMAND --help' has the others");
	args_print_common(false);
	puts("  -V, --version          the command's version and the library's\n");
	puts(BLOCK_HELP "\n" EXIT_HELP);
	return EXIT_DONE;
}

/* "42", "memory42", "node1": a block, where a command belongs. */
static bool is_block(const char *word)
{
	static const char *const kinds[] = { "", "memory", "node" };
	size_t i, length;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		length = strlen(kinds[i]);
		if (!strncmp(word, kinds[i], length) && isdigit((unsigned char)word[length]))
			return true;
	}
	return false;
}

static const struct command *find_command(const char *name)
{
	const char *names[NR_COMMANDS + 1], *meant;
	size_t i;

	for (i = 0; i < NR_COMMANDS; i++) {
		if (!strcmp(commands[i].name, name))
			return &commands[i];
		names[i] = commands[i].name;
	}
	names[i] = NULL;
	meant = nearest(name, names);
	if (is_block(name))
		complain("no command '%s': did you mean: memhpctl list %s", name, name);
	else if (meant)
		complain("no command '%s': did you mean '%s'?", name, meant);
	else
		complain("no command '%s'; try: memhpctl --help", name);
	return NULL;
}

static int cmd_help(struct args *args)
{
	bool unknown;
	int code = args_parse_common(args, &unknown);
	const char *name;

	if (code != ARGS_OK)
		return code;
	if (unknown) {
		args_back(args);
		return bad_usage("help has no option '%s'; try: memhpctl help", args_peek(args));
	}
	if (args->common.version)
		return print_version();
	name = args_peek(args);
	if (!name)
		return usage();
	args->command = find_command(name);
	if (!args->command)
		return EXIT_USAGE;
	if (args->command->run == cmd_help)
		return usage();
	args->common.help = true;
	return args->command->run(args);
}

/* The command named, or the default, whose option may come at once. */
static int choose_command(struct args *args)
{
	bool unknown;
	int code = args_parse_common(args, &unknown);
	const char *name;

	args->command = &commands[0];
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
		return args->common.help ? usage() : ARGS_OK;
	args->command = find_command(name);
	args_shift(args);
	return args->command ? ARGS_OK : EXIT_USAGE;
}

int main(int argc, char **argv)
{
	struct args args;
	char *buffer;
	int code;

	signal(SIGPIPE, SIG_DFL);
	buffer = output_begin();
	args_init(&args, argc, argv);
	code = choose_command(&args);
	if (code == ARGS_OK)
		code = args.command->run(&args);
	if (output_end(buffer) && code == EXIT_DONE)
		code = EXIT_NOTHING;
	return code;
}
