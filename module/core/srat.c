// SPDX-License-Identifier: GPL-2.0 OR LGPL-2.1-or-later
#include <linux/string.h>

#include "srat.h"

/* Where fields of the table are, and how long it and its entries have to be. */
enum {
	TABLE_LENGTH	= 4,	/* u32, of all */
	TABLE_REVISION	= 8,	/* u8 */
	HEADER_SIZE	= 36,	/* what all tables begin with */
	ENTRIES		= 48,	/* where the first is */

	ENTRY_TYPE	= 0,	/* u8 */
	ENTRY_LENGTH	= 1,	/* u8, of all of it */
	ENTRY_HEADER	= 2,

	MEMORY		= 1,	/* its type */
	MEMORY_SIZE	= 40,
	MEMORY_START	= 8,	/* u64 */
	MEMORY_BYTES	= 16,	/* u64 */

	PROCESSOR	= 0,
	PROCESSOR_HIGH	= 9,	/* three bytes of the domain are here, one is at 2 */
};

#define LAST_REVISION	3
#define ENABLED		1U	/* the first flag of each kind of entry */

/* Of the entries that have a domain. */
static const struct {
	__u8 size;
	__u8 domain;
	__u8 flags;
} kinds[] = {
	/* processor */		{ 16, 2, 4 },
	/* memory */		{ MEMORY_SIZE, 2, 28 },
	/* x2APIC */		{ 24, 4, 12 },
	/* GICC */		{ 18, 2, 10 },
	/* ITS, has no node */	{ 0, 0, 0 },
	/* generic initiator */	{ 32, 4, 24 },
	/* generic port */	{ 0, 0, 0 },
	/* RINTC */		{ 20, 4, 12 },
};

#define NR_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static __u32 u32_at(const __u8 *at)
{
	return at[0] | (__u32)at[1] << 8 | (__u32)at[2] << 16 | (__u32)at[3] << 24;
}

static __u64 u64_at(const __u8 *at)
{
	return u32_at(at) | (__u64)u32_at(at + 4) << 32;
}

static void note(struct memhp_srat *srat, enum memhp_firmware_fault fault, __u64 where)
{
	struct memhp_firmware_problem *problem = &srat->problems[fault];

	if (!problem->count++) {
		problem->fault = fault;
		problem->where = where;
	}
}

/* Where its entries end: by what it says of itself, or where the bytes do. */
static __u32 end_of(const __u8 *table, __u64 size)
{
	__u32 length = u32_at(table + TABLE_LENGTH);

	return length < size ? length : (__u32)size;
}

/*
 * The entry at offset @at, which moves behind it; NULL: there is no other whole one.
 * What is wrong goes to @srat, if that is not NULL.
 */
static const __u8 *next_entry(const __u8 *table, __u32 end, __u32 *at, struct memhp_srat *srat)
{
	const __u8 *entry = table + *at;
	enum memhp_firmware_fault fault;

	if (*at >= end)
		return NULL;
	if (end - *at < ENTRY_HEADER) {
		fault = MEMHP_FAULT_PAST_END;
	} else if (entry[ENTRY_LENGTH] < ENTRY_HEADER) {
		fault = MEMHP_FAULT_NO_LENGTH;
	} else if (entry[ENTRY_LENGTH] > end - *at) {
		fault = MEMHP_FAULT_PAST_END;
	} else {
		*at += entry[ENTRY_LENGTH];
		return entry;
	}
	if (srat)
		note(srat, fault, *at);
	return NULL;
}

/* Whether the entry is of a kind that has a domain, and as long as that has to be. */
static int has_domain(const __u8 *entry)
{
	__u8 type = entry[ENTRY_TYPE];

	return type < NR_KINDS && kinds[type].size && entry[ENTRY_LENGTH] >= kinds[type].size;
}

static __u32 flags_of(const __u8 *entry)
{
	return u32_at(entry + kinds[entry[ENTRY_TYPE]].flags);
}

/* Before revision 2 a domain had 8 bits, and garbage behind them. */
static __u32 domain_of(const __u8 *table, const __u8 *entry)
{
	const __u8 *low = entry + kinds[entry[ENTRY_TYPE]].domain;

	if (table[TABLE_REVISION] < 2 && entry[ENTRY_TYPE] <= MEMORY)
		return *low;
	if (entry[ENTRY_TYPE] == PROCESSOR)
		return *low | (u32_at(entry + PROCESSOR_HIGH - 1) & ~0xffU);
	return u32_at(low);
}

static void take_memory(const __u8 *table, const __u8 *entry, struct memhp_srat *srat)
{
	__u64 start = u64_at(entry + MEMORY_START);
	__u64 size = u64_at(entry + MEMORY_BYTES);
	__u32 flags = flags_of(entry) & (MEMHP_FIRMWARE_ENABLED | MEMHP_FIRMWARE_HOTPLUGGABLE |
					 MEMHP_FIRMWARE_NON_VOLATILE);
	int empty = !size, wraps = size && size - 1 > ~0ULL - start;

	if (empty || wraps) {
		if (flags & MEMHP_FIRMWARE_ENABLED)
			note(srat, empty ? MEMHP_FAULT_EMPTY : MEMHP_FAULT_WRAPS, start);
		return;
	}
	if (srat->nr == srat->room) {
		note(srat, MEMHP_FAULT_TOO_MANY, start);
		return;
	}
	srat->ranges[srat->nr].start = start;
	srat->ranges[srat->nr].size = size;
	srat->ranges[srat->nr].domain = domain_of(table, entry);
	srat->ranges[srat->nr].flags = flags;
	srat->ranges[srat->nr].node = -1;
	srat->ranges[srat->nr].pad = 0;
	srat->nr++;
}

/* By insertion: they mostly come in order. */
static void sort(struct memhp_firmware_range *ranges, __u32 nr)
{
	struct memhp_firmware_range range;
	__u32 i, j;

	for (i = 1; i < nr; i++) {
		range = ranges[i];
		for (j = i; j && ranges[j - 1].start > range.start; j--)
			ranges[j] = ranges[j - 1];
		ranges[j] = range;
	}
}

static void note_overlaps(struct memhp_srat *srat)
{
	const struct memhp_firmware_range *range;
	__u64 last = 0;		/* byte of those before */
	int any = 0;
	__u32 i;

	for (i = 0; i < srat->nr; i++) {
		range = &srat->ranges[i];
		if (!(range->flags & MEMHP_FIRMWARE_ENABLED))
			continue;
		if (any && range->start <= last)
			note(srat, MEMHP_FAULT_OVERLAP, range->start);
		if (!any || range->start + (range->size - 1) > last)
			last = range->start + (range->size - 1);
		any = 1;
	}
}

static void check_table(const __u8 *table, __u64 size, struct memhp_srat *srat)
{
	__u32 i, length = u32_at(table + TABLE_LENGTH);
	__u8 sum = 0;

	if (length > size || length < ENTRIES) {
		note(srat, MEMHP_FAULT_CUT, end_of(table, size));
	} else {
		for (i = 0; i < length; i++)
			sum += table[i];
		if (sum)
			note(srat, MEMHP_FAULT_CHECKSUM, sum);
	}
	if (!table[TABLE_REVISION] || table[TABLE_REVISION] > LAST_REVISION)
		note(srat, MEMHP_FAULT_REVISION, table[TABLE_REVISION]);
}

int memhp_srat_valid(const void *table, __u64 size)
{
	return size >= HEADER_SIZE && !memcmp(table, "SRAT", 4);
}

__u32 memhp_srat_room(const void *table, __u64 size)
{
	__u32 end = end_of(table, size), room;

	room = end > ENTRIES ? (end - ENTRIES) / MEMORY_SIZE : 0;
	return room < MEMHP_SRAT_RANGES ? room : MEMHP_SRAT_RANGES;
}

void memhp_srat_read(const void *table, __u64 size, struct memhp_srat *srat)
{
	__u32 at = ENTRIES, end = end_of(table, size);
	const __u8 *entry;

	check_table(table, size, srat);
	while ((entry = next_entry(table, end, &at, srat))) {
		if (entry[ENTRY_TYPE] >= NR_KINDS || !kinds[entry[ENTRY_TYPE]].size)
			continue;
		if (!has_domain(entry))
			note(srat, MEMHP_FAULT_SHORT, entry - (const __u8 *)table);
		else if (entry[ENTRY_TYPE] == MEMORY)
			take_memory(table, entry, srat);
	}
	sort(srat->ranges, srat->nr);
	note_overlaps(srat);
}

static __u32 add_domain(__u32 *domains, __u32 nr, __u32 room, __u32 domain)
{
	__u32 i;

	for (i = 0; i < nr; i++)
		if (domains[i] == domain)
			return nr;
	if (nr < room)
		domains[nr++] = domain;
	return nr;
}

__u32 memhp_srat_domains(const void *table, __u64 size, __u32 *domains, __u32 room)
{
	__u32 at, nr = 0, end = end_of(table, size);
	const __u8 *entry;
	int memory;

	for (memory = 0; memory <= 1; memory++) {
		at = ENTRIES;
		while ((entry = next_entry(table, end, &at, NULL)))
			if (has_domain(entry) && (entry[ENTRY_TYPE] == MEMORY) == memory &&
			    flags_of(entry) & ENABLED)
				nr = add_domain(domains, nr, room, domain_of(table, entry));
	}
	return nr;
}

/* The ranges are in order: those that cover it follow each other. One that is fixed pins
 * all of it, if only in part. */
int memhp_srat_hotpluggable(const struct memhp_firmware_range *ranges, __u32 nr,
			    __u64 start, __u64 size)
{
	const struct memhp_firmware_range *range = ranges, *end = ranges + nr;
	__u64 last = start + (size - 1), range_last, next = start;
	int all = 0;

	for (; range < end && range->start <= last; range++) {
		range_last = range->start + (range->size - 1);
		if (!(range->flags & MEMHP_FIRMWARE_ENABLED) || !range->size ||
		    range_last < start)
			continue;
		if (!(range->flags & MEMHP_FIRMWARE_HOTPLUGGABLE))
			return 0;
		if (all || range->start > next || range_last < next)
			continue;
		all = range_last >= last;
		next = range_last + 1;
	}
	return all ? 1 : -1;
}
