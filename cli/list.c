// SPDX-License-Identifier: GPL-2.0
/* memhpctl list: the blocks of the machine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "exits.h"
#include "format.h"
#include "headroom.h"
#include "machine.h"
#include "stamp.h"

struct list_opts {
	bool all;
	bool bytes;
	bool raw;
	bool noheadings;
	const char *columns;
};

static const struct option options[] = {
	{ 'a', 'a', "all", NULL, "a line a block, not merged into ranges" },
	{ 'o', 'o', "output", "COLUMNS", "columns to print, with commas between" },
	{ 'b', 'b', "bytes", NULL, "sizes in bytes" },
	{ 'r', 'r', "raw", NULL, "columns with one space between, for scripts" },
	{ 'N', 0, "noheadings", NULL, "no headings and no totals" },
	{ 0 }
};

static const struct usage usage = {
	.synopsis = "[options] [BLOCK...]",
	.options = options,
	.json = "\"blocks\": []",
	.examples =
"  memhpctl list                       all memory, alike blocks merged into ranges\n"
"  memhpctl list -a node1              the blocks of node 1, one by one\n"
"  memhpctl list -o BLOCK,STATE,ZONE   which ranges are in which zone\n"
"  memhpctl list -J | jq '.blocks[] | select(.zone == \"Movable\") | .block'\n",
	.text =
"  Neighbouring blocks that agree in all columns shown share a line; JSON has\n"
"  one object a block, always. Works without the module and without root, but\n"
"  some columns are not known then and show as \"-\". On a narrow terminal the\n"
"  less important columns are left out, unless -o names them.\n\n"
BLOCK_HELP "\n"
"  To save a tree for --sysroot, here or on another machine:\n"
"    mkdir DIR; cp -r --parents /sys/devices/system/memory /proc/zoneinfo DIR\n"
"  cp cannot read a few files below power/, which are not needed.\n\n"
"  Below a table of all memory, the module adds a line for each node: kernel and\n"
"  movable memory, the ratio now, and what the policy lets go movable yet.\n\n"
"COLUMNS\n"
"  RANGE SIZE STATE ZONE NODE BLOCK GROUP OWNER REMOVABLE HOTPLUGGABLE by\n"
"  default; POPULATED HELD too, if some block is staged; START EARLY MEMMAP HWPOISON\n"
"  SINGLE besides.\n",
};

static int take(void *data, int id, const char *value)
{
	struct list_opts *opts = data;

	switch (id) {
	case 'a':
		opts->all = true;
		break;
	case 'o':
		opts->columns = value;
		break;
	case 'b':
		opts->bytes = true;
		break;
	case 'r':
		opts->raw = true;
		break;
	case 'N':
		opts->noheadings = true;
		break;
	}
	return ARGS_OK;
}

/* The blocks to list: all, or those of @set. */
struct listing {
	const struct memhp_blocks *blocks;
	const struct memhp_set *set;
	size_t count;
	struct block_row *rows;		/* room for @count */
};

static const struct memhp_block *block_at(const struct listing *listing, size_t i)
{
	if (listing->set)
		return memhp_set_at(listing->set, i);
	return memhp_blocks_at(listing->blocks, i);
}

/* Fill the rows, merging blocks where @columns allow; returns how many. */
static size_t fill(struct listing *listing, const struct columns *columns, bool merge)
{
	const struct memhp_block *block;
	struct block_row *row = NULL;
	size_t i, count = 0;

	for (i = 0; i < listing->count; i++) {
		block = block_at(listing, i);
		if (row && merge && columns_same(columns, row->last, block) &&
		    memhp_block_index(row->last) + 1 == memhp_block_index(block)) {
			row->last = block;
			continue;
		}
		row = &listing->rows[count++];
		*row = (struct block_row){ .first = block, .last = block };
	}
	return count;
}

/* Of each node, where the module tells: one dump more. */
static void print_headroom(struct machine *machine, bool bytes)
{
	struct memhp_accounts *accounts;

	if (memhp_blocks_source(machine->blocks) != MEMHP_SOURCE_MODULE ||
	    memhp_accounts_get(machine->ctx, &accounts))
		return;
	if (memhp_accounts_at(accounts, 0)->known) {
		putchar('\n');
		headroom_print(accounts, bytes);
	}
	memhp_accounts_free(accounts);
}

static void print_totals(const struct listing *listing, bool bytes)
{
	uint64_t online = 0, offline = 0, held = 0;
	char text[FORMAT_LENGTH];
	size_t i;

	for (i = 0; i < listing->count; i++) {
		const struct memhp_block *block = block_at(listing, i);

		if (memhp_block_staged(block) == 1)
			held += memhp_block_held(block);
		switch (memhp_block_state(block)) {
		case MEMHP_STATE_ONLINE:
		case MEMHP_STATE_GOING_OFFLINE:
			online += memhp_block_size(block);
			break;
		default:
			offline += memhp_block_size(block);
		}
	}
	printf("\nMemory block size: %s\n",
	       format_size(text, memhp_blocks_size(listing->blocks), bytes));
	printf("Total online memory: %s\n", format_size(text, online, bytes));
	if (held)
		printf("Total held memory: %s\n", format_size(text, held, bytes));
	printf("Total offline memory: %s\n", format_size(text, offline, bytes));
}

static bool any_staged(const struct listing *listing)
{
	size_t i;

	for (i = 0; i < listing->count; i++)
		if (memhp_block_staged(block_at(listing, i)) == 1)
			return true;
	return false;
}

static int print(struct machine *machine, struct listing *listing,
		 struct columns *columns, const struct list_opts *opts, bool json)
{
	struct output output = {
		.name = "blocks",
		.rows = listing->rows,
		.size = sizeof(*listing->rows),
		.style = { .json = json, .bytes = opts->bytes },
		.raw = opts->raw,
		.headings = !opts->noheadings,
	};
	bool merge = !opts->all && !json;
	size_t terminal = 0;

	if (!json && !opts->raw && !opts->columns)
		terminal = output_terminal();
	output.count = fill(listing, columns, merge);
	while (terminal && columns->count > 2 && output_width(&output, columns) > terminal) {
		columns_drop(columns);
		output.count = fill(listing, columns, merge);
	}
	if (json ? stamp_rows(&output, columns) : output_rows(&output, columns))
		return EXIT_NOTHING;
	if (!json && !opts->raw && !opts->noheadings) {
		print_totals(listing, opts->bytes);
		if (!listing->set)
			print_headroom(machine, opts->bytes);
	}
	return EXIT_DONE;
}

static int list(struct machine *machine, struct args *args,
		struct columns *columns, const struct list_opts *opts)
{
	struct listing listing = { .blocks = machine->blocks };
	struct memhp_set *set = NULL;
	char missing[128];
	struct bad_word bad;
	int code;

	if (args->nr_words) {
		code = machine_choose(machine, args, &set, &bad);
		if (code)
			return args_nothing(args, code);
	}
	listing.set = set;
	listing.count = set ? memhp_set_count(set) : memhp_blocks_count(machine->blocks);
	listing.rows = calloc(listing.count + 1, sizeof(*listing.rows));
	if (!args->common.json && !opts->columns && any_staged(&listing))
		columns_add_held(columns);
	if (listing.rows) {
		code = print(machine, &listing, columns, opts, args->common.json);
		columns_missing(columns, missing, sizeof(missing));
		machine_note(machine, &args->common, missing);
	} else {
		complain("out of memory");
		code = EXIT_NOTHING;
	}
	free(listing.rows);
	memhp_set_free(set);
	return code;
}

static int parse(struct args *args, struct list_opts *opts, struct columns *columns)
{
	int code = args_parse(args, &usage, take, opts);

	if (code != ARGS_OK)
		return code;
	if (opts->raw && args->common.json)
		return args_nothing(args, bad_usage("--raw and --json do not go together"));
	if (args->common.json)
		columns_for_json(columns);
	else
		columns_for_table(columns);
	if (opts->columns && columns_parse(columns, opts->columns))
		return args_nothing(args, EXIT_USAGE);
	return ARGS_OK;
}

int cmd_list(struct args *args)
{
	struct list_opts opts = { 0 };
	struct columns columns;
	struct machine machine;
	int code = parse(args, &opts, &columns);

	if (code != ARGS_OK)
		return code;
	code = machine_open(&machine, &args->common);
	if (!code)
		code = machine_read(&machine);
	if (code)
		args_nothing(args, code);
	else
		code = list(&machine, args, &columns, &opts);
	machine_close(&machine);
	return code;
}
