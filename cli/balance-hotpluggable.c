// SPDX-License-Identifier: GPL-2.0
/* memhpctl balance --hotpluggable: what the boot option movable_node would have kept free
 * of the kernel becomes movable while the machine runs. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "change.h"
#include "exits.h"
#include "machine.h"
#include "report.h"

/* 1, 0, -1 not known: by the module, else by the table of the firmware, NULL: there is none. */
static int is_hotpluggable(const struct memhp_block *block, const struct memhp_firmware *table)
{
	int known = memhp_block_hotpluggable(block);

	if (known >= 0 || !table)
		return known;
	return memhp_firmware_hotpluggable(table, memhp_block_start(block),
					   memhp_block_size(block));
}

static bool is_wanted(const struct memhp_block *block, const struct memhp_firmware *table, int node)
{
	return (node < 0 || memhp_block_node(block) == node) &&
	       memhp_block_kernel(block) == 1 && is_hotpluggable(block, table) == 1;
}

/* Whether anything is known of any block. */
static bool is_known(const struct machine *machine, const struct memhp_firmware *table)
{
	const struct memhp_block *block;
	size_t i;

	for (i = 0; (block = memhp_blocks_at(machine->blocks, i)); i++)
		if (is_hotpluggable(block, table) >= 0)
			return true;
	return false;
}

/* 0, or a complaint and an exit code. A word for each stretch: there may be many blocks. */
static int add_wanted(struct machine *machine, const struct memhp_firmware *table, int node,
		      struct memhp_set *set)
{
	const struct memhp_block *block, *next;
	char word[48];
	size_t i, n;
	int err;

	for (i = 0; (block = memhp_blocks_at(machine->blocks, i)); i += n) {
		n = 1;
		if (!is_wanted(block, table, node))
			continue;
		while ((next = memhp_blocks_at(machine->blocks, i + n)) &&
		       memhp_block_index(next) == memhp_block_index(block) + n &&
		       is_wanted(next, table, node))
			n++;
		snprintf(word, sizeof(word), "%" PRIu64 "-%" PRIu64, memhp_block_index(block),
			 memhp_block_index(block) + n - 1);
		err = memhp_set_add(set, word);
		if (err) {
			complain("%s", memhp_error(machine->ctx));
			return exit_for(err);
		}
	}
	return 0;
}

static bool has_node(const struct machine *machine, int node)
{
	const struct memhp_block *block;
	size_t i;

	for (i = 0; (block = memhp_blocks_at(machine->blocks, i)); i++)
		if (memhp_block_node(block) == node)
			return true;
	return false;
}

/* That there is nothing to do is an answer. */
static int nothing(const struct args *args, int code)
{
	const struct report report = { .count = 0 };

	if (args->common.json && report_print_json(&report))
		return EXIT_NOTHING;
	return code;
}

static int choose(struct machine *machine, const struct args *args, int node,
		  struct memhp_set **set)
{
	struct memhp_firmware *table = NULL;
	int code, err = 0;

	if (node >= 0 && !has_node(machine, node)) {
		complain("node%d: no such node, or it has no memory", node);
		return nothing(args, EXIT_NOTHING);
	}
	/* The module tells of each block by itself, if there is anything to tell. */
	if (!is_known(machine, NULL))
		err = memhp_firmware_get(machine->ctx, &table);
	if (!err)
		err = memhp_set_new(machine->ctx, machine->blocks, set);
	if (err) {
		complain("%s", memhp_error(machine->ctx));
		memhp_firmware_free(table);
		return nothing(args, exit_for(err));
	}
	code = add_wanted(machine, table, node, *set);
	memhp_firmware_free(table);
	if (!code && memhp_set_count(*set))
		return 0;
	if (!code && !args->common.quiet)
		complain("note: no block of hotpluggable memory is online in a kernel zone");
	memhp_set_free(*set);
	*set = NULL;
	return nothing(args, code);
}

int balance_hotpluggable(const struct args *args, const struct change *what)
{
	struct change shift = *what;

	shift.choose = choose;
	return change_blocks(args, &shift);
}
