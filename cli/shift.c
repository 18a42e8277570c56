// SPDX-License-Identifier: GPL-2.0
/* memhpctl shift */
#include "change.h"
#include "commands.h"
#include "exits.h"
#include "values.h"

static const struct option options[] = {
	{ 'z', 0, "zone", "ZONE", "kernel or movable; must be given" },
	{ 't', 0, "timeout", "TIME", "how long to try for each block: 500ms, 30s (default), 2m" },
	{ 's', 0, "size", "SIZE", NULL },
	{ 0 }
};

static const struct usage usage = {
	.synopsis = "--zone=kernel|movable [--timeout=TIME] [options] BLOCK...",
	.options = options,
	.json = "\"changes\": []",
	.changes = true,
	.examples =
"  memhpctl shift --zone=kernel 42-57       the kernel runs short: give it 16 blocks\n"
"  memhpctl shift --zone=movable memory42   make a block able to go\n"
"  memhpctl shift -n --zone=movable node1   what that would do\n",
	.text =
"  Online blocks change zone: each goes offline, comes online in the other zone,\n"
"  and back into its old one if that fails. A block that is in the zone already\n"
"  is left; one that is offline is an error: 'memhpctl online' takes it.\n\n"
BLOCK_HELP "\n" EXIT_HELP,
};

static int take(void *data, int id, const char *value)
{
	struct change *what = data;

	switch (id) {
	case 's':
		return value_size(value);
	case 't':
		return value_timeout(&what->timeout_ns, value);
	default:
		return value_zone(&what->choice, value, false);
	}
}

int cmd_shift(struct args *args)
{
	struct change shift = {
		.op = MEMHP_OP_SHIFT,
		.choice = MEMHP_CHOICE_NONE,
		.timeout_ns = TIMEOUT_DEFAULT,
	};
	int code = args_parse(args, &usage, take, &shift);

	if (code != ARGS_OK)
		return code;
	if (shift.choice == MEMHP_CHOICE_NONE)
		return args_nothing(args, bad_usage(
			"shift: no zone named; try: --zone=kernel or --zone=movable"));
	return change_blocks(args, &shift);
}
