// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>

#include "exits.h"
#include "fill.h"
#include "machine.h"
#include "release.h"

static const struct usage usage = {
	.json = "\"changes\": []",
	.changes = true,
	.in_part = true,
};

/* Whether the blocks that are staged are known: 0, or it has complained and this is the
 * exit code. */
static int check_known(const struct machine *machine)
{
	struct memhp_fill fill = { .size = sizeof(fill), .op = MEMHP_FILL_POPULATE };
	const struct memhp_block *block;
	size_t i;
	int rc = 0;

	fill.start = UINT64_MAX;
	for (i = 0; (block = memhp_blocks_at(machine->blocks, i)); i++)
		if (memhp_block_staged(block) < 0)
			break;
	if (block)
		rc = memhp_fill_plan(machine->ctx, block, &fill);
	if (rc)
		complain("%s", memhp_error(machine->ctx));
	return exit_for(rc);
}

/* Blocks that are staged, held or not; 0 or an exit code. */
static int choose(const struct machine *machine, struct memhp_set *set)
{
	const struct memhp_block *block;
	char word[24];
	size_t i;

	for (i = 0; (block = memhp_blocks_at(machine->blocks, i)); i++) {
		if (memhp_block_staged(block) != 1)
			continue;
		snprintf(word, sizeof(word), "%" PRIu64, memhp_block_index(block));
		if (memhp_set_add(set, word)) {
			complain("%s", memhp_error(machine->ctx));
			return EXIT_NOTHING;
		}
	}
	return EXIT_DONE;
}

static int release_blocks(struct machine *machine, struct args *args)
{
	const struct filling what = { .op = MEMHP_FILL_POPULATE, .release = true };
	struct memhp_set *set;
	int code = check_known(machine);

	if (code)
		return args_nothing(args, code);
	if (memhp_set_new(machine->ctx, machine->blocks, &set)) {
		complain("%s", memhp_error(machine->ctx));
		return args_nothing(args, EXIT_NOTHING);
	}
	code = choose(machine, set);
	if (code) {
		args_nothing(args, code);
	} else if (!memhp_set_count(set)) {
		args_nothing(args, code);
		if (!args->common.json && !args->common.quiet)
			puts("no memory is held");
	} else {
		code = fill_blocks(machine, set, &what, &args->common);
	}
	memhp_set_free(set);
	return code;
}

int release(struct args *args)
{
	struct machine machine;
	int code;

	args->usage = &usage;
	if (args_check_change(args) != ARGS_OK)
		return args_nothing(args, EXIT_USAGE);
	signal(SIGPIPE, SIG_IGN);
	code = machine_open(&machine, &args->common);
	if (!code)
		code = machine_read(&machine);
	if (code)
		args_nothing(args, code);
	else
		code = release_blocks(&machine, args);
	machine_close(&machine);
	return code;
}
