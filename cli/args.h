/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Words and options of the command line, and the help made from their tables.
 *
 * Names are matched in full only: an abbreviation that works today would be
 * ambiguous with the next option.
 *
 * A command that changes whole blocks and has an option --timeout takes blocks
 * offline: it takes --retries and --force too.
 */
#ifndef MEMHPCTL_ARGS_H
#define MEMHPCTL_ARGS_H

#include <stdbool.h>
#include <stddef.h>

/* An option. The last of a table has no name. */
struct option {
	int id;			/* a command's own: above 0 */
	char letter;		/* 0: none */
	const char *name;
	const char *value;	/* what the help calls its value; NULL: has none */
	const char *about;	/* NULL: taken, but not in the help */
};

/* What every command takes. */
struct common {
	bool json;
	bool dry_run;
	bool atomic;
	bool quiet;
	bool no_progress;
	bool force;
	bool help;
	bool version;
	int verbose;
	unsigned int retries;
	const char *sysroot;
};

struct args;

/* The last of a table has no name. */
struct command {
	const char *name;		/* in full: "list", "policy show" */
	int (*run)(struct args *args);	/* returns an exit code; NULL: has verbs */
	const char *about;
	const struct command *verbs;	/* the first is the default */
};

/* The help of a command, apart from its name and line in the command table. */
struct usage {
	const char *synopsis;
	const char *examples;
	const char *text;
	const struct option *options;	/* its own; NULL: none */
	const char *json;		/* of JSON, inside { }, when there is no answer */
	bool changes;			/* takes --dry-run and --atomic */
	bool whole;			/* --atomic goes without saying */
	bool in_part;			/* changes parts of blocks: no --atomic, no --retries */
	bool may_change;		/* with an option of its own, and then in part */
};

struct args {
	const struct command *command;
	const struct usage *usage;	/* since args_parse() */
	struct common common;
	size_t nr_words;
	char **words;		/* the words, in order; compacted argv */

	int at;			/* from here on private to args.c */
	int argc;
	char **argv;
	const char *bundle;	/* rest of "-abc" */
	bool words_only;	/* behind "--" */

	/* For the completion of shells: what is typed of the next word, and the word
	 * before it; NULL: the command is to run. */
	const char *typed;
	const char *before;
};

/* What args_parse() gives when the command is to go on. */
#define ARGS_OK (-1)

/* Handle option @id of a command; returns ARGS_OK or an exit code. */
typedef int (*args_take_fn)(void *opts, int id, const char *value);

void args_init(struct args *args, int argc, char **argv);

/*
 * Options before the verb: the common ones, up to the first word, which is
 * left. Returns ARGS_OK or an exit code. At an option that is not a common one
 * it stops, and @unknown is the argument; NULL otherwise.
 */
int args_parse_common(struct args *args, const char **unknown);

/* The next word as it stands, NULL if there is none; args_shift() skips it. */
const char *args_peek(const struct args *args);
void args_shift(struct args *args);

/* Back to the option that args_parse_common() stopped at. */
void args_back(struct args *args);

/*
 * Options and words of a command, whose help --help prints. Returns ARGS_OK or
 * the exit code to end with.
 */
int args_parse(struct args *args, const struct usage *usage, args_take_fn take,
	       void *opts);

/* For a command without options of its own. */
int args_no_options(void *opts, int id, const char *value);

/* Refuse --sysroot of a change that is not only planned: ARGS_OK, or an exit code. */
int args_check_change(const struct args *args);

/*
 * In JSON, the empty answer of a command that could not give one, for those who
 * parse it whatever the exit code; returns @code.
 */
int args_nothing(const struct args *args, int code);

int print_version(void);

/* Gets each option that a command takes, in the order of its help. */
typedef void (*args_option_fn)(const struct option *option, void *data);
void args_each_option(const struct usage *usage, args_option_fn fn, void *data);

/* Which of the common options. */
enum common_kind {
	COMMON_ALL,		/* those of all commands */
	COMMON_CHANGES,		/* those of commands that change something */
	COMMON_WHOLE,		/* less --atomic */
};

void args_print_common(enum common_kind kind);

#endif
