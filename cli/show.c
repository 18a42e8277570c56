// SPDX-License-Identifier: GPL-2.0
/* memhpctl show: all that is known of a block. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "exits.h"
#include "format.h"
#include "machine.h"
#include "output.h"
#include "prospect.h"

struct show_opts {
	bool bytes;
};

static const struct option options[] = {
	{ 'b', 'b', "bytes", NULL, "sizes in bytes" },
	{ 0 }
};

static const struct usage usage = {
	.synopsis = "[options] BLOCK...",
	.options = options,
	.json = "\"blocks\": []",
	.examples =
"  memhpctl show memory42              one block\n"
"  memhpctl show 0x140000000-0x147ffffff\n"
"                                      the block at an address\n"
"  memhpctl show -J node1 | jq '.blocks[0].valid_zones'\n",
	.text =
"  All that is known of each block: its addresses and sections, its state and\n"
"  zone and the zones it could go to, node and device, where it came from, and\n"
"  why the last change failed that went through the module (only root is told).\n"
"  What is not known shows as \"-\", in JSON as null.\n\n"
BLOCK_HELP,
};

static int take(void *data, int id, const char *value)
{
	struct show_opts *opts = data;

	(void)value;
	if (id == 'b')
		opts->bytes = true;
	return ARGS_OK;
}

/* Rows with details, in one piece. */
struct shown {
	size_t count;
	struct block_row *rows;
	struct memhp_block_detail *details;
	size_t errors;			/* rows that have a last error */
};

static void free_shown(struct shown *shown)
{
	size_t i;

	for (i = 0; i < shown->count; i++)
		free((char *)shown->rows[i].last_error);
	free(shown->rows);
	free(shown->details);
}

/* Blocks that went away meanwhile are complained of and left out. */
static int read_details(struct machine *machine, const struct memhp_set *set,
			struct shown *shown)
{
	size_t i, count = memhp_set_count(set);
	int code = EXIT_DONE;

	shown->count = 0;
	shown->rows = calloc(count, sizeof(*shown->rows));
	shown->details = calloc(count, sizeof(*shown->details));
	if (!shown->rows || !shown->details) {
		complain("out of memory");
		return EXIT_NOTHING;
	}
	for (i = 0; i < count; i++) {
		const struct memhp_block *block = memhp_set_at(set, i);
		struct memhp_block_detail *detail = &shown->details[shown->count];

		detail->sz = sizeof(*detail);
		if (memhp_block_detail_get(machine->ctx, block, detail) < 0) {
			complain("%s", memhp_error(machine->ctx));
			code = EXIT_NOTHING;
			continue;
		}
		shown->rows[shown->count++] = (struct block_row){
			.first = block,
			.last = block,
			.detail = detail,
			.source = memhp_blocks_source(machine->blocks),
		};
	}
	return code;
}

static char *ready_made(const struct memhp_trouble *trouble, bool json)
{
	char text[TROUBLE_LENGTH], *copy;
	struct json_object *object;

	if (!json)
		return strdup(trouble_text(trouble, text));
	object = trouble_json(trouble);
	copy = strdup(json_object_to_json_string_ext(object, JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
	return copy;
}

/* What the module remembers, if it tells us. */
static void read_errors(struct machine *machine, struct shown *shown, bool json)
{
	const struct memhp_trouble *trouble;
	struct memhp_troubles *troubles;
	uint64_t first, last;
	size_t i;

	if (!shown->count)
		return;
	first = memhp_block_index(shown->rows[0].first);
	last = memhp_block_index(shown->rows[shown->count - 1].first);
	if (memhp_troubles_get(machine->ctx, first, last - first + 1, &troubles))
		return;
	for (i = 0; i < shown->count; i++) {
		trouble = memhp_troubles_find(troubles,
					      memhp_block_index(shown->rows[i].first));
		if (!trouble)
			continue;
		shown->rows[i].last_error = ready_made(trouble, json);
		shown->errors++;
	}
	memhp_troubles_free(troubles);
}

static int print_upright(const struct output *output, const struct columns *columns)
{
	const struct block_row *rows = output->rows;
	char text[FORMAT_LENGTH];
	uint64_t index;
	size_t i;

	for (i = 0; i < output->count; i++) {
		index = memhp_block_index(rows[i].first);
		printf("%s%s\n", i ? "\n" : "", format_blocks(text, index, index));
		if (output_upright(output, columns, &rows[i]))
			return -1;
	}
	return 0;
}

static int show(struct machine *machine, const struct args *args,
		const struct memhp_set *set, const struct show_opts *opts)
{
	struct columns columns;
	struct shown shown = { 0 };
	int rc, code = read_details(machine, set, &shown);
	struct output output = {
		.name = "blocks",
		.rows = shown.rows,
		.count = shown.count,
		.size = sizeof(*shown.rows),
		.style = { .json = args->common.json, .bytes = opts->bytes },
	};

	read_errors(machine, &shown, args->common.json);
	columns_for_show(&columns, args->common.json);
	/* The last one; people need not read that all is well. */
	if (!args->common.json && !shown.errors)
		columns.count--;
	if (args->common.json)
		rc = output_rows(&output, &columns);
	else
		rc = print_upright(&output, &columns);
	free_shown(&shown);
	return rc ? EXIT_NOTHING : code;
}

int cmd_show(struct args *args)
{
	struct show_opts opts = { 0 };
	struct memhp_set *set = NULL;
	struct machine machine;
	int code = args_parse(args, &usage, take, &opts);

	if (code != ARGS_OK)
		return code;
	code = machine_blocks(&machine, args, &set);
	if (!code) {
		code = show(&machine, args, set, &opts);
		machine_note(&machine, &args->common, "owner and the like are");
	}
	memhp_set_free(set);
	machine_close(&machine);
	return code;
}
