// SPDX-License-Identifier: GPL-2.0
/* memhpctl probe */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "exits.h"
#include "format.h"
#include "output.h"
#include "probe.h"
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
	.synopsis = "--size=SIZE [--node=N] [--in-pieces [--zone=auto|keep|kernel|movable]]\n"
"                 [options] ADDR",
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

static int make_room(struct probe *probe, uint64_t rows)
{
	probe->report.rows = calloc(rows, sizeof(*probe->report.rows));
	if (probe->report.rows)
		return 0;
	complain("out of memory");
	return -ENOMEM;
}

/* The block that it failed at. Those behind it were not tried, and have no row. */
static void add_failure(struct probe *probe, const struct memhp_memory *memory,
			char detail[MEMHP_MEMORY_TEXT])
{
	uint64_t at = memory->bad == UINT64_MAX ? memory->start + memory->done : memory->bad;
	struct change_row *row = probe_new_row(probe, at / probe->block_size);

	row->result.outcome = MEMHP_OUTCOME_FAILED;
	row->result.reason = memory->reason;
	row->result.error = memory->error;
	row->detail = memhp_memory_detail(memory, probe->block_size, detail, MEMHP_MEMORY_TEXT);
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

/* What the kernel does with new blocks by itself, if nobody else is asked to. */
static void plan_auto(struct machine *machine, struct memhp_result *result)
{
	struct memhp_rivals *rivals;
	const char *word;

	if (memhp_rivals_get(machine->ctx, &rivals))
		return;
	word = memhp_rivals_kernel(rivals);
	if (word && strcmp(word, "offline"))
		result->to_state = MEMHP_STATE_ONLINE;
	if (word && !strcmp(word, "online_movable"))
		result->to_zone = MEMHP_ZONE_MOVABLE;
	memhp_rivals_free(rivals);
}

static int planned(struct probe *probe, struct machine *machine, const struct common *common)
{
	struct memhp_result wanted = { .to_state = MEMHP_STATE_OFFLINE };
	uint64_t first = probe->memory.start / probe->block_size, i;
	uint64_t count = probe->memory.length / probe->block_size;
	struct memhp_result *result;

	if (make_room(probe, count))
		return EXIT_NOTHING;
	plan_auto(machine, &wanted);
	if (probe->in_pieces) {
		wanted.to_state = MEMHP_STATE_ONLINE;
		wanted.to_zone = probe->choice == MEMHP_CHOICE_MOVABLE ? MEMHP_ZONE_MOVABLE
								       : MEMHP_ZONE_NONE;
	}
	for (i = 0; i < count; i++) {
		result = &probe_new_row(probe, first + i)->result;
		result->outcome = MEMHP_OUTCOME_PLANNED;
		result->to_state = wanted.to_state;
		result->to_zone = wanted.to_zone;
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
	if (!common->quiet && !common->no_progress)
		probe->progress = progress_start("probe");
	signals_catch(&signals);
	err = probe_add(probe, machine, &memory);
	signals_release(&signals);
	progress_stop(probe->progress);
	probe->progress = NULL;
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
