// SPDX-License-Identifier: GPL-2.0
/* memhpctl bootplan: where a kernel would put its boot memory, and which boot options
 * would change that. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bootplan.h"
#include "commands.h"
#include "exits.h"
#include "machine.h"
#include "values.h"

#define GOAL_NODES 1024	/* no kernel has more */

struct bootplan_opts {
	const char *from;
	const char *options;
	const char *add;
	bool describe;
	bool advise;
	bool bytes;
	int nodes[GOAL_NODES];
	struct memhp_boot_goal goal;
};

enum { FROM = 1, OPTIONS, ADD, DESCRIBE, UNPLUG, MOVABLE, BYTES = 'b' };

static const struct option options[] = {
	{ FROM, 0, "from", "FILE", "of a machine that is described there" },
	{ OPTIONS, 0, "options", "TEXT", "booted with these options, not its own" },
	{ ADD, 0, "add", "TEXT", "booted with these options, too" },
	{ UNPLUG, 0, "unplug", "NODES", "which options let these nodes go: 1,2 or 1-3, or 'all'" },
	{ MOVABLE, 0, "movable", "SIZE", "which options make so much memory movable" },
	{ DESCRIBE, 0, "describe", NULL, "print how it was booted, for --from" },
	{ BYTES, 'b', "bytes", NULL, "sizes in bytes" },
	{ 0 }
};

static const struct usage usage = {
	.synopsis = "[options]",
	.options = options,
	.json = "\"items\": [],\n   \"nodes\": [],\n   \"advice\": null,\n   \"options\": null",
	.examples =
"  memhpctl bootplan                      where the kernel put its boot memory\n"
"  memhpctl bootplan --add movable_node   where it would, with that option\n"
"  memhpctl bootplan --unplug 1,2         which options let nodes 1 and 2 go\n"
"  memhpctl bootplan --describe >here     and on any machine:\n"
"  memhpctl bootplan --from here --options 'movable_node crashkernel=256M'\n",
	.text =
"  A model of how x86-64 kernels from 5.10 to 7.2 boot. It is told what memory the\n"
"  firmware described, the nodes of its SRAT, where kernel and initrd were loaded and\n"
"  the boot options, and goes through the large requests one by one. It counts what\n"
"  is taken before the page allocator starts; where the movable zones begin tells\n"
"  where the kernel puts its pages after that.\n\n"
"  Memory is taken from the top, and with movable_node from the bottom until the SRAT\n"
"  is parsed (\"before\"), then from the top of what is not hotpluggable (\"after\").\n"
"  The crash kernel is reserved after the SRAT, so movable_node keeps it off\n"
"  hotpluggable memory, too. A node that had any of the kernel by then, as the image\n"
"  or the initrd, is not kept free at all.\n\n"
"  Of each node: BOOT is what the kernel took, IN-HOTPLUGGABLE how much of that is in\n"
"  hotpluggable memory; UNPLUG is as in: memhpctl firmware.\n\n"
"  WHAT: node data, the kernel's description of a node; struct pages, one for each page\n"
"  of memory; swiotlb, a buffer below 4 GiB for devices that reach no further, and what\n"
"  the kernel notes of its slots.\n\n"
"  --unplug and --movable try the options movable_node, movablecore= and kernelcore=,\n"
"  instead of those that are there: whether what is wanted is REACHED, how much memory\n"
"  CAN-GO with its node, what is left to the kernel after the boot (KERNEL-LEFT), and how\n"
"  much of the struct pages is on another node than its memory (REMOTE), which is what\n"
"  movable_node costs. \"no place\": something the kernel asks for, such as a crash\n"
"  kernel, does not fit; a smaller crash kernel is tried then. 'all' is each node that is\n"
"  hotpluggable as a whole. kernelcore= and movablecore= spread over all nodes, which\n"
"  leaves kernel memory on each; movable_node overrides them. The exit code is 0 whatever\n"
"  is reached. Options go to the command line of the kernel, by the boot loader's\n"
"  configuration (GRUB_CMDLINE_LINUX in /etc/default/grub, then update-grub).\n\n"
"  Not in the model: hugepages=, cma=, memmap=, kernelcore=mirror, numa=fake, and all\n"
"  that adds up to less than some hundred KiB. Only root sees the kernel's addresses;\n"
"  --from needs nobody. The easy way to take it elsewhere is --describe. For --sysroot,\n"
"  as root:\n"
"    cp -r --parents /proc/iomem /proc/cmdline /sys/firmware/memmap \\\n"
"      /sys/firmware/acpi/tables/SRAT /sys/kernel/boot_params/data \\\n"
"      /sys/devices/system/cpu/possible /sys/devices/system/node/node*/cpulist DIR\n\n"
EXIT_HELP,
};

/* "1" or "node1", moving @at behind it; -1: no node. */
static int next_node(const char **at)
{
	char *end;
	long node;

	*at += !strncmp(*at, "node", 4) ? 4 : 0;
	if (**at < '0' || **at > '9')
		return -1;
	node = strtol(*at, &end, 10);
	*at = end;
	return node < GOAL_NODES ? (int)node : -1;
}

/* "1,2", "1-3" or "all" */
static int take_nodes(struct bootplan_opts *opts, const char *value)
{
	const char *at = value;
	int first, last;

	opts->goal.nodes = opts->nodes;
	opts->goal.nr_nodes = 0;
	if (!strcmp(value, "all"))
		return ARGS_OK;
	for (;; at++) {
		first = last = next_node(&at);
		if (first >= 0 && *at == '-') {
			at++;
			last = next_node(&at);
		}
		if (first < 0 || last < first || (*at && *at != ',') ||
		    opts->goal.nr_nodes + (size_t)(last - first) >= GOAL_NODES)
			return bad_usage("--unplug: '%s' names no nodes; try: 1,2 or 1-3 or all",
					 value);
		while (first <= last)
			opts->nodes[opts->goal.nr_nodes++] = first++;
		if (!*at)
			return ARGS_OK;
	}
}

/* Only one of both is wanted. */
static int take_goal(struct bootplan_opts *opts, bool nodes, const char *value)
{
	if (opts->advise)
		return bad_usage("--unplug and --movable: one of them, once");
	opts->advise = true;
	return nodes ? take_nodes(opts, value) :
		       value_bytes(&opts->goal.movable, "movable", value);
}

static int take(void *data, int id, const char *value)
{
	struct bootplan_opts *opts = data;

	switch (id) {
	case FROM:
		opts->from = value;
		break;
	case OPTIONS:
		opts->options = value;
		break;
	case ADD:
		opts->add = value;
		break;
	case DESCRIBE:
		opts->describe = true;
		break;
	case UNPLUG:
		return take_goal(opts, true, value);
	case MOVABLE:
		return take_goal(opts, false, value);
	case BYTES:
		opts->bytes = true;
		break;
	}
	return ARGS_OK;
}

static int set_options(struct memhp_boot *boot, const struct bootplan_opts *opts)
{
	int err = opts->options ? memhp_boot_set_options(boot, opts->options) : 0;

	return err || !opts->add ? err : memhp_boot_add_options(boot, opts->add);
}

static int describe(const struct memhp_boot *boot)
{
	char *text;

	if (memhp_boot_describe(boot, &text))
		return -ENOMEM;
	fputs(text, stdout);
	free(text);
	return 0;
}

/* What of the options the model knows nothing of, and what the firmware did not tell. */
static void note(const struct memhp_boot *boot, const struct memhp_bootplan *plan)
{
	static const char *const others[] = {
		"hugepages=", "cma=", "memmap=", "kernelcore=mirror", "numa=fake",
	};
	const struct memhp_boot_item *first = memhp_bootplan_at(plan, 0);
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strstr(memhp_boot_get_options(boot), others[i]))
			complain("note: %s is not in the model", others[i]);
	if (first && first->hotpluggable < 0)
		complain("note: the firmware's table SRAT is not there: nodes and what is "
			 "hotpluggable are not known");
}

/* Why nothing helps, if nothing does. */
static void note_unreached(const struct memhp_bootplan *plan,
			   const struct memhp_boot_advice *advice,
			   const struct memhp_boot_goal *goal)
{
	const struct memhp_boot_node *node;
	size_t i, j;

	for (i = 0; i < memhp_boot_advice_count(advice); i++)
		if (memhp_boot_advice_at(advice, i)->reaches)
			return;
	complain("note: none of these options reaches that");
	for (i = 0; i < goal->nr_nodes; i++)
		for (j = 0; (node = memhp_bootplan_node(plan, j)); j++)
			if (node->node == goal->nodes[i] && node->unplug == MEMHP_UNPLUG_FIXED)
				complain("note: node%d has memory that the firmware calls fixed: "
					 "no option lets it go", node->node);
}

/* 0, or -errno with its text set. */
static int run(const struct memhp_boot *boot, const struct args *args,
	       const struct bootplan_opts *opts, int *code)
{
	struct memhp_boot_advice *advice = NULL;
	struct memhp_bootplan *plan = NULL;
	int err = memhp_bootplan_get(boot, &plan);

	if (!err && opts->advise)
		err = memhp_boot_advise(boot, &opts->goal, &advice);
	if (!err)
		*code = args->common.json ? bootplan_print_json(boot, plan, advice) :
					    bootplan_print(plan, advice, opts->bytes);
	if (!err && !args->common.quiet) {
		note(boot, plan);
		if (advice)
			note_unreached(plan, advice, &opts->goal);
	}
	memhp_boot_advice_free(advice);
	memhp_bootplan_free(plan);
	return err;
}

static int bootplan(struct machine *machine, const struct args *args,
		    const struct bootplan_opts *opts)
{
	struct memhp_boot *boot = NULL;
	int err, code = EXIT_DONE;

	err = opts->from ? memhp_boot_read(machine->ctx, opts->from, &boot) :
			   memhp_boot_get(machine->ctx, &boot);
	if (!err)
		err = set_options(boot, opts);
	if (!err)
		err = opts->describe ? describe(boot) : run(boot, args, opts, &code);
	memhp_boot_free(boot);
	if (!err)
		return code;
	complain("%s", memhp_error(machine->ctx));
	return args_nothing(args, opts->from ? exit_for_content(err, true) : exit_for(err));
}

int cmd_bootplan(struct args *args)
{
	struct bootplan_opts opts = { 0 };
	struct machine machine;
	int code = args_parse(args, &usage, take, &opts);

	if (code != ARGS_OK)
		return code;
	if (args->nr_words)
		return args_nothing(args, bad_usage(
			"bootplan takes no words; try: --unplug NODES, --add 'OPTIONS' or --help"));
	if (opts.describe && args->common.json)
		return args_nothing(args, bad_usage("--describe has its own format, no JSON"));
	code = machine_open(&machine, &args->common);
	if (code)
		args_nothing(args, code);
	else
		code = bootplan(&machine, args, &opts);
	machine_close(&machine);
	return code;
}
