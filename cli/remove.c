// SPDX-License-Identifier: GPL-2.0
/* memhpctl remove */
#include "change.h"
#include "commands.h"
#include "values.h"

static const struct option options[] = {
	{ 't', 0, "timeout", "TIME", "how long to try for each block: 500ms, 30s (default), 2m" },
	{ 0 }
};

static const struct usage usage = {
	.synopsis = "[--timeout=TIME] [--retries=N] [--force] [options] BLOCK...",
	.options = options,
	.json = "\"changes\": []",
	.changes = true,
	.examples =
"  memhpctl remove 40-47                    what 'memhpctl probe' has added\n"
"  memhpctl remove -n node1                 what that would do\n"
"  memhpctl remove --atomic 40-47           none, unless all of them can go offline\n",
	.text =
"  The reverse of 'memhpctl probe': blocks go offline, as 'memhpctl offline' does it,\n"
"  and what went offline, or was so already, is removed: the kernel forgets the\n"
"  memory, until it is added again. Only what was added by hand, or by a driver that\n"
"  has no way of its own to remove it, can be removed: OWNER is probe in 'memhpctl\n"
"  list'. The memory of a DIMM or of a virtual device goes with the device.\n\n"
"  Ctrl-C stops with nothing half done: blocks that are offline then stay offline.\n"
"  --atomic is about going offline: once all are, each that goes is gone.\n\n"
BLOCK_HELP "\n" EXIT_HELP,
};

static int take(void *data, int id, const char *value)
{
	struct change *what = data;

	(void)id;
	return value_timeout(&what->timeout_ns, value);
}

int cmd_remove(struct args *args)
{
	struct change removal = {
		.op = MEMHP_OP_OFFLINE,
		.choice = MEMHP_CHOICE_NONE,
		.timeout_ns = TIMEOUT_DEFAULT,
		.remove = true,
	};
	int code = args_parse(args, &usage, take, &removal);

	return code == ARGS_OK ? change_blocks(args, &removal) : code;
}
