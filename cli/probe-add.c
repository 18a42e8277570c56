// SPDX-License-Identifier: GPL-2.0
/* memhpctl probe at work */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "exits.h"
#include "probe.h"
#include "signals.h"

/* What is added by one call: a moment, so that a bar moves and a signal is heard. */
#define PIECE_BYTES	(8ULL << 30)

struct change_row *probe_new_row(struct probe *probe, uint64_t index)
{
	struct report *report = &probe->report;
	struct change_row *row = &report->rows[report->count++];

	memset(row, 0, sizeof(*row));
	row->result.block = index;
	return row;
}

/* Rows for the @count blocks from @first on, which were added in @ns; @blocks: as they are
 * now, NULL if that could not be read. */
static void add_rows(struct probe *probe, const struct memhp_blocks *blocks, uint64_t first,
		     uint64_t count, uint64_t ns)
{
	const struct memhp_block *block;
	struct memhp_result *result;
	uint64_t i;

	for (i = 0; i < count; i++) {
		block = blocks ? memhp_blocks_find(blocks, first + i) : NULL;
		result = &probe_new_row(probe, first + i)->result;
		result->outcome = MEMHP_OUTCOME_DONE;
		result->ns = ns / count;
		result->to_state = MEMHP_STATE_OFFLINE;
		if (block) {
			result->to_state = (uint8_t)memhp_block_state(block);
			result->to_zone = (uint8_t)memhp_block_zone(block);
		}
	}
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* Say what the library said, where no bar is in the way. Returns @err. */
static int tell(struct probe *probe, const struct machine *machine, int err)
{
	progress_stop(probe->progress);
	probe->progress = NULL;
	complain("%s", memhp_error(machine->ctx));
	return err;
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
	bool failed = false;
	int err = choose(machine, memory, probe->block_size, &set);

	rows = &probe->report.rows[probe->report.count - count];
	if (!err)
		err = memhp_change_new(machine->ctx, set, MEMHP_OP_ONLINE, probe->choice, &req);
	if (!err)
		err = memhp_change_run(req);
	if (err)
		tell(probe, machine, err);
	for (i = 0; !err && i < count; i++)
		failed |= !take_result(&rows[i], memhp_change_result(req, i),
				       memhp_result_detail(memhp_change_result(req, i)),
				       probe->choice <= MEMHP_CHOICE_KEEP);
	memhp_change_free(req);
	memhp_set_free(set);
	return failed ? -ECANCELED : err;
}

/* ---- Adding ---- */

/* A call that failed between two pieces: what is there by now is told with why. */
static int ended(struct probe *probe, const struct machine *machine,
		 struct memhp_memory *memory, int err)
{
	if (memory->start == probe->memory.start || (err != -EINTR && err != -ENOMEM))
		return tell(probe, machine, err);
	memory->reason = err == -EINTR ? MEMHP_REASON_INTERRUPTED : MEMHP_REASON_NO_MEMORY;
	memory->error = -err;
	memory->bad = memory->start;
	memory->done = 0;
	return 0;
}

/* The blocks that a change goes by, and rows for those from @start to @end. */
static int look(struct probe *probe, struct machine *machine, uint64_t start, uint64_t end,
		uint64_t ns)
{
	int err;

	memhp_blocks_free(machine->blocks);
	machine->blocks = NULL;
	err = memhp_blocks_get(machine->ctx, &machine->blocks);
	if (err)
		tell(probe, machine, err);
	add_rows(probe, machine->blocks, start / probe->block_size,
		 (end - start) / probe->block_size, ns);
	return err;
}

/*
 * How much to add and take online next: an eighth of what there is room for, but a block
 * at least. What goes online needs kernel memory too, and so does everybody else
 * meanwhile; and where the new memory is for the kernel, the pieces grow with it. Asks
 * the module, for the block at @memory->start; 0: it is refused, or an error was told.
 */
static uint64_t online_size(struct probe *probe, struct machine *machine,
			    struct memhp_memory *memory, int *err)
{
	uint64_t size;

	memory->length = probe->block_size;
	memory->flags |= MEMHP_MEMORY_CHECK;
	*err = memhp_memory_run(machine->ctx, memory);
	if (*err)
		*err = ended(probe, machine, memory, *err);
	if (*err || memory->reason)
		return 0;
	size = memory->fits / 8 / probe->block_size * probe->block_size;
	return size ? size : probe->block_size;
}

/* Nothing is taken online: a piece is what takes a moment. */
static uint64_t piece_size(const struct probe *probe)
{
	return probe->block_size < PIECE_BYTES ? PIECE_BYTES : probe->block_size;
}

static struct memhp_memory piece_at(const struct probe *probe, uint64_t at)
{
	struct memhp_memory memory = probe->memory;

	memory.start = at;
	memory.whole = probe->memory.start;
	memory.whole_length = probe->memory.length;
	return memory;
}

/* The piece at @at, at most to @end; how it went is in @memory. */
static int one_piece(struct probe *probe, struct machine *machine, uint64_t at, uint64_t end,
		     struct memhp_memory *memory)
{
	uint64_t size, begin;
	int err = 0;

	*memory = piece_at(probe, at);
	size = probe->in_pieces ? online_size(probe, machine, memory, &err) : piece_size(probe);
	if (!size)
		return err;
	*memory = piece_at(probe, at);
	memory->length = size < end - at ? size : end - at;
	begin = now_ns();
	err = memhp_memory_run(machine->ctx, memory);
	if (err)
		return ended(probe, machine, memory, err);
	if (!probe->in_pieces || !memory->done)
		return 0;
	err = look(probe, machine, at, at + memory->done, now_ns() - begin);
	return err ? err : online(probe, machine, memory);
}

int probe_add(struct probe *probe, struct machine *machine, struct memhp_memory *memory)
{
	uint64_t at = probe->memory.start, end = at + probe->memory.length, begin = now_ns();
	int err = 0, looked = 0;

	*memory = probe->memory;
	while (!err && !memory->reason && at < end) {
		progress_watch(probe->progress, NULL,
			       (at - probe->memory.start) / probe->block_size,
			       probe->memory.length / probe->block_size);
		err = one_piece(probe, machine, at, end, memory);
		at += memory->done;
		if (!err && !memory->reason && at < end && signals_came()) {
			memory->reason = MEMHP_REASON_INTERRUPTED;
			memory->error = EINTR;
			memory->bad = at;
		}
	}
	if (!probe->in_pieces && at > probe->memory.start)
		looked = look(probe, machine, probe->memory.start, at, now_ns() - begin);
	return err ? err : looked;
}
