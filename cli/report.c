// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "exits.h"
#include "format.h"
#include "output.h"
#include "report.h"

/* Consecutive blocks with one outcome. */
struct range {
	const struct memhp_result *first;
	const char *detail;
	uint64_t last;
	size_t count;
	uint64_t ns;
};

static bool same_outcome(const struct memhp_result *a, const struct memhp_result *b)
{
	return a->outcome == b->outcome && a->reason == b->reason &&
	       a->error == b->error &&
	       a->from_state == b->from_state && a->from_zone == b->from_zone &&
	       a->to_state == b->to_state && a->to_zone == b->to_zone;
}

/* The range that begins at row @i. */
static struct range range_at(const struct report *report, size_t i, bool merge)
{
	const struct change_row *row = &report->rows[i];
	struct range range = {
		.first = &row->result,
		.detail = row->detail,
		.last = row->result.block,
		.count = 1,
		.ns = row->result.ns,
	};

	while (merge && ++i < report->count) {
		row = &report->rows[i];
		if (row->result.block != range.last + 1 ||
		    !same_outcome(range.first, &row->result) ||
		    !range.detail != !row->detail)
			break;
		range.last++;
		range.count++;
		range.ns += row->result.ns;
	}
	return range;
}

/* "  16 blocks, 30 ms" or "  planned; may fail: ...", or nothing */
static void print_tail(const struct range *range)
{
	const char *separator = "  ";
	char text[FORMAT_LENGTH];

	if (range->count > 1) {
		printf("%s%zu blocks", separator, range->count);
		separator = ", ";
	}
	if (range->ns && range->first->outcome == MEMHP_OUTCOME_DONE) {
		printf("%s%s", separator, format_time(text, range->ns));
		separator = ", ";
	}
	if (range->first->outcome == MEMHP_OUTCOME_PLANNED)
		printf("%splanned%s%s", separator, range->detail ? "; " : "",
		       range->detail ? range->detail : "");
	putchar('\n');
}

static void print_good(const struct range *range)
{
	const struct memhp_result *result = range->first;
	char name[FORMAT_LENGTH], from[FORMAT_LENGTH], to[FORMAT_LENGTH];

	format_blocks(name, result->block, range->last);
	format_place(from, result->from_state, result->from_zone);
	format_place(to, result->to_state, result->to_zone);
	if (result->outcome == MEMHP_OUTCOME_UNCHANGED)
		printf("%s: already %s", name, to);
	else
		printf("%s: %s -> %s", name, from, to);
	print_tail(range);
}

/* A shift may fail on its way back as well, and leave a block offline. */
static bool has_moved(const struct memhp_result *result)
{
	return result->from_state != result->to_state ||
	       result->from_zone != result->to_zone;
}

/* Where the sentence says it all, strerror() would only be in its way. */
static bool says_all(const struct memhp_result *result)
{
	switch (result->reason) {
	case MEMHP_REASON_NO_SUCH_BLOCK:
	case MEMHP_REASON_OFFLINE:
	case MEMHP_REASON_OTHER_ZONE:
	case MEMHP_REASON_MULTIZONE:
	case MEMHP_REASON_HOLES:
	case MEMHP_REASON_ATOMIC:
	case MEMHP_REASON_POLICY:
		return true;
	default:
		return false;
	}
}

#define HINT_LENGTH (FORMAT_LENGTH + 64)

/* The command to use instead, with blocks @name; else what the library says. */
static const char *hint_for(const struct report *report, const struct memhp_result *result,
			    const char *name, char text[HINT_LENGTH])
{
	const char *zone = report->choice == MEMHP_CHOICE_MOVABLE ? "movable" : "kernel";

	switch (result->reason) {
	case MEMHP_REASON_NO_SUCH_BLOCK:
		return "memhpctl list";
	case MEMHP_REASON_OFFLINE:
		snprintf(text, HINT_LENGTH, "memhpctl online --zone=%s %s", zone, name);
		return text;
	case MEMHP_REASON_OTHER_ZONE:
		snprintf(text, HINT_LENGTH, "memhpctl shift --zone=%s %s", zone, name);
		return text;
	case MEMHP_REASON_POLICY:
		snprintf(text, HINT_LENGTH, "memhpctl explain %s", name);
		return text;
	default:
		return memhp_result_hint(result);
	}
}

static void print_bad(const struct report *report, const struct range *range)
{
	const struct memhp_result *result = range->first;
	char name[FORMAT_LENGTH], now[FORMAT_LENGTH], text[HINT_LENGTH];
	bool sentence_only = range->detail && says_all(result);
	const char *hint;

	format_blocks(name, result->block, range->last);
	if (result->outcome == MEMHP_OUTCOME_UNDONE) {
		complain("%s: put back to %s: %s", name,
			 format_place(now, result->to_state, result->to_zone),
			 range->detail ? range->detail : "another block failed");
		return;
	}
	hint = hint_for(report, result, name, text);
	complain("%s: %s failed%s%s: %s%s%s%s%s", name, report->verb,
		 has_moved(result) ? " and left it " : "",
		 has_moved(result) ?
			 format_place(now, result->to_state, result->to_zone) : "",
		 sentence_only ? "" : strerror(result->error),
		 range->detail && !sentence_only ? ": " : "",
		 range->detail ? range->detail : "",
		 hint ? "; try: " : "", hint ? hint : "");
}

static bool is_good(const struct memhp_result *result)
{
	switch (result->outcome) {
	case MEMHP_OUTCOME_DONE:
	case MEMHP_OUTCOME_UNCHANGED:
	case MEMHP_OUTCOME_PLANNED:
		return true;
	default:
		return false;
	}
}

int report_print_json(const struct report *report)
{
	struct columns columns;
	struct output output = {
		.name = "changes",
		.rows = report->rows,
		.count = report->count,
		.size = sizeof(*report->rows),
		.style = { .json = true },
	};

	columns_for_changes(&columns);
	return output_rows(&output, &columns);
}

int report_print(const struct report *report, const struct common *common)
{
	struct range range;
	size_t i;

	for (i = 0; i < report->count; i += range.count) {
		range = range_at(report, i, !common->verbose);
		if (!is_good(range.first))
			print_bad(report, &range);
		else if (!common->quiet && !common->json)
			print_good(&range);
	}
	return common->json ? report_print_json(report) : 0;
}

int report_exit(const struct report *report)
{
	bool done = false, failed = false;
	size_t i;

	for (i = 0; i < report->count; i++) {
		const struct memhp_result *result = &report->rows[i].result;

		done |= result->outcome == MEMHP_OUTCOME_DONE ||
			(result->outcome == MEMHP_OUTCOME_FAILED && has_moved(result));
		failed |= !is_good(result) || report->unheard;
	}
	if (!failed)
		return EXIT_DONE;
	return done ? EXIT_PART : EXIT_NOTHING;
}
