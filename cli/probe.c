// SPDX-License-Identifier: GPL-2.0
/* memhpctl probe */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "commands.h"
#include "exits.h"
#include "format.h"
#include "machine.h"
#include "output.h"
#include "report.h"
#include "signals.h"
#include "values.h"

static const struct option options[] = {
	{ 's', 0, "size", "SIZE", "how much; must be given" },
	{ 'N', 0, "node", "N", "its NUMA node (the one that the firmware says)" },
	{ 'm', 0, "memmap-on-memory", NULL, "each block holds its own struct pages" },
	{ 'p', 0, "in-pieces", NULL, "add as much as there is room for, online it, go on" },
	{ 'z', 0, "zone", "ZONE", "with --in-pieces: auto (default), keep, kernel or movable" },
	{ 'f', 0, "force", NULL, "though the firmware knows no memory there, or room is short" },
	{ 0 }
};

static const struct usage usage = {
	.synopsis = "--size=SIZE [--node=N] [--in-pieces [--zone=ZONE]] [options] ADDR",
	.options = options,
	.json = "\"changes\": []",
	.changes = true,
	.whole = true,
	.examples =
"  memhpctl probe 0x140000000 --size 4G     add 4 GiB at 5 GiB\n"
"  memhpctl probe -n 5G --size 4G           whether that could be done\n"
"  memhpctl probe 5G --size 1T --in-pieces --zone=movable\n"
"                                           where its struct pages would not fit at once\n"
"  memhpctl remove 40-71                    and the reverse\n",
	.text =
"  Add memory that the machine has and the kernel does not know of, such as what mem=\n"
"  on its command line kept from it. ADDR and SIZE are multiples of the block size.\n"
"  The memory has to be described by the firmware, in its map of memory or in the\n"
"  SRAT, it has to answer, and nothing else may lie there; --force goes past what the\n"
"  firmware says, never past what lies there, and the kernel logs it.\n\n"
"  The blocks appear offline, or as the machine onlines new memory by itself. A page of\n"
"  memory takes 64 bytes of kernel memory, which has to be free: --in-pieces adds what\n"
"  there is room for, takes it online, and goes on; --memmap-on-memory takes it from\n"
"  the new memory itself, if the kernel can.\n\n"
EXIT_HELP,
};

struct probe {
	struct memhp_memory memory;	/* what is asked for */
	bool in_pieces;
	enum memhp_choice choice;
	uint64_t block_size;
	struct report report;
};

static int take(void *data, int id, const char *value)
{
	struct probe *probe = data;
	int code = ARGS_OK;
	uint64_t size = 0;

	switch (id) {
	case 's':
		code = value_bytes(&size, "size", value);
		probe->memory.length = size;
		break;
	case 'N':
		code = value_node(&probe->memory.node, value);
		break;
	case 'm':
		probe->memory.flags |= MEMHP_MEMORY_MEMMAP;
		break;
	case 'p':
		probe->in_pieces = true;
		break;
	case 'z':
		code = value_zone(&probe->choice, value, true);
		break;
	case 'f':
		probe->memory.flags |= MEMHP_MEMORY_FORCE;
		break;
	}
	return code;
}

/* ---- What became of it ---- */

/* "0x140000000: probe failed: memory40 is there already; try: ..." */
static void tell_why(const struct probe *probe, const struct memhp_memory *memory)
{
	char detail[MEMHP_MEMORY_TEXT], hint[MEMHP_MEMORY_TEXT], human[MEMHP_SIZE_TEXT];
	const char *why = memhp_memory_detail(memory, probe->block_size, detail, sizeof(detail));
	const char *try = memhp_memory_hint(memory, probe->block_size, hint, sizeof(hint));
	bool part = memory->done || probe->report.count;

	complain("0x%" PRIx64 ": probe failed%s%s: %s%s%s",
		 (uint64_t)(memory->start + memory->done), part ? " after " : "",
		 part ? memhp_size_text(memory->start + memory->done - probe->memory.start,
					human, sizeof(human)) : "",
		 why ? why : memhp_errno_name(memory->error), try ? "; try: " : "",
		 try ? try : "");
}

/* The row of block @index, which is not there. */
static struct change_row *new_row(struct probe *probe, uint64_t index)
{
	struct report *report = &probe->report;
	struct change_row *row = &report->rows[report->count++];

	memset(row, 0, sizeof(*row));
	row->result.block = index;
	return row;
}

static int make_room(struct probe *probe, uint64_t rows)
{
	probe->report.rows = calloc(rows, sizeof(*probe->report.rows));
	if (probe->report.rows)
		return 0;
	complain("out of memory");
	return -ENOMEM;
}

/* The blocks that were added, as they are now. */
static void add_rows(struct probe *probe, const struct memhp_blocks *blocks,
		     const struct memhp_memory *memory, uint64_t ns)
{
	uint64_t first = memory->start / probe->block_size, i;
	uint64_t count = memory->done / probe->block_size;
	const struct memhp_block *block;
	struct memhp_result *result;

	for (i = 0; i < count; i++) {
		block = memhp_blocks_find(blocks, first + i);
		result = &new_row(probe, first + i)->result;
		result->outcome = MEMHP_OUTCOME_DONE;
		result->ns = ns / count;
		result->to_state = MEMHP_STATE_OFFLINE;
		if (block) {
			result->to_state = (uint8_t)memhp_block_state(block);
			result->to_zone = (uint8_t)memhp_block_zone(block);
		}
	}
}

/* The block that it failed at. Those behind it were not tried, and have no row. */
static void add_failure(struct probe *probe, const struct memhp_memory *memory,
			char detail[MEMHP_MEMORY_TEXT])
{
	uint64_t at = memory->bad == UINT64_MAX ? memory->start + memory->done : memory->bad;
	struct change_row *row = new_row(probe, at / probe->block_size);

	row->result.outcome = MEMHP_OUTCOME_FAILED;
	row->result.reason = memory->reason;
	row->result.error = memory->error;
	row->detail = memhp_memory_detail(memory, probe->block_size, detail, MEMHP_MEMORY_TEXT);
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* ---- Taking a piece online ---- */

static int choose(struct machine *machine, const struct memhp_memory *memory,
		  uint64_t block_size, struct memhp_set **set)
{
	uint64_t first = memory->start / block_size;
	char word[64];
	int err;

	snprintf(word, sizeof(word), "%" PRIu64 "-%" PRIu64, first,
		 first + (uint64_t)memory->done / block_size - 1);
	err = memhp_set_new(machine->ctx, machine->blocks, set);
	return err ? err : memhp_set_add(*set, word);
}

/* Whoever was quicker has taken it where they would: no failure if @any_zone will do. */
static bool take_result(struct change_row *row, const struct memhp_result *result,
			const char *detail, bool any_zone)
{
	bool good = result->outcome == MEMHP_OUTCOME_DONE ||
		    result->outcome == MEMHP_OUTCOME_UNCHANGED ||
		    (any_zone && result->reason == MEMHP_REASON_OTHER_ZONE);

	row->result.to_state = result->to_state;
	row->result.to_zone = result->to_zone;
	row->result.ns += result->ns;
	if (good)
		return true;
	row->result.outcome = MEMHP_OUTCOME_FAILED;
	row->result.reason = result->reason;
	row->result.error = result->error;
	/* Not the one with the page or the driver: that goes with the change. */
	row->detail = detail;
	return false;
}

/* The rows of the piece are the last ones. 0, or what went wrong: then the blocks stay
 * offline, and nothing more is added. */
static int online(struct probe *probe, struct machine *machine,
		  const struct memhp_memory *memory)
{
	struct memhp_change_req *req = NULL;
	struct memhp_set *set = NULL;
	struct change_row *rows;
	size_t i, count = memory->done / probe->block_size;
	int err = choose(machine, memory, probe->block_size, &set);

	rows = &probe->report.rows[probe->report.count - count];
	if (!err)
		err = memhp_change_new(machine->ctx, set, MEMHP_OP_ONLINE, probe->choice, &req);
	if (!err)
		err = memhp_change_run(req);
	for (i = 0; req && !err && i < count; i++)
		if (!take_result(&rows[i], memhp_change_result(req, i),
				 memhp_result_detail(memhp_change_result(req, i)),
				 probe->choice <= MEMHP_CHOICE_KEEP))
			err = -ECANCELED;
	if (err && err != -ECANCELED)
		complain("%s", memhp_error(machine->ctx));
	memhp_change_free(req);
	memhp_set_free(set);
	return err;
}

/* ---- Adding ---- */

/* Add @memory, as far as it goes; 0 or a negative errno that was told. */
static int add(struct probe *probe, struct machine *machine, struct memhp_memory *memory)
{
	uint64_t begin = now_ns();
	int err = memhp_memory_run(machine->ctx, memory);

	if (err) {
		complain("%s", memhp_error(machine->ctx));
		return err;
	}
	if (!memory->done)
		return 0;
	memhp_blocks_free(machine->blocks);
	if (machine_read(machine))
		return -EIO;
	add_rows(probe, machine->blocks, memory, now_ns() - begin);
	return 0;
}

/*
 * How much to add next: an eighth of what there is room for, but a block at least. What
 * goes online needs kernel memory too, and so does everybody else meanwhile; and where
 * the new memory is for the kernel, the pieces grow with it.
 */
static uint64_t piece_size(const struct probe *probe, const struct memhp_memory *room,
			   uint64_t left)
{
	uint64_t size = room->fits / 8 / probe->block_size * probe->block_size;

	if (!size)
		size = probe->block_size;
	return size < left ? size : left;
}

/* Piece by piece from @memory->start on; how it ended is in @memory. */
static int add_pieces(struct probe *probe, struct machine *machine,
		      struct memhp_memory *memory)
{
	uint64_t at = probe->memory.start, end = at + probe->memory.length;
	int err = 0;

	while (!err && at < end) {
		*memory = probe->memory;
		memory->start = at;
		memory->length = probe->block_size;
		memory->flags |= MEMHP_MEMORY_CHECK;
		err = memhp_memory_run(machine->ctx, memory);
		if (err)
			complain("%s", memhp_error(machine->ctx));
		if (err || memory->reason)
			break;
		memory->length = piece_size(probe, memory, end - at);
		memory->flags = probe->memory.flags;
		memory->node = probe->memory.node;
		err = add(probe, machine, memory);
		if (!err && memory->done)
			err = online(probe, machine, memory);
		if (err || memory->reason)
			break;
		at += memory->done;
	}
	return err;
}

/* Nothing was done, or would be. */
static int refused(struct probe *probe, const struct memhp_memory *memory,
		   const struct common *common)
{
	char detail[MEMHP_MEMORY_TEXT];

	tell_why(probe, memory);
	if (!common->json)
		return EXIT_NOTHING;
	if (make_room(probe, 1))
		return EXIT_NOTHING;
	add_failure(probe, memory, detail);
	report_print_json(&probe->report);
	return EXIT_NOTHING;
}

static int planned(struct probe *probe, struct machine *machine, const struct common *common)
{
	uint64_t first = probe->memory.start / probe->block_size, i;
	uint64_t count = probe->memory.length / probe->block_size;
	struct memhp_result *result;

	if (make_room(probe, count))
		return EXIT_NOTHING;
	for (i = 0; i < count; i++) {
		result = &new_row(probe, first + i)->result;
		result->outcome = MEMHP_OUTCOME_PLANNED;
		result->to_state = probe->in_pieces ? MEMHP_STATE_ONLINE : MEMHP_STATE_OFFLINE;
		if (probe->in_pieces && probe->choice == MEMHP_CHOICE_MOVABLE)
			result->to_zone = MEMHP_ZONE_MOVABLE;
	}
	if (report_print(&probe->report, common))
		return EXIT_NOTHING;
	machine_note_plan(machine, common);
	return EXIT_DONE;
}

/* Say what was done, and where it ended if not all was. */
static int finished(struct probe *probe, const struct memhp_memory *memory, int err,
		    const struct common *common)
{
	char detail[MEMHP_MEMORY_TEXT];
	struct report *report = &probe->report;
	size_t added = report->count;
	int code;

	if (memory->reason && common->json)
		add_failure(probe, memory, detail);
	report->unheard = report_print(report, common) || output_flush();
	if (memory->reason && !common->json) {
		report->count = added;
		tell_why(probe, memory);
	}
	code = report_exit(report);
	if (code == EXIT_DONE && (err || memory->reason))
		code = added ? EXIT_PART : EXIT_NOTHING;
	return err && !added ? exit_for(err) : code;
}

static int carry_out(struct probe *probe, struct machine *machine, const struct common *common)
{
	struct memhp_memory memory = probe->memory;
	struct signals signals;
	int err;

	/* One more: for the block that it failed at. */
	if (make_room(probe, probe->memory.length / probe->block_size + 1))
		return EXIT_NOTHING;
	signals_catch(&signals);
	if (probe->in_pieces)
		err = add_pieces(probe, machine, &memory);
	else
		err = add(probe, machine, &memory);
	signals_release(&signals);
	return finished(probe, &memory, err, common);
}

/* Whether it could be done at all, before there are rows for it. */
static int run(struct probe *probe, struct machine *machine, const struct args *args)
{
	struct memhp_info info = { .size = sizeof(info) };
	struct memhp_memory look = probe->memory;
	int err = memhp_module_info(machine->ctx, &info);

	look.flags |= MEMHP_MEMORY_CHECK;
	if (!err)
		err = memhp_memory_run(machine->ctx, &look);
	if (err) {
		complain("%s", memhp_error(machine->ctx));
		return args_nothing(args, exit_for(err));
	}
	probe->block_size = info.block_size;
	if (look.reason &&
	    !(probe->in_pieces && look.reason == MEMHP_REASON_NO_MEMMAP_ROOM && look.fits))
		return refused(probe, &look, &args->common);
	if (args->common.dry_run)
		return planned(probe, machine, &args->common);
	return carry_out(probe, machine, &args->common);
}

/* What the command line lacks; ARGS_OK or an exit code. */
static int check(struct probe *probe, const struct args *args)
{
	uint64_t address;
	int code;

	if (args->common.atomic)
		return bad_usage("probe has no option '--atomic': 'memhpctl remove' takes back "
				 "what was added");
	if (args->nr_words != 1)
		return bad_usage("probe: name one address; try: memhpctl probe 0x140000000 --size 4G");
	code = value_address(&address, args->words[0]);
	if (code != ARGS_OK)
		return code;
	probe->memory.start = address;
	if (!probe->memory.length)
		return bad_usage("probe: how much? try: memhpctl probe %s --size 4G",
				 args->words[0]);
	if (probe->choice && !probe->in_pieces)
		return bad_usage("--zone goes with --in-pieces, which takes the memory online; "
				 "try: that, or memhpctl online --zone=...");
	if (!probe->choice)
		probe->choice = MEMHP_CHOICE_AUTO;
	return ARGS_OK;
}

int cmd_probe(struct args *args)
{
	struct probe probe = {
		.memory = { .op = MEMHP_MEMORY_ADD, .node = -1 },
		.report = { .verb = "probe" },
	};
	struct machine machine;
	int code = args_parse(args, &usage, take, &probe);

	if (code != ARGS_OK)
		return code;
	code = check(&probe, args);
	if (code != ARGS_OK)
		return args_nothing(args, code);
	probe.report.words = args->words[0];
	probe.report.choice = probe.choice;
	/* What became of it is told on stderr even if nobody reads the rest. */
	signal(SIGPIPE, SIG_IGN);
	code = machine_open(&machine, &args->common);
	code = code ? args_nothing(args, code) : run(&probe, &machine, args);
	free(probe.report.rows);
	machine_close(&machine);
	return code;
}
