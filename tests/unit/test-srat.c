// SPDX-License-Identifier: LGPL-2.1-or-later
/* The SRAT: tables as they should be, each way to be wrong, and tables at random. */
#include "chance.h"
#include "table.h"

#define MIB (1ULL << 20)

static struct table table;

/* The problem of @fault, which must be the only one; NONE: there must not be any. */
static const struct memhp_firmware_problem *only(const struct memhp_srat *srat,
						 enum memhp_firmware_fault fault)
{
	uint32_t i;

	for (i = 0; i <= MEMHP_FAULT_MAX; i++)
		assert_int_equal(!!srat->problems[i].count, i && i == fault);
	assert_int_equal(srat->problems[fault].fault, fault);
	return &srat->problems[fault];
}

static void check_range(const struct memhp_srat *srat, uint32_t i, uint64_t start,
			uint64_t size, uint32_t domain, uint32_t flags)
{
	assert_true(i < srat->nr);
	assert_int_equal(srat->ranges[i].start, start);
	assert_int_equal(srat->ranges[i].size, size);
	assert_int_equal(srat->ranges[i].domain, domain);
	assert_int_equal(srat->ranges[i].flags, flags);
	assert_int_equal(srat->ranges[i].node, -1);
	assert_int_equal(srat->ranges[i].pad, 0);
}

/* Two nodes: processors, boot memory, and what may be plugged, not in order. */
static void usual(void)
{
	table_begin(&table);
	table_processor(&table, 0);
	table_processor(&table, 1);
	table_memory(&table, 1, 4096 * MIB, 1024 * MIB, HOT);
	table_memory(&table, 0, 0, 640 << 10, ON);
	table_memory(&table, 0, 1 * MIB, 2047 * MIB, ON);
}

static void a_table(void **state)
{
	struct memhp_srat srat;

	(void)state;
	usual();
	table_memory(&table, 2, 8192 * MIB, 64 * MIB, HOT | MEMHP_FIRMWARE_NON_VOLATILE | 0xff00);
	table_memory(&table, 3, 16384 * MIB, 64 * MIB, MEMHP_FIRMWARE_HOTPLUGGABLE);
	table_end(&table);
	table_read(&table, table.size, &srat);
	only(&srat, MEMHP_FAULT_NONE);
	assert_int_equal(srat.nr, 5);
	check_range(&srat, 0, 0, 640 << 10, 0, ON);
	check_range(&srat, 1, 1 * MIB, 2047 * MIB, 0, ON);
	check_range(&srat, 2, 4096 * MIB, 1024 * MIB, 1, HOT);
	check_range(&srat, 3, 8192 * MIB, 64 * MIB, 2, HOT | MEMHP_FIRMWARE_NON_VOLATILE);
	check_range(&srat, 4, 16384 * MIB, 64 * MIB, 3, MEMHP_FIRMWARE_HOTPLUGGABLE);
	free(srat.ranges);
}

/* What is not enabled may be anything; what is of an unknown kind, too. */
static void nothing_is_wrong(void **state)
{
	struct memhp_srat srat;

	(void)state;
	usual();
	table_memory(&table, 0, 0, 0, 0);
	table_memory(&table, 0, UINT64_MAX, 2, 0);
	table_memory(&table, 0, 2 * MIB, 2 * MIB, 0);	/* within another */
	table_bytes(&table, "\x04\x0c\0\0\0\0\0\0\0\0\0\0", 12);	/* ITS */
	table_bytes(&table, "\x08\x02\xff\x05????", 7);		/* of later versions */
	table_end(&table);
	table_read(&table, table.size, &srat);
	only(&srat, MEMHP_FAULT_NONE);
	assert_int_equal(srat.nr, 4);
	free(srat.ranges);
	table_begin(&table);
	table_end(&table);
	table_read(&table, table.size, &srat);	/* no entry at all */
	only(&srat, MEMHP_FAULT_NONE);
	assert_int_equal(srat.nr, 0);
	assert_int_equal(srat.room, 0);
	free(srat.ranges);
}

static void no_table(void **state)
{
	(void)state;
	usual();
	table_end(&table);
	assert_true(memhp_srat_valid(table.bytes, 36));
	assert_false(memhp_srat_valid(table.bytes, 35));
	assert_false(memhp_srat_valid(table.bytes, 0));
	table.bytes[3] = 't';
	assert_false(memhp_srat_valid(table.bytes, table.size));
}

static void cut_anywhere(void **state)
{
	struct memhp_srat srat;
	size_t size;

	(void)state;
	usual();
	table_end(&table);
	for (size = 36; size < table.size; size++) {
		uint32_t past;

		table_read(&table, size, &srat);
		assert_int_equal(srat.problems[MEMHP_FAULT_CUT].count, 1);
		assert_int_equal(srat.problems[MEMHP_FAULT_CUT].where, size);
		assert_int_equal(srat.problems[MEMHP_FAULT_CHECKSUM].count, 0);
		assert_int_equal(srat.nr, size < 120 ? 0 : (size - 80) / 40);
		/* Within an entry, unless at the end of one. */
		past = size > 48 && size != 64 && (size < 80 || (size - 80) % 40);
		assert_int_equal(srat.problems[MEMHP_FAULT_PAST_END].count, past);
		free(srat.ranges);
	}
	/* More than it says is nobody's. */
	memset(table.bytes + table.size, 0xff, 64);
	table_read(&table, table.size + 64, &srat);
	only(&srat, MEMHP_FAULT_NONE);
	free(srat.ranges);
}

/* It says that it ends in its own header. */
static void a_length_that_cannot_be(void **state)
{
	static const uint8_t lengths[] = { 0, 4, 35, 36, 47 };
	struct memhp_srat srat;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		usual();
		table_end(&table);
		table.bytes[4] = lengths[i];
		table.bytes[5] = table.bytes[6] = table.bytes[7] = 0;
		table_read(&table, table.size, &srat);
		assert_int_equal(only(&srat, MEMHP_FAULT_CUT)->where, lengths[i]);
		assert_int_equal(srat.nr, 0);
		free(srat.ranges);
	}
	table.bytes[7] = 0xff;	/* nearly 4 GiB */
	table_read(&table, table.size, &srat);
	assert_int_equal(only(&srat, MEMHP_FAULT_CUT)->where, table.size);
	assert_int_equal(srat.nr, 3);
	free(srat.ranges);
}

static void a_wrong_checksum(void **state)
{
	struct memhp_srat srat;

	(void)state;
	usual();
	table_end(&table);
	table.bytes[9] += 5;
	table_read(&table, table.size, &srat);
	assert_int_equal(only(&srat, MEMHP_FAULT_CHECKSUM)->where, 5);
	assert_int_equal(srat.nr, 3);
	free(srat.ranges);
}

static void revisions(void **state)
{
	static const struct { uint8_t number; uint32_t faults, domain; } rows[] = {
		{ 0, 1, 0x12 }, { 1, 0, 0x12 }, { 2, 0, 0x345612 }, { 3, 0, 0x345612 },
		{ 4, 1, 0x345612 }, { 255, 1, 0x345612 },
	};
	struct memhp_srat srat;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		uint32_t domains[4];

		table_begin(&table);
		table.bytes[8] = rows[i].number;
		table_processor(&table, 0x345612);
		table_entry(&table, 2, 24, 0x345613, 4, 12);	/* never had 8 bits */
		table_memory(&table, 0x345612, 0, MIB, ON);
		table_end(&table);
		table_read(&table, table.size, &srat);
		assert_int_equal(srat.problems[MEMHP_FAULT_REVISION].count, rows[i].faults);
		if (rows[i].faults)
			assert_int_equal(only(&srat, MEMHP_FAULT_REVISION)->where,
					 rows[i].number);
		check_range(&srat, 0, 0, MIB, rows[i].domain, ON);
		assert_int_equal(memhp_srat_domains(table.bytes, table.size, domains, 4), 2);
		assert_int_equal(domains[0], rows[i].domain);
		assert_int_equal(domains[1], 0x345613);
		free(srat.ranges);
	}
}

static void entries_without_length(void **state)
{
	struct memhp_srat srat;
	uint8_t length;

	(void)state;
	for (length = 0; length < 2; length++) {
		const uint8_t entry[] = { 1, length };
		size_t at;

		usual();
		at = table.size;
		table_bytes(&table, entry, sizeof(entry));
		table_memory(&table, 9, 1ULL << 40, MIB, ON);
		table_end(&table);
		table_read(&table, table.size, &srat);
		assert_int_equal(only(&srat, MEMHP_FAULT_NO_LENGTH)->where, at);
		assert_int_equal(srat.nr, 3);
		free(srat.ranges);
	}
}

static void entries_past_the_end(void **state)
{
	struct memhp_srat srat;
	size_t at;

	(void)state;
	usual();
	at = table.size;
	table_bytes(&table, "\x01\x28 and no more", 13);
	table_end(&table);
	table_read(&table, table.size, &srat);
	assert_int_equal(only(&srat, MEMHP_FAULT_PAST_END)->where, at);
	assert_int_equal(srat.nr, 3);
	free(srat.ranges);
	usual();
	at = table.size;
	table_bytes(&table, "\x01", 1);		/* not even a length */
	table_end(&table);
	table_read(&table, table.size, &srat);
	assert_int_equal(only(&srat, MEMHP_FAULT_PAST_END)->where, at);
	free(srat.ranges);
}

static void short_entries(void **state)
{
	struct memhp_srat srat;
	size_t at;

	(void)state;
	usual();
	at = table.size;
	table_entry(&table, 1, 39, 5, 2, 28);
	table_entry(&table, 2, 23, 6, 4, 12);
	table_entry(&table, 0, 2, 0, 8, 8);
	table_memory(&table, 9, 1ULL << 40, MIB, ON);	/* goes on behind them */
	table_end(&table);
	table_read(&table, table.size, &srat);
	assert_int_equal(only(&srat, MEMHP_FAULT_SHORT)->where, at);
	assert_int_equal(srat.problems[MEMHP_FAULT_SHORT].count, 3);
	assert_int_equal(srat.nr, 4);
	free(srat.ranges);
	/* Longer ones are of a later version. */
	usual();
	table_entry(&table, 1, 48, 5, 2, 28);
	table.bytes[table.size - 48 + 18] = 1;
	table.bytes[table.size - 48 + 15] = 1;
	table_end(&table);
	table_read(&table, table.size, &srat);
	only(&srat, MEMHP_FAULT_NONE);
	check_range(&srat, 3, 1ULL << 56, 64 << 10, 5, ON);
	free(srat.ranges);
}

static void ranges_that_cannot_be(void **state)
{
	struct memhp_srat srat;

	(void)state;
	usual();
	table_memory(&table, 0, 0x123000, 0, ON);
	table_memory(&table, 0, 0x456000, 0, HOT);
	table_end(&table);
	table_read(&table, table.size, &srat);
	assert_int_equal(only(&srat, MEMHP_FAULT_EMPTY)->where, 0x123000);
	assert_int_equal(srat.problems[MEMHP_FAULT_EMPTY].count, 2);
	assert_int_equal(srat.nr, 3);
	free(srat.ranges);
	usual();
	table_memory(&table, 0, UINT64_MAX - 0xfff, 0x1001, ON);
	table_memory(&table, 0, 1ULL << 62, UINT64_MAX, ON);
	table_memory(&table, 0, UINT64_MAX - 0xfff, 0x1000, ON);	/* this can */
	table_end(&table);
	table_read(&table, table.size, &srat);
	assert_int_equal(only(&srat, MEMHP_FAULT_WRAPS)->where, UINT64_MAX - 0xfff);
	assert_int_equal(srat.problems[MEMHP_FAULT_WRAPS].count, 2);
	check_range(&srat, 3, UINT64_MAX - 0xfff, 0x1000, 0, ON);
	free(srat.ranges);
}

static void overlaps(void **state)
{
	struct memhp_srat srat;

	(void)state;
	usual();
	table_memory(&table, 1, 5120 * MIB, MIB, ON);		/* just behind */
	table_end(&table);
	table_read(&table, table.size, &srat);
	only(&srat, MEMHP_FAULT_NONE);
	free(srat.ranges);
	usual();
	table_memory(&table, 1, 5120 * MIB - 1, MIB, ON);	/* by a byte */
	table_memory(&table, 1, 2 * MIB, MIB, ON);		/* within */
	table_memory(&table, 1, 3 * MIB, MIB, ON);		/* within the one before that */
	table_end(&table);
	table_read(&table, table.size, &srat);
	assert_int_equal(only(&srat, MEMHP_FAULT_OVERLAP)->where, 2 * MIB);
	assert_int_equal(srat.problems[MEMHP_FAULT_OVERLAP].count, 3);
	assert_int_equal(srat.nr, 6);
	free(srat.ranges);
	/* All of memory, and the last byte of it. */
	table_begin(&table);
	table_memory(&table, 0, 0, UINT64_MAX, ON);
	table_memory(&table, 0, UINT64_MAX, 1, ON);
	table_memory(&table, 0, UINT64_MAX, 1, ON);
	table_end(&table);
	table_read(&table, table.size, &srat);
	assert_int_equal(only(&srat, MEMHP_FAULT_OVERLAP)->count, 1);
	free(srat.ranges);
}

static void too_many(void **state)
{
	struct memhp_srat srat;
	uint32_t i;

	(void)state;
	table_begin(&table);
	for (i = 0; i < MEMHP_SRAT_RANGES + 3; i++)	/* from the top */
		table_memory(&table, i, (1ULL << 40) - i * MIB, MIB, ON);
	table_end(&table);
	table_read(&table, table.size, &srat);
	assert_int_equal(only(&srat, MEMHP_FAULT_TOO_MANY)->count, 3);
	assert_int_equal(srat.nr, MEMHP_SRAT_RANGES);
	for (i = 0; i < srat.nr; i++)
		assert_int_equal(srat.ranges[i].domain, MEMHP_SRAT_RANGES - 1 - i);
	free(srat.ranges);
}

/* In the order of acpi_numa_init(): all that is not memory first. */
static void order_of_nodes(void **state)
{
	static const uint32_t wanted[] = { 7, 3, 0x500, 9, 11, 4, 8, 20 };
	uint32_t domains[16], i;

	(void)state;
	table_begin(&table);
	table_memory(&table, 8, 4096 * MIB, MIB, 0);	/* not enabled */
	table_memory(&table, 4, 0, MIB, ON);
	table_processor(&table, 7);
	table_memory(&table, 8, MIB, MIB, HOT);
	table_processor(&table, 7);
	table_entry(&table, 2, 24, 3, 4, 12);		/* x2APIC */
	table_processor(&table, 0x500);
	table_entry(&table, 5, 32, 9, 4, 24);		/* generic initiator */
	table_entry(&table, 6, 32, 10, 4, 24);		/* port: gets no node */
	table_entry(&table, 3, 18, 11, 2, 10);		/* GICC */
	table_memory(&table, 20, 2 * MIB, MIB, ON);
	table_memory(&table, 4, 3 * MIB, MIB, ON);
	table_end(&table);
	assert_int_equal(memhp_srat_domains(table.bytes, table.size, domains, 16),
			 ARRAY_SIZE(wanted));
	for (i = 0; i < ARRAY_SIZE(wanted); i++)
		assert_int_equal(domains[i], wanted[i]);
	assert_int_equal(memhp_srat_domains(table.bytes, table.size, domains, 3), 3);
	assert_int_equal(memhp_srat_domains(table.bytes, table.size, domains, 0), 0);
}

static void what_is_hotpluggable(void **state)
{
	static const struct { uint64_t start, size; int answer; } rows[] = {
		{ 4096 * MIB, 128 * MIB, 1 },
		{ 5120 * MIB - 1, 1, 1 },
		{ 5120 * MIB - 1, 2, -1 },	/* not as a whole */
		{ 4096 * MIB - 1, 2, -1 },
		{ 1024 * MIB, 128 * MIB, 0 },
		{ 4608 * MIB, 128 * MIB, 0 },	/* fixed, within what is not */
		{ 4600 * MIB, 16 * MIB, 0 },	/* in part */
		{ 4735 * MIB, 2 * MIB, 0 },
		{ 6144 * MIB, 128 * MIB, 1 },	/* in two */
		{ 6144 * MIB, 129 * MIB, -1 },
		{ 6400 * MIB, 128 * MIB, -1 },	/* with a gap */
		{ 8192 * MIB, 128 * MIB, -1 },	/* not enabled */
		{ UINT64_MAX, 1, -1 },
		{ 4096 * MIB, UINT64_MAX, -1 },
	};
	struct memhp_srat srat;
	size_t i;

	(void)state;
	usual();
	table_memory(&table, 0, 4608 * MIB, 128 * MIB, ON);
	table_memory(&table, 0, 6208 * MIB, 64 * MIB, HOT);
	table_memory(&table, 0, 6144 * MIB, 64 * MIB, HOT);
	table_memory(&table, 0, 6400 * MIB, 32 * MIB, HOT);
	table_memory(&table, 0, 6464 * MIB, 64 * MIB, HOT);
	table_memory(&table, 0, 8192 * MIB, 128 * MIB, MEMHP_FIRMWARE_HOTPLUGGABLE);
	table_end(&table);
	table_read(&table, table.size, &srat);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(memhp_srat_hotpluggable(srat.ranges, srat.nr, rows[i].start,
							 rows[i].size), rows[i].answer);
	assert_int_equal(memhp_srat_hotpluggable(NULL, 0, 0, MIB), -1);
	free(srat.ranges);
}

/* ---- At random ---- */

/* What holds of whatever was read. */
static void check_sanity(const struct memhp_srat *srat, size_t size)
{
	uint32_t i;

	assert_true(srat->nr <= srat->room);
	for (i = 0; i < srat->nr; i++) {
		const struct memhp_firmware_range *range = &srat->ranges[i];

		assert_true(range->size);
		assert_true(range->size - 1 <= UINT64_MAX - range->start);
		assert_true(!i || range[-1].start <= range->start);
		assert_int_equal(range->flags & ~(HOT | MEMHP_FIRMWARE_NON_VOLATILE), 0);
	}
	for (i = 0; i <= MEMHP_FAULT_MAX; i++) {
		const struct memhp_firmware_problem *problem = &srat->problems[i];

		assert_int_equal(problem->fault, problem->count ? i : 0);
		if (i == MEMHP_FAULT_NO_LENGTH || i == MEMHP_FAULT_PAST_END ||
		    i == MEMHP_FAULT_SHORT)
			assert_true(problem->where < size);
	}
}

static void random_entry(void)
{
	switch (chance() % 8) {
	case 0:
		table_processor(&table, chance() % 4);
		break;
	case 1:
		table_entry(&table, 2, 24, chance() % 4, 4, 12);
		break;
	case 2:
		table_entry(&table, chance() % 12, 2 + chance() % 60, (uint32_t)chance(), 8, 28);
		break;
	case 3:
		table_memory(&table, (uint32_t)chance(), chance(), chance(), (uint32_t)chance());
		break;
	default:
		table_memory(&table, chance() % 4, chance() % 64 * 128 * MIB,
			     chance() % 8 * 128 * MIB, chance() % 8);
	}
}

/* Bytes of it become others, mostly such as matter. */
static void mutate(void)
{
	static const uint8_t edges[] = { 0, 1, 2, 39, 40, 41, 0x7f, 0x80, 0xff };
	uint64_t n = chance() % 6;

	for (; n; n--) {
		size_t at = chance() % 4 ? chance() % table.size : 4 + chance() % 6;

		table.bytes[at] = chance() % 2 ? edges[chance() % sizeof(edges)] :
						 (uint8_t)chance();
	}
	memcpy(table.bytes, "SRAT", 4);
}

static void at_random(void **state)
{
	uint32_t i, entries, nr, domains[8];
	struct memhp_srat srat;
	size_t size;

	(void)state;
	chance_begin();
	for (i = 0; i < 60000; i++) {
		uint8_t *bytes;

		table_begin(&table);
		for (entries = chance() % 12; entries; entries--)
			random_entry();
		table_end(&table);
		mutate();
		size = chance() % 3 ? table.size : 36 + chance() % (table.size - 35);
		table_read(&table, size, &srat);
		check_sanity(&srat, size);
		memhp_srat_hotpluggable(srat.ranges, srat.nr, chance(), chance());
		free(srat.ranges);
		bytes = malloc(size);
		assert_non_null(bytes);
		memcpy(bytes, table.bytes, size);
		nr = memhp_srat_domains(bytes, size, domains, 1 + i % 8);
		assert_true(nr <= 1 + i % 8);
		free(bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table),
		cmocka_unit_test(nothing_is_wrong),
		cmocka_unit_test(no_table),
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(a_length_that_cannot_be),
		cmocka_unit_test(a_wrong_checksum),
		cmocka_unit_test(revisions),
		cmocka_unit_test(entries_without_length),
		cmocka_unit_test(entries_past_the_end),
		cmocka_unit_test(short_entries),
		cmocka_unit_test(ranges_that_cannot_be),
		cmocka_unit_test(overlaps),
		cmocka_unit_test(too_many),
		cmocka_unit_test(order_of_nodes),
		cmocka_unit_test(what_is_hotpluggable),
		cmocka_unit_test(at_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
