// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "exits.h"
#include "fill-report.h"
#include "format.h"
#include "output.h"

#define FEW_LINES	4	/* of failures, without -v */
#define HINT_LENGTH	(2 * FORMAT_LENGTH + 64)

/* Consecutive blocks with one outcome. */
struct range {
	const struct fill_row *row;
	size_t count;
	uint64_t ns;
	char name[FORMAT_LENGTH];
};

static bool same_amount(const struct amount *a, const struct amount *b)
{
	return a->known == b->known && (!a->known || (a->populated == b->populated &&
						      a->held == b->held));
}

bool fill_row_moved(const struct fill_row *row)
{
	return !same_amount(&row->from, &row->to);
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same(const struct fill_row *a, const struct fill_row *b)
{
	const struct memhp_result *x = &a->change.result, *y = &b->change.result;

	return x->outcome == y->outcome && x->reason == y->reason && a->asked == b->asked &&
	       same_amount(&a->from, &b->from) && same_amount(&a->to, &b->to) &&
	       same_text(a->change.detail, b->change.detail);
}

static void range_at(const struct fill_report *report, size_t i, struct range *range)
{
	const struct fill_row *row = &report->rows[i];
	uint64_t first = row->change.result.block;
	size_t n = 1;

	range->row = row;
	range->ns = row->change.result.ns;
	for (; !report->common->verbose && i + n < report->count; n++) {
		if (row[n].change.result.block != first + n || !same(row, &row[n]))
			break;
		range->ns += row[n].change.result.ns;
	}
	range->count = n;
	format_blocks(range->name, first, first + n - 1);
}

static bool is_good(const struct fill_row *row)
{
	return row->change.result.outcome != MEMHP_OUTCOME_FAILED;
}

/* "  16 blocks, 30 ms" or "  planned", or nothing */
static void print_tail(const struct range *range)
{
	const struct change_row *change = &range->row->change;
	const char *separator = "  ";
	char text[FORMAT_LENGTH];

	if (range->count > 1) {
		printf("%s%zu blocks", separator, range->count);
		separator = ", ";
	}
	if (change->result.outcome == MEMHP_OUTCOME_PLANNED) {
		printf("%splanned", separator);
		separator = ", ";
	} else if (change->result.outcome == MEMHP_OUTCOME_DONE) {
		printf("%s%s", separator, format_time(text, range->ns));
		separator = ", ";
	}
	if (change->detail)	/* of one that others stood in for */
		printf("%sno more: %s", separator, change->detail);
	putchar('\n');
}

static void print_good(const struct range *range)
{
	const struct amount *from = &range->row->from, *to = &range->row->to;
	const char *each = range->count > 1 ? " each" : "";
	char a[FORMAT_LENGTH], b[FORMAT_LENGTH], c[FORMAT_LENGTH], d[FORMAT_LENGTH];

	if (fill_row_moved(range->row))
		printf("%s: populated %s -> %s, held %s -> %s%s", range->name,
		       format_size(a, from->populated, false),
		       format_size(b, to->populated, false),
		       format_size(c, from->held, false), format_size(d, to->held, false),
		       each);
	else
		printf("%s: %s populated %s, held %s%s", range->name,
		       range->row->asked ? "already" : "left at",
		       format_size(b, to->populated, false), format_size(d, to->held, false),
		       each);
	print_tail(range);
}

/* What to do instead, with the blocks @name; NULL: nothing. */
static const char *hint_for(const struct memhp_result *result, const char *name,
			    char text[HINT_LENGTH])
{
	switch (result->reason) {
	case MEMHP_REASON_NO_SUCH_BLOCK:
		return "memhpctl list";
	case MEMHP_REASON_OFFLINE:
		snprintf(text, HINT_LENGTH, "memhpctl online --staged %s", name);
		return text;
	case MEMHP_REASON_NOT_STAGED:
		snprintf(text, HINT_LENGTH, "online it with --staged first (offline it before): "
			 "memhpctl offline %s", name);
		return text;
	case MEMHP_REASON_UNMOVABLE:
		snprintf(text, HINT_LENGTH, "memhpctl explain %s", name);
		return text;
	case MEMHP_REASON_MIGRATION:
		return "a longer --timeout, or stop what holds them";
	case MEMHP_REASON_POPULATED:
	case MEMHP_REASON_HELD:
		return "a --range without it, or a --size";
	case MEMHP_REASON_TOO_MUCH:
		return "a smaller --size, or none for all";
	default:
		return memhp_result_hint(result);
	}
}

static void print_bad(const struct fill_report *report, const struct range *range)
{
	const struct fill_row *row = range->row;
	char text[HINT_LENGTH], size[FORMAT_LENGTH];
	const char *hint = hint_for(&row->change.result, range->name, text);
	uint64_t done = row->to.held > row->from.held ? row->to.held - row->from.held :
							row->from.held - row->to.held;

	if (fill_row_moved(row))
		complain("%s: %s stopped after %s: %s%s%s", range->name, report->verb,
			 format_size(size, done, false), row->change.detail,
			 hint ? "; try: " : "", hint ? hint : "");
	else
		complain("%s: %s failed: %s%s%s", range->name, report->verb,
			 row->change.detail, hint ? "; try: " : "", hint ? hint : "");
}

/* Failures that were told before, of all, are not told again. */
static bool is_told(const struct fill_report *report, const struct fill_row *row)
{
	return report->refused && !row->change.result.reason;
}

static bool any_bad(const struct fill_report *report)
{
	size_t i;

	for (i = 0; i < report->count; i++)
		if (!is_good(&report->rows[i]))
			return true;
	return false;
}

/* How far it came; of one block its own line says so. */
static void print_sum(const struct fill_report *report)
{
	uint64_t wanted = report->size ? report->size : report->planned;
	char done[FORMAT_LENGTH], all[FORMAT_LENGTH];

	if (report->done >= wanted || (any_bad(report) ? report->count == 1 : !report->size))
		return;
	complain("%s: %s of %s done", report->verb, format_size(done, report->done, false),
		 format_size(all, wanted, false));
}

static void print_ranges(const struct fill_report *report)
{
	const struct common *common = report->common;
	size_t i, lines = 0, more = 0;
	struct range range;

	for (i = 0; i < report->count; i += range.count) {
		range_at(report, i, &range);
		if (is_good(range.row)) {
			if (!common->quiet && !common->json &&
			    (range.row->asked || common->verbose))
				print_good(&range);
		} else if (!is_told(report, range.row)) {
			if (lines++ < FEW_LINES || common->verbose)
				print_bad(report, &range);
			else
				more += range.count;
		}
	}
	if (more)
		complain("%s: %zu more blocks failed; -v tells of each", report->verb, more);
}

static int print_json(const struct fill_report *report)
{
	struct columns columns;

	columns_for_fills(&columns);
	return output_changes(report->rows, report->count, sizeof(*report->rows), &columns);
}

static int exit_of(const struct fill_report *report, bool unheard)
{
	bool failed = unheard || report->done < report->size || any_bad(report);

	if (report->done && failed)
		return EXIT_PART;
	if (report->refused)
		return report->refused;
	return failed ? EXIT_NOTHING : EXIT_DONE;
}

int fill_report(const struct fill_report *report)
{
	bool unheard = false;

	/* What was refused as a whole was said so; programs get their rows. */
	if (!report->refused || report->done)
		print_ranges(report);
	if (!report->refused)
		print_sum(report);
	if (report->common->json)
		unheard = print_json(report);
	return exit_of(report, output_flush() || unheard);
}
