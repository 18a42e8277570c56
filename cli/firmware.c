// SPDX-License-Identifier: GPL-2.0
/* memhpctl firmware: what the SRAT says of memory, and what follows for nodes. */
#include <errno.h>

#include "commands.h"
#include "exits.h"
#include "firmware.h"
#include "machine.h"

struct firmware_opts {
	const char *table;
	bool audit;
	bool bytes;
};

static const struct option options[] = {
	{ 't', 0, "table", "FILE", "read this table, which may be of another machine" },
	{ 'a', 0, "audit", NULL, "what the kernel has placed on each node, and why" },
	{ 'b', 'b', "bytes", NULL, "sizes in bytes" },
	{ 0 }
};

static const struct usage usage = {
	.synopsis = "[options]",
	.options = options,
	.json = "\"ranges\": [],\n   \"nodes\": [],\n   \"problems\": [],\n   \"audit\": null",
	.examples =
"  memhpctl firmware                     ranges of memory, and nodes\n"
"  memhpctl firmware -J | jq '.nodes[] | select(.unplug) | .node'\n"
"                                        nodes that could be unplugged now\n"
"  memhpctl firmware --audit             what the kernel has on nodes, by kind of page\n"
"  memhpctl firmware --table srat.dat    a table that was saved, by itself\n"
"  memhpctl list -o BLOCK,HOTPLUGGABLE   the same of each block, by the module\n",
	.text =
"  The firmware describes memory in its table SRAT: for each range the proximity\n"
"  DOMAIN, which is its number for a NODE, and whether it is HOTPLUGGABLE, that is,\n"
"  may come and go while the machine runs. What is not ENABLED does not count.\n"
"  The module tells of the table to everybody; without it the table's file is read,\n"
"  which only root may do.\n\n"
"  For each node: how much memory it has in blocks (TOTAL), how much of that is\n"
"  HOTPLUGGABLE and ONLINE, and how much of what is online is in KERNEL zones or\n"
"  MOVABLE. UNPLUG says whether the node's memory could be unplugged now:\n\n"
"    yes             all of it is hotpluggable, and none is in a kernel zone: it\n"
"                    can go offline, unless somebody has pinned a page of it\n"
"    no-memory       no: it has none\n"
"    fixed-memory    no: it has memory that the firmware calls fixed\n"
"    kernel-memory   no: some is in a kernel zone; try: memhpctl balance\n"
"                    --hotpluggable; what the boot put there takes a boot option:\n"
"                    memhpctl bootplan --unplug NODE\n"
"    unknown         the firmware says nothing of some of it, or its table could not\n"
"                    be read as a whole, or a block's zone is not known\n\n"
"  That is about memory in blocks: other memory of the node, such as persistent memory\n"
"  in use by a file system, is not looked at. Where several apply the first is told.\n"
"  In JSON \"unplug\" is true, false or null, and \"reason\" one of the other words.\n\n"
"  --audit looks at the pages of all blocks that are online in KERNEL zones, and of\n"
"  which so much is HOTPLUGGABLE: SLAB, page TABLES, STACKS of tasks, struct pages\n"
"  (VMEMMAP), what the kernel took while it BOOTed, and OTHER pages of its own; the rest\n"
"  can move or is free. CAUSE is why hotpluggable memory is there:\n\n"
"    none              no block of the node is in a kernel zone\n"
"    fixed-memory      only memory that is not hotpluggable, where the kernel belongs\n"
"    no-movable-node   the machine was booted without the option movable_node\n"
"    kernel-was-first  with it, but the kernel had something on the node already when it\n"
"                      read the table, or did not believe it; see: memhpctl bootplan\n"
"    onlined           it came later, or was movable, and somebody took it online there;\n"
"                      a rule 'hotpluggable movable' is for what comes\n"
"    unknown           without the module it is not known what was there at boot\n\n"
"  'memhpctl balance --hotpluggable' makes movable what can go. In JSON the kinds of\n"
"  pages are as explain has them, in bytes.\n\n"
"  What is wrong with the table is told on stderr, a line each, or as \"problems\" in\n"
"  JSON; what of it makes sense is shown all the same, and the exit code is 0.\n\n"
"  Nothing is known of the blocks of a machine that is somewhere else, so --table\n"
"  leaves out what is about them, unless --sysroot has a tree of that machine. For\n"
"  --sysroot alone, save /sys/firmware/acpi/tables/SRAT and /proc/cmdline with the rest,\n"
"  as root.\n\n"
EXIT_HELP,
};

static int take(void *data, int id, const char *value)
{
	struct firmware_opts *opts = data;

	switch (id) {
	case 't':
		opts->table = value;
		break;
	case 'a':
		opts->audit = true;
		break;
	case 'b':
		opts->bytes = true;
		break;
	}
	return ARGS_OK;
}

/* Without blocks there is still the table; complains, and returns an exit code. */
static int read_blocks(struct machine *machine, const struct common *common)
{
	int err = memhp_blocks_get(machine->ctx, &machine->blocks);

	if (!err)
		return EXIT_DONE;
	machine->blocks = NULL;
	if (err != -ENOENT) {
		complain("%s", memhp_error(machine->ctx));
		return exit_for(err);
	}
	if (!common->quiet)
		complain("note: nothing is known of the nodes' memory: %s",
			 memhp_error(machine->ctx));
	return EXIT_DONE;
}

/* What there is to print; all but the table may be NULL. */
struct findings {
	struct memhp_firmware *table;
	struct memhp_firmware_nodes *nodes;
	struct memhp_audit *audit;
};

static int print(const struct findings *found, const struct args *args,
		 const struct firmware_opts *opts)
{
	const char *unseen = found->audit ? memhp_audit_unseen(found->audit) : NULL;
	size_t i;
	int code;

	if (args->common.json) {
		code = firmware_print_json(found->table, found->nodes, found->audit);
	} else {
		code = firmware_print(found->table, found->nodes, opts->bytes);
		if (!code && found->audit)
			code = audit_print(found->audit, opts->bytes);
		for (i = 0; i < memhp_firmware_problems(found->table); i++)
			complain("SRAT: %s", memhp_firmware_problem(found->table, i));
	}
	if (unseen && !args->common.quiet)
		complain("note: what the pages are is not known: %s", unseen);
	return code;
}

/* 0, or a complaint and an exit code. */
static int look(struct machine *machine, const struct firmware_opts *opts,
		struct findings *found)
{
	int err = memhp_firmware_nodes_get(machine->ctx, found->table, machine->blocks,
					   &found->nodes);

	if (!err && opts->audit && machine->blocks)
		err = memhp_audit_get(machine->ctx, found->table, machine->blocks, &found->audit);
	if (!err)
		return EXIT_DONE;
	complain("%s", memhp_error(machine->ctx));
	return EXIT_NOTHING;
}

static int firmware(struct machine *machine, const struct args *args,
		    const struct firmware_opts *opts)
{
	struct findings found = { NULL, NULL, NULL };
	int err, code = EXIT_DONE;

	err = opts->table ? memhp_firmware_read(machine->ctx, opts->table, &found.table) :
			    memhp_firmware_get(machine->ctx, &found.table);
	if (err) {
		complain("%s", memhp_error(machine->ctx));
		return args_nothing(args, opts->table ? exit_for_content(err, true) :
							exit_for(err));
	}
	if (!opts->table || machine->saved)
		code = read_blocks(machine, &args->common);
	if (!code)
		code = look(machine, opts, &found);
	code = code ? args_nothing(args, code) : print(&found, args, opts);
	memhp_audit_free(found.audit);
	memhp_firmware_nodes_free(found.nodes);
	memhp_firmware_free(found.table);
	return code;
}

int cmd_firmware(struct args *args)
{
	struct firmware_opts opts = { 0 };
	struct machine machine;
	int code = args_parse(args, &usage, take, &opts);

	if (code != ARGS_OK)
		return code;
	if (args->nr_words)
		return args_nothing(args, bad_usage(
			"firmware takes no words; try: memhpctl list %s", args->words[0]));
	if (opts.audit && opts.table)
		return args_nothing(args, bad_usage(
			"--audit is about the machine's own pages; try: without --table"));
	code = machine_open(&machine, &args->common);
	if (code)
		args_nothing(args, code);
	else
		code = firmware(&machine, args, &opts);
	machine_close(&machine);
	return code;
}
