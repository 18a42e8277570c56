// SPDX-License-Identifier: GPL-2.0
/* memhpctl online */
#include "change.h"
#include "commands.h"
#include "values.h"

static const struct option options[] = {
	{ 'z', 0, "zone", "ZONE", "auto (default), keep, kernel or movable" },
	{ 'S', 0, "staged", NULL, "with no page for anybody: 'memhpctl populate' gives them" },
	{ 's', 0, "size", "SIZE", NULL },
	{ 0 }
};

static const struct usage usage = {
	.synopsis = "[--zone=auto|keep|kernel|movable] [--staged] [options] BLOCK...",
	.options = options,
	.json = "\"changes\": []",
	.changes = true,
	.examples =
"  memhpctl online memory42                 one block, the zone that fits\n"
"  memhpctl online --zone=movable 42-57     16 blocks that can go offline again\n"
"  memhpctl online -n --zone=kernel node1   what that would do\n"
"  memhpctl online --staged --zone=movable 42-57\n"
"                                           all set up, but with no page in use yet\n"
"  memhpctl online --atomic -J 42-57        all or none, an answer a block\n",
	.text =
"  Bring blocks online. The zone is\n"
"    auto     what the rule of the policy that matches says ('memhpctl explain' tells\n"
"             which); the same as keep where none does\n"
"    keep     what the kernel picks\n"
"    kernel   for all kinds of use; may never go offline again\n"
"    movable  for user memory only; can be unplugged\n"
"  A block that is online in the zone asked for is left, and said to be so; one\n"
"  in the other zone is an error: that is what 'memhpctl shift' is for.\n\n"
"  With --staged a block is online in its zone, but all of its pages are held back\n"
"  from the page allocator until 'memhpctl populate' gives them to it. Taken\n"
"  offline, it is as any other again. Memory of drivers that do the same themselves\n"
"  (virtio_mem, hv_balloon) cannot be staged.\n\n"
BLOCK_HELP "\n" EXIT_HELP,
};

static int take(void *data, int id, const char *value)
{
	struct change *what = data;

	if (id == 'S') {
		what->staged = true;
		return ARGS_OK;
	}
	if (id == 's')
		return value_size(value);
	return value_zone(&what->choice, value, true);
}

int cmd_online(struct args *args)
{
	struct change online = { .op = MEMHP_OP_ONLINE, .choice = MEMHP_CHOICE_AUTO };
	int code = args_parse(args, &usage, take, &online);

	return code == ARGS_OK ? change_blocks(args, &online) : code;
}
