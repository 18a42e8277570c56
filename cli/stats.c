// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "exits.h"
#include "format.h"
#include "json.h"
#include "stats.h"

#define BAR_LENGTH 40

/* Of bucket @i all took less than this. */
static uint64_t limit_ns(size_t i)
{
	return 1000ULL << i;
}

/* ---- JSON ---- */

static struct json_object *histogram(const struct memhp_stats *stats, unsigned int op)
{
	struct json_object *array = json_object_new_array(), *bucket;
	size_t i;

	for (i = 0; i < MEMHP_HISTOGRAM; i++) {
		if (!stats->took[op][i])
			continue;
		bucket = json_object_new_object();
		json_add_number(bucket, "below_ns", limit_ns(i), true);
		json_add_number(bucket, "count", stats->took[op][i], true);
		json_object_array_add(array, bucket);
	}
	return array;
}

static struct json_object *changes(const struct memhp_stats *stats)
{
	struct json_object *all = json_object_new_object(), *one;
	unsigned int op;

	for (op = MEMHP_OP_ONLINE; op <= MEMHP_OP_MAX; op++) {
		one = json_object_new_object();
		json_add_number(one, "done", stats->done[op], true);
		json_add_number(one, "unchanged", stats->unchanged[op], true);
		json_add_number(one, "failed", stats->failed[op], true);
		json_add_number(one, "undone", stats->undone[op], true);
		json_add_number(one, "ns", stats->took_ns[op], true);
		json_object_object_add(one, "histogram", histogram(stats, op));
		json_object_object_add(all, memhp_op_name(op), one);
	}
	return all;
}

static struct json_object *failures(const struct memhp_stats *stats)
{
	struct json_object *all = json_object_new_object();
	unsigned int i;

	for (i = 1; i <= MEMHP_REASON_MAX; i++)
		if (stats->reasons[i])
			json_add_number(all, memhp_reason_name(i), stats->reasons[i], true);
	return all;
}

static struct json_object *events(const struct memhp_stats *stats)
{
	struct json_object *all = json_object_new_object();
	unsigned int i;

	for (i = 1; i <= MEMHP_EVENT_MAX; i++)
		json_add_number(all, memhp_event_name(i), stats->events[i], true);
	return all;
}

static int print_json(const struct memhp_stats *stats)
{
	struct json_object *top = json_object_new_object();
	struct json_object *agents = json_object_new_object();

	json_add_number(top, "seq", stats->seq, true);
	json_object_object_add(top, "changes", changes(stats));
	json_object_object_add(top, "failures", failures(stats));
	json_object_object_add(top, "events", events(stats));
	json_add_number(agents, "asked", stats->asked, true);
	json_add_number(agents, "objected", stats->objected, true);
	json_add_number(agents, "late", stats->late, true);
	json_object_object_add(top, "agents", agents);
	return json_print("stats", top);
}

/* ---- Text ---- */

static void print_changes(const struct memhp_stats *stats)
{
	char average[FORMAT_LENGTH];
	unsigned int op;

	printf("%-8s %10s %10s %10s %10s  %s\n", "BLOCKS", "DONE", "UNCHANGED", "FAILED", "UNDONE",
	       "EACH TOOK");
	for (op = MEMHP_OP_ONLINE; op <= MEMHP_OP_MAX; op++) {
		uint64_t done = stats->done[op];

		printf("%-8s %10llu %10llu %10llu %10llu  %s\n", memhp_op_name(op),
		       stats->done[op], stats->unchanged[op], stats->failed[op],
		       stats->undone[op],
		       done ? format_time(average, stats->took_ns[op] / done) : "-");
	}
}

static void print_histogram(const struct memhp_stats *stats, unsigned int op)
{
	static const char bar[BAR_LENGTH + 1] = "########################################";
	char text[FORMAT_LENGTH];
	uint64_t most = 0;
	size_t i;

	for (i = 0; i < MEMHP_HISTOGRAM; i++)
		if (stats->took[op][i] > most)
			most = stats->took[op][i];
	if (!most)
		return;
	printf("\n%s: time of a block\n", memhp_op_name(op));
	for (i = 0; i < MEMHP_HISTOGRAM; i++) {
		uint64_t count = stats->took[op][i];

		if (count)
			printf("  below %-8s %10" PRIu64 "  %.*s\n", format_time(text, limit_ns(i)),
			       count, (int)(1 + count * (BAR_LENGTH - 1) / most), bar);
	}
}

static void print_failures(const struct memhp_stats *stats)
{
	bool any = false;
	unsigned int i;

	for (i = 1; i <= MEMHP_REASON_MAX; i++) {
		if (!stats->reasons[i])
			continue;
		if (!any)
			puts("\nblocks that failed, by reason");
		any = true;
		printf("  %-20s %10llu\n", memhp_reason_name(i), stats->reasons[i]);
	}
}

static void print_events(const struct memhp_stats *stats)
{
	unsigned int i;

	printf("\nevents: %llu\n", stats->seq);
	for (i = 1; i <= MEMHP_EVENT_MAX; i++)
		if (stats->events[i])
			printf("  %-20s %10llu\n", memhp_event_name(i), stats->events[i]);
	if (stats->asked)
		printf("\nagents were asked %llu times; %llu objected, %llu were late\n",
		       stats->asked, stats->objected, stats->late);
}

int stats_show(struct machine *machine, bool json)
{
	struct memhp_stats stats;
	unsigned int op;
	int err = memhp_stats_get(machine->ctx, &stats);

	if (err) {
		complain("%s", memhp_error(machine->ctx));
		if (json)
			json_print("stats", NULL);
		return exit_for(err);
	}
	if (json)
		return print_json(&stats);
	print_changes(&stats);
	for (op = MEMHP_OP_ONLINE; op <= MEMHP_OP_MAX; op++)
		print_histogram(&stats, op);
	print_failures(&stats);
	print_events(&stats);
	return EXIT_DONE;
}
