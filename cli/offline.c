// SPDX-License-Identifier: GPL-2.0
/* memhpctl offline */
#include "change.h"
#include "commands.h"
#include "values.h"

static const struct option options[] = {
	{ 't', 0, "timeout", "TIME", "how long to try for each block: 500ms, 30s (default), 2m" },
	{ 's', 0, "size", "SIZE", NULL },
	{ 0 }
};

static const struct usage usage = {
	.synopsis = "[--timeout=TIME] [--retries=N] [--force] [options] BLOCK...",
	.options = options,
	.json = "\"changes\": []",
	.changes = true,
	.examples =
"  memhpctl offline memory42                one block\n"
"  memhpctl offline --timeout=2m 42-57      longer than 30 s for each\n"
"  memhpctl offline --retries=3 node1       all of a node; says what is left, and why\n"
"  memhpctl offline --atomic node1          all of a node, or nothing\n"
"  memhpctl offline -J 42-57 | jq '.changes[] | select(.result == \"failed\")'\n",
	.text =
"  Take blocks offline: what is in them moves elsewhere. Blocks in the movable\n"
"  zone nearly always can go, those with kernel memory often cannot; the error\n"
"  says what stands in the way, 'memhpctl explain' tells beforehand. A block that\n"
"  fails stays online as it was, and the others go on. Ctrl-C stops with nothing\n"
"  half done.\n\n"
"  If free memory elsewhere, above the high watermarks, does not hold what is in\n"
"  use, the blocks are not tried: --force tries them. With --retries those that\n"
"  failed are tried again, for there are pages that are in use only for a while.\n\n"
BLOCK_HELP "\n" EXIT_HELP,
};

static int take(void *data, int id, const char *value)
{
	struct change *what = data;

	if (id == 's')
		return value_size(value);
	return value_timeout(&what->timeout_ns, value);
}

int cmd_offline(struct args *args)
{
	struct change offline = {
		.op = MEMHP_OP_OFFLINE,
		.choice = MEMHP_CHOICE_NONE,
		.timeout_ns = TIMEOUT_DEFAULT,
	};
	int code = args_parse(args, &usage, take, &offline);

	return code == ARGS_OK ? change_blocks(args, &offline) : code;
}
