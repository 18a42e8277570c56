// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
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

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
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
		    !same_text(range.detail, row->detail))
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

/* ", 128M held": a block that has its own memmap holds back a little less. */
static const char *format_held(const struct report *report, const struct range *range,
			       char text[FORMAT_LENGTH + 8])
{
	char size[FORMAT_LENGTH];

	text[0] = '\0';
	if (report->held && range->first->outcome != MEMHP_OUTCOME_UNCHANGED)
		snprintf(text, FORMAT_LENGTH + 8, ", %s held",
			 format_size(size, report->held * range->count, false));
	return text;
}

/* Blocks come from nowhere, and go there. */
static const char *place(char text[FORMAT_LENGTH], unsigned int state, unsigned int zone,
			 const char *nowhere)
{
	return state == MEMHP_STATE_UNKNOWN ? nowhere : format_place(text, state, zone);
}

static void print_good(const struct report *report, const struct range *range)
{
	const struct memhp_result *result = range->first;
	char name[FORMAT_LENGTH], from[FORMAT_LENGTH], to[FORMAT_LENGTH];
	char held[FORMAT_LENGTH + 8];

	format_blocks(name, result->block, range->last);
	if (result->outcome == MEMHP_OUTCOME_UNCHANGED)
		printf("%s: already %s", name,
		       format_place(to, result->to_state, result->to_zone));
	else
		printf("%s: %s -> %s%s", name,
		       place(from, result->from_state, result->from_zone, "absent"),
		       place(to, result->to_state, result->to_zone, "removed"),
		       format_held(report, range, held));
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
	case MEMHP_REASON_NO_ROOM:
	case MEMHP_REASON_STAGED:
	case MEMHP_REASON_NOT_STAGED:
	case MEMHP_REASON_DRIVER:
	case MEMHP_REASON_SLOT:
	case MEMHP_REASON_UNALIGNED:
	case MEMHP_REASON_BEYOND:
	case MEMHP_REASON_CLAIMED:
	case MEMHP_REASON_NO_RAM:
	case MEMHP_REASON_SILENT:
	case MEMHP_REASON_NO_NODE:
	case MEMHP_REASON_NO_MEMMAP_ROOM:
	case MEMHP_REASON_NO_MEMMAP:
	case MEMHP_REASON_NOT_OURS:
	case MEMHP_REASON_ONLINE:
	case MEMHP_REASON_AGENT:
		return true;
	default:
		return false;
	}
}

/* strerror() means a connection's deadline and a system call that was interrupted. */
static const char *error_words(int error)
{
	switch (error) {
	case ETIMEDOUT:
		return "gave up at the deadline";
	case EINTR:
		return "interrupted";
	default:
		return strerror(error);
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
		if (report->choice == MEMHP_CHOICE_NONE)
			return memhp_result_hint(result);
		snprintf(text, HINT_LENGTH, "memhpctl online --zone=%s %s", zone, name);
		return text;
	case MEMHP_REASON_OTHER_ZONE:
		if (report->choice == MEMHP_CHOICE_NONE)
			return memhp_result_hint(result);
		snprintf(text, HINT_LENGTH, "memhpctl shift --zone=%s %s", zone, name);
		return text;
	case MEMHP_REASON_NOT_STAGED:
		snprintf(text, HINT_LENGTH, "memhpctl offline %s, then online --staged", name);
		return text;
	case MEMHP_REASON_POLICY:
	case MEMHP_REASON_UNMOVABLE:
	case MEMHP_REASON_ISOLATE:
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
		 sentence_only ? "" : error_words(result->error),
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

	columns_for_changes(&columns);
	return output_changes(report->rows, report->count, sizeof(*report->rows), &columns);
}

/* ---- What is left, when that are many ---- */

#define FEW_LINES	4	/* so many failures need no summary */
#define LINES_EACH	2	/* else so many are told of each kind */
#define LIST_LENGTH	256
#define KINDS		(__MEMHP_REASON_LAST + 1)
#define KIND_UNDONE	__MEMHP_REASON_LAST

/* Failures are put together by their reason. */
static size_t kind_of(const struct memhp_result *result)
{
	if (result->outcome == MEMHP_OUTCOME_UNDONE)
		return KIND_UNDONE;
	return result->reason <= MEMHP_REASON_MAX ? result->reason : MEMHP_REASON_KERNEL;
}

/* "unmovable page" */
static const char *kind_name(size_t kind, char text[FORMAT_LENGTH])
{
	const char *word = kind == KIND_UNDONE ? "put back" : memhp_reason_name(kind);
	char *dash;

	snprintf(text, FORMAT_LENGTH, "%s", word ? word : "failed");
	while ((dash = strchr(text, '-')))
		*dash = ' ';
	return text;
}

/* The blocks of a kind, "memory32-41, memory50", as many as there is room for; how
 * many there are. */
static size_t list_kind(const struct report *report, size_t kind, char text[LIST_LENGTH])
{
	char name[FORMAT_LENGTH];
	size_t at = 0, count = 0, i, n;
	bool full = false;

	text[0] = '\0';
	for (i = 0; i < report->count; i += n) {
		const struct memhp_result *first = &report->rows[i].result;

		n = 1;
		if (is_good(first) || kind_of(first) != kind)
			continue;
		while (i + n < report->count &&
		       report->rows[i + n].result.block == first->block + n &&
		       !is_good(&report->rows[i + n].result) &&
		       kind_of(&report->rows[i + n].result) == kind)
			n++;
		count += n;
		format_blocks(name, first->block, first->block + n - 1);
		full |= at + strlen(name) + 2 * sizeof(", ...") >= LIST_LENGTH;
		if (!full)
			at += (size_t)sprintf(text + at, "%s%s", at ? ", " : "", name);
	}
	if (full)
		strcpy(text + at, ", ...");
	return count;
}

static const char *still(const struct report *report, bool planned)
{
	if (!strcmp(report->verb, "offline"))
		return planned ? "would stay online" : "are still online";
	if (!strcmp(report->verb, "online"))
		return planned ? "would not go online" : "did not go online";
	if (!strcmp(report->verb, "shift"))
		return planned ? "would not change zone" : "did not change zone";
	if (!strcmp(report->verb, "remove"))
		return planned ? "would not be removed" : "were not removed";
	if (!strcmp(report->verb, "probe"))
		return planned ? "would not be added" : "were not added as asked for";
	return planned ? "would stay as they are" : "are not as planned";
}

/* "node1: 12 of 40 blocks are still online: 10 unmovable page (memory32-41), ..." */
static void print_left(const struct report *report, const struct common *common)
{
	char text[1600], list[LIST_LENGTH], name[FORMAT_LENGTH];
	size_t kind, count, all = 0, at = 0;
	int length;

	for (kind = 0; kind < KINDS; kind++) {
		count = list_kind(report, kind, list);
		if (!count)
			continue;
		all += count;
		length = snprintf(text + at, sizeof(text) - at, "%s%zu %s (%s)",
				  at ? ", " : "", count, kind_name(kind, name), list);
		if (length > 0 && (size_t)length < sizeof(text) - at)
			at += (size_t)length;
	}
	text[at] = '\0';
	complain("%s%s%zu of %zu blocks %s: %s%s", report->words ? report->words : "",
		 report->words ? ": " : "", all, report->count,
		 still(report, common->dry_run), text,
		 common->verbose ? "" : "; -v tells of each");
}

static size_t count_bad(const struct report *report)
{
	struct range range;
	size_t i, bad = 0;

	for (i = 0; i < report->count; i += range.count) {
		range = range_at(report, i, true);
		bad += !is_good(range.first);
	}
	return bad;
}

int report_print(const struct report *report, const struct common *common)
{
	bool few = count_bad(report) <= FEW_LINES;
	size_t lines[KINDS] = { 0 };
	struct range range;
	size_t i;

	for (i = 0; i < report->count; i += range.count) {
		range = range_at(report, i, !common->verbose);
		if (!is_good(range.first)) {
			if (few || common->verbose ||
			    lines[kind_of(range.first)]++ < LINES_EACH)
				print_bad(report, &range);
		} else if (!common->quiet && !common->json) {
			print_good(report, &range);
		}
	}
	if (!few)
		print_left(report, common);
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
