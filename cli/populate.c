// SPDX-License-Identifier: GPL-2.0
/* memhpctl populate, memhpctl depopulate */
#include <signal.h>

#include "change.h"
#include "commands.h"
#include "exits.h"
#include "fill.h"
#include "machine.h"
#include "values.h"

enum { ID_SIZE = 's', ID_RANGE = 'r', ID_GRANULE = 'g', ID_TIMEOUT = 't' };

static const struct option populate_options[] = {
	{ ID_SIZE, 0, "size", "SIZE", "so much of all the blocks together (all that is held)" },
	{ ID_RANGE, 0, "range", "A-B", "these addresses of the blocks, first and last byte" },
	{ ID_GRANULE, 0, "granule", "SIZE", "how much at a time ('memhpctl status' has the default)" },
	{ 0 }
};

static const struct option depopulate_options[] = {
	{ ID_SIZE, 0, "size", "SIZE", "so much of all the blocks together (all they have)" },
	{ ID_RANGE, 0, "range", "A-B", "these addresses of the blocks, first and last byte" },
	{ ID_GRANULE, 0, "granule", "SIZE", "how much at a time ('memhpctl status' has the default)" },
	{ ID_TIMEOUT, 0, "timeout", "TIME", "how long to try for each block: 500ms, 30s (default), 2m" },
	{ 0 }
};

static const struct usage populate_usage = {
	.synopsis = "[--size=SIZE | --range=A-B] [--granule=SIZE] [options] BLOCK...",
	.options = populate_options,
	.json = "\"changes\": []",
	.changes = true,
	.in_part = true,
	.examples =
"  memhpctl online --staged --zone=movable 42-57\n"
"                                           16 blocks, and no page of them in use\n"
"  memhpctl populate --size=64M memory42    some of one: the lowest that is held\n"
"  memhpctl populate --size=1G 42-57        so much of all, from the lowest block on\n"
"  memhpctl populate --range=0x150000000-0x1503fffff memory42\n"
"                                           this granule\n"
"  memhpctl populate 42-57                  all that is held yet\n",
	.text =
"  Give pages of staged blocks, which 'memhpctl online --staged' holds back, to\n"
"  the page allocator, a granule at a time. A size is a multiple of the smallest\n"
"  granule, which 'memhpctl status' has. With --size the blocks are taken in\n"
"  ascending order; without it or --range all that is held is given. 'memhpctl\n"
"  list' has what is POPULATED and HELD. Ctrl-C stops between two granules.\n\n"
"  A populated block stays staged until it goes offline: 'memhpctl depopulate'\n"
"  takes pages back.\n\n"
BLOCK_HELP "\n" EXIT_HELP,
};

static const struct usage depopulate_usage = {
	.synopsis = "[--size=SIZE | --range=A-B] [--granule=SIZE] [--timeout=TIME]\n"
"                 [options] BLOCK...",
	.options = depopulate_options,
	.json = "\"changes\": []",
	.changes = true,
	.in_part = true,
	.examples =
"  memhpctl depopulate --size=64M memory42  some of one: what is free first\n"
"  memhpctl depopulate --size=1G 42-57      so much of all, from the highest block on\n"
"  memhpctl depopulate --timeout=2m 42-57   all, longer than 30 s for each\n"
"  memhpctl depopulate -J 42-57 | jq '.changes[] | select(.result == \"failed\")'\n",
	.text =
"  Take pages of staged blocks back from the page allocator, a granule at a time:\n"
"  free ones first, from the highest address on, then those in use, which move\n"
"  elsewhere. The error says what stands in the way, as 'memhpctl explain' does.\n"
"  With --size the blocks are taken in descending order, and if one cannot give\n"
"  all of its share, the next ones stand in for it. Ctrl-C stops between two\n"
"  granules, and it says how far it came.\n\n"
BLOCK_HELP "\n" EXIT_HELP,
};

static int take(void *data, int id, const char *value)
{
	struct filling *what = data;

	switch (id) {
	case ID_SIZE:
		return value_bytes(&what->size, "size", value);
	case ID_RANGE:
		what->ranged = true;
		return value_range(&what->first, &what->last, value);
	case ID_GRANULE:
		return value_bytes(&what->granule, "granule", value);
	default:
		return value_timeout(&what->timeout_ns, value);
	}
}

static int fill(struct args *args, const struct usage *usage, struct filling *what)
{
	struct memhp_set *set = NULL;
	struct machine machine;
	int code = args_parse(args, usage, take, what);

	if (code != ARGS_OK)
		return code;
	if (what->size && what->ranged)
		return args_nothing(args, bad_usage("--size and --range do not go together"));
	/* What became of the blocks is told on stderr even if nobody reads the rest. */
	signal(SIGPIPE, SIG_IGN);
	code = machine_blocks(&machine, args, &set);
	if (!code) {
		code = fill_blocks(&machine, set, what, &args->common);
		if (args->common.dry_run && code != EXIT_MISSING)
			machine_note_plan(&machine, &args->common);
	}
	memhp_set_free(set);
	machine_close(&machine);
	return code;
}

int cmd_populate(struct args *args)
{
	struct filling what = { .op = MEMHP_FILL_POPULATE };

	return fill(args, &populate_usage, &what);
}

int cmd_depopulate(struct args *args)
{
	struct filling what = { .op = MEMHP_FILL_DEPOPULATE, .timeout_ns = TIMEOUT_DEFAULT };

	return fill(args, &depopulate_usage, &what);
}
