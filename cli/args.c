// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <memhp/libmemhp.h>

#include "args.h"
#include "complete.h"
#include "exits.h"
#include "version.h"

enum common_id {
	ID_END		= 0,
	ID_WORD		= -1,
	ID_BAD		= -2,
	ID_UNKNOWN	= -3,
	ID_JSON		= -10,
	ID_DRY_RUN	= -11,
	ID_ATOMIC	= -12,
	ID_SYSROOT	= -13,
	ID_QUIET	= -14,
	ID_VERBOSE	= -15,
	ID_NO_PROGRESS	= -16,
	ID_HELP		= -17,
	ID_VERSION	= -18,
	ID_RETRIES	= -19,
	ID_FORCE	= -20,
};

static const struct option common_options[] = {
	{ ID_DRY_RUN, 'n', "dry-run", NULL, "say what would be done, change nothing" },
	{ ID_ATOMIC, 0, "atomic", NULL, "all blocks or none: put back what was done if one fails" },
	{ ID_JSON, 'J', "json", NULL, "JSON on stdout: sizes in bytes, unknown as null" },
	{ ID_SYSROOT, 0, "sysroot", "DIR", "read the sysfs tree saved below DIR (list --help: how)" },
	{ ID_QUIET, 'q', "quiet", NULL, "nothing but errors, no notes" },
	{ ID_VERBOSE, 'v', "verbose", NULL, "a line a block; twice: also what the library does" },
	{ ID_NO_PROGRESS, 0, "no-progress", NULL, "no progress bar (it shows on a terminal only)" },
	{ ID_HELP, 'h', "help", NULL, "this text" },
	{ ID_VERSION, 'V', "version", NULL, NULL },
	{ 0 }
};

/* Those more of what takes blocks offline. */
static const struct option leaving_options[] = {
	{ ID_RETRIES, 0, "retries", "N", "how often blocks that fail are tried again (0)" },
	{ ID_FORCE, 0, "force", NULL, "even if there is no room elsewhere for what is in use" },
	{ 0 }
};

void args_init(struct args *args, int argc, char **argv)
{
	memset(args, 0, sizeof(*args));
	args->argc = argc;
	args->argv = argv;
	args->words = argv;
	args->at = argc > 0 ? 1 : 0;
}

const char *args_peek(const struct args *args)
{
	return args->at < args->argc ? args->argv[args->at] : NULL;
}

void args_shift(struct args *args)
{
	args->at++;
}

void args_back(struct args *args)
{
	/* In a bundle it is the next letter; those before it were taken. */
	if (!args->bundle)
		args->at--;
}

static const struct option *find_name(const struct option *options,
				      const char *name, size_t length)
{
	for (; options && options->name; options++)
		if (strlen(options->name) == length &&
		    !strncmp(options->name, name, length))
			return options;
	return NULL;
}

static const struct option *find_letter(const struct option *options, char letter)
{
	for (; options && options->name; options++)
		if (options->letter == letter)
			return options;
	return NULL;
}

/* What has to be waited for is what has to be taken offline. */
static bool takes_offline(const struct usage *usage)
{
	return usage->changes && !usage->in_part &&
	       find_name(usage->options, "timeout", strlen("timeout"));
}

/* An option's value that is the next argument of the command line. */
static bool next_value(struct args *args, const char **value)
{
	if (args->at >= args->argc)
		return false;
	*value = args->argv[args->at++];
	return true;
}

static int long_option(struct args *args, const struct option *own,
		       const char *word, const char **value)
{
	size_t length = strcspn(word + 2, "=");
	const char *equals = word[2 + length] ? word + 2 + length + 1 : NULL;
	const struct option *option = find_name(own, word + 2, length);

	if (!option)
		option = find_name(common_options, word + 2, length);
	if (!option)
		option = find_name(leaving_options, word + 2, length);
	if (!option)
		return ID_UNKNOWN;
	*value = equals;
	if (!option->value && equals) {
		bad_usage("option --%s takes no value", option->name);
		return ID_BAD;
	}
	if (option->value && !equals && !next_value(args, value)) {
		bad_usage("option --%s needs a value: --%s=%s", option->name,
			  option->name, option->value);
		return ID_BAD;
	}
	return option->id;
}

static int short_option(struct args *args, const struct option *own,
			const char **value)
{
	char letter = *args->bundle;
	const struct option *option = find_letter(own, letter);

	if (!option)
		option = find_letter(common_options, letter);
	if (!option)
		return ID_UNKNOWN;
	args->bundle++;
	if (option->value) {
		*value = args->bundle;
		args->bundle = NULL;
		if (!**value && !next_value(args, value)) {
			bad_usage("option -%c needs a value: -%c %s", letter,
				  letter, option->value);
			return ID_BAD;
		}
	} else if (!*args->bundle) {
		args->bundle = NULL;
	}
	return option->id;
}

/* The next option's id, or an ID_*; the argument itself is in @word. */
static int next(struct args *args, const struct option *own, const char **word,
		const char **value)
{
	if (args->bundle) {
		*word = args->argv[args->at - 1];
		return short_option(args, own, value);
	}
	if (args->at >= args->argc)
		return ID_END;
	*word = args->argv[args->at];
	if (args->words_only || (*word)[0] != '-' || !(*word)[1])
		return ID_WORD;
	args->at++;
	if (!strcmp(*word, "--")) {
		args->words_only = true;
		return next(args, own, word, value);
	}
	if ((*word)[1] == '-')
		return long_option(args, own, *word, value);
	args->bundle = *word + 1;
	return short_option(args, own, value);
}

static int take_retries(struct common *common, const char *value)
{
	unsigned long number;
	char *end = NULL;

	errno = 0;
	number = isdigit((unsigned char)*value) ? strtoul(value, &end, 10) : 0;
	if (!end || *end)
		return bad_usage("--retries=%s is no number; try: --retries=3", value);
	if (errno || number > MEMHP_MAX_RETRIES)
		return bad_usage("--retries=%s: must be at most %u", value, MEMHP_MAX_RETRIES);
	common->retries = (unsigned int)number;
	return ARGS_OK;
}

/* ARGS_OK or an exit code. */
static int take_common(struct common *common, int id, const char *value)
{
	switch (id) {
	case ID_RETRIES:
		return take_retries(common, value);
	case ID_FORCE:
		common->force = true;
		break;
	case ID_JSON:
		common->json = true;
		break;
	case ID_DRY_RUN:
		common->dry_run = true;
		break;
	case ID_ATOMIC:
		common->atomic = true;
		break;
	case ID_SYSROOT:
		common->sysroot = value;
		break;
	case ID_QUIET:
		common->quiet = true;
		break;
	case ID_VERBOSE:
		common->verbose++;
		break;
	case ID_NO_PROGRESS:
		common->no_progress = true;
		break;
	case ID_HELP:
		common->help = true;
		break;
	case ID_VERSION:
		common->version = true;
		break;
	}
	return ARGS_OK;
}

int args_parse_common(struct args *args, const char **unknown)
{
	const char *word = NULL, *value = NULL;
	int id, code = ARGS_OK;

	*unknown = NULL;
	while (code == ARGS_OK &&
	       (id = next(args, NULL, &word, &value)) != ID_END && id != ID_WORD) {
		if (id == ID_BAD)
			return EXIT_USAGE;
		if (id == ID_UNKNOWN) {
			*unknown = word;
			return ARGS_OK;
		}
		code = take_common(&args->common, id, value);
	}
	return code;
}

static size_t add_names(const char **names, size_t count, size_t room,
			const struct option *options)
{
	for (; options && options->name && count + 1 < room; options++)
		if (options->about)
			names[count++] = options->name;
	names[count] = NULL;
	return count;
}

static int unknown_option(const struct args *args, const char *word,
			  const struct usage *usage)
{
	const char *names[40], *meant = NULL;
	char name[40];
	size_t count;

	if (word[1] != '-')
		return bad_usage("%s has no option '-%c'; try: memhpctl %s --help",
				 args->command->name, *args->bundle,
				 args->command->name);
	count = add_names(names, 0, 40, usage->options);
	count = add_names(names, count, 40, common_options);
	if (takes_offline(usage))
		add_names(names, count, 40, leaving_options);
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(word + 2, "="), word + 2);
	meant = memhp_nearest(name, names);
	if (meant)
		return bad_usage("%s has no option '--%s': did you mean '--%s'?",
				 args->command->name, name, meant);
	return bad_usage("%s has no option '--%s'; try: memhpctl %s --help",
			 args->command->name, name, args->command->name);
}

static void print_option(const struct option *option, void *data)
{
	char name[64];

	(void)data;
	snprintf(name, sizeof(name), "--%s%s%s", option->name,
		 option->value ? "=" : "", option->value ? option->value : "");
	if (option->letter)
		printf("  -%c, %-18s %s\n", option->letter, name, option->about);
	else
		printf("      %-18s %s\n", name, option->about);
}

static void each_option(const struct option *options, args_option_fn fn, void *data)
{
	for (; options && options->name; options++)
		if (options->about)
			fn(options, data);
}

static bool is_of_kind(const struct option *option, enum common_kind kind)
{
	switch (option->id) {
	case ID_ATOMIC:
		return kind == COMMON_CHANGES;
	case ID_DRY_RUN:
		return kind != COMMON_ALL;
	default:
		return kind == COMMON_ALL;
	}
}

static void each_common(enum common_kind kind, args_option_fn fn, void *data)
{
	const struct option *option;

	for (option = common_options; option->name; option++)
		if (option->about && is_of_kind(option, kind))
			fn(option, data);
}

void args_each_option(const struct usage *usage, args_option_fn fn, void *data)
{
	each_option(usage->options, fn, data);
	if (takes_offline(usage))
		each_option(leaving_options, fn, data);
	if (usage->changes || usage->may_change)
		each_common(usage->whole || usage->in_part || usage->may_change ?
			    COMMON_WHOLE : COMMON_CHANGES, fn, data);
	each_common(COMMON_ALL, fn, data);
}

void args_print_common(enum common_kind kind)
{
	each_common(kind, print_option, NULL);
}

int print_version(void)
{
	printf("memhpctl %s, libmemhp %s\n", MEMHPCTL_VERSION, memhp_version());
	return EXIT_DONE;
}

static int print_help(const struct args *args, const struct usage *usage)
{
	const char *name = args->command->name;

	printf("memhpctl %s: %s\n\n", name, args->command->about);
	printf("EXAMPLES\n%s\n", usage->examples);
	printf("USAGE\n  memhpctl %s %s\n\n%s\n", name, usage->synopsis, usage->text);
	fputs("OPTIONS\n", stdout);
	args_each_option(usage, print_option, NULL);
	return EXIT_DONE;
}

int args_check_change(const struct args *args)
{
	if (args->common.sysroot && !args->common.dry_run)
		return bad_usage("--sysroot is a saved tree, nothing in it can be changed; try: --dry-run");
	return ARGS_OK;
}

/* Options that were given, but say nothing to a command that only reads. */
static int check_common(const struct args *args, const struct usage *usage)
{
	const struct common *common = &args->common;

	if (usage->changes && args_check_change(args) != ARGS_OK)
		return EXIT_USAGE;
	if ((usage->in_part || usage->may_change) && common->atomic)
		return bad_usage("%s goes block by block and has no option '--atomic'",
				 args->command->name);
	if (!usage->changes && !usage->may_change && (common->dry_run || common->atomic))
		return bad_usage("%s changes nothing and has no option '--%s'",
				 args->command->name,
				 common->dry_run ? "dry-run" : "atomic");
	if (!takes_offline(usage) && (common->retries || common->force))
		return bad_usage("%s takes no block offline and has no option '--%s'",
				 args->command->name, common->force ? "force" : "retries");
	return ARGS_OK;
}

int args_nothing(const struct args *args, int code)
{
	if (args->common.json && args->usage->json)
		printf("{\n   %s\n}\n", args->usage->json);
	return code;
}

/* Options and words; ARGS_OK or an exit code. */
static int parse_rest(struct args *args, args_take_fn take, void *opts)
{
	const char *word = NULL, *value = NULL;
	int id, code;

	while (!args->common.help && !args->common.version &&
	       (id = next(args, args->usage->options, &word, &value)) != ID_END) {
		if (id == ID_BAD)
			return EXIT_USAGE;
		if (id == ID_UNKNOWN)
			return unknown_option(args, word, args->usage);
		if (id == ID_WORD) {
			/* Never overtakes the reading: a word is an argument. */
			args->words[args->nr_words++] = args->argv[args->at++];
			continue;
		}
		code = id < 0 ? take_common(&args->common, id, value) :
				take(opts, id, value);
		if (code != ARGS_OK)
			return code;
	}
	return ARGS_OK;
}

/* Whether --json is still to come where the parsing ended early. */
static bool json_follows(const struct args *args)
{
	int i;

	for (i = args->at; i < args->argc && strcmp(args->argv[i], "--"); i++)
		if (!strcmp(args->argv[i], "-J") || !strcmp(args->argv[i], "--json"))
			return true;
	return false;
}

int args_parse(struct args *args, const struct usage *usage, args_take_fn take,
	       void *opts)
{
	int code;

	args->usage = usage;
	if (args->typed) {
		/* Up to what cannot be understood. */
		parse_rest(args, args_no_options, opts);
		return complete(args);
	}
	code = parse_rest(args, take, opts);
	if (code == ARGS_OK && args->common.help)
		return print_help(args, usage);
	if (code == ARGS_OK && args->common.version)
		return print_version();
	if (code == ARGS_OK)
		code = check_common(args, usage);
	if (code == ARGS_OK)
		return code;
	args->common.json |= json_follows(args);
	return args_nothing(args, code);
}

int args_no_options(void *opts, int id, const char *value)
{
	(void)opts;
	(void)id;
	(void)value;
	return ARGS_OK;
}
