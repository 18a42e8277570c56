/* SPDX-License-Identifier: GPL-2.0 OR LGPL-2.1-or-later */
/*
 * The SRAT: which memory is where, as the firmware tells it (ACPI 6.5, 5.2.16).
 *
 * Nothing in the table is believed before it was compared with the bytes there are:
 * it may come from a file, and firmware makes mistakes, too.
 */
#ifndef MEMHP_CORE_SRAT_H
#define MEMHP_CORE_SRAT_H

#include <memhp/uapi.h>

#define MEMHP_SRAT_RANGES	4096	/* the most that are kept; the kernel takes fewer */

/**
 * struct memhp_srat - what was read
 * @ranges:	of memory, by address; the caller's, with room for @room
 * @room:	memhp_srat_room() of the table
 * @nr:		how many there are
 * @problems:	by their fault; those that are there have a count
 */
struct memhp_srat {
	struct memhp_firmware_range *ranges;
	__u32 room;
	__u32 nr;
	struct memhp_firmware_problem problems[MEMHP_FAULT_MAX + 1];
};

/** memhp_srat_valid - are the @size bytes at @table an SRAT, whatever is wrong with it? */
int memhp_srat_valid(const void *table, __u64 size);

/** memhp_srat_room - how many ranges such a table may have, at most MEMHP_SRAT_RANGES */
__u32 memhp_srat_room(const void *table, __u64 size);

/**
 * memhp_srat_read - read a table that is valid
 * @srat:	its @ranges and @room are set, the rest is zeros
 *
 * The nodes of the ranges are -1 then. What is not enabled counts for nothing but the
 * list of ranges, and is not in that either if it has no bytes or no end.
 */
void memhp_srat_read(const void *table, __u64 size, struct memhp_srat *srat);

/**
 * memhp_srat_domains - domains in the order in which the kernel gives them nodes at boot
 * @domains:	out: that of node 0, of node 1 and so on
 * @room:	of @domains
 *
 * First those of processors and other initiators as they come, then those of memory:
 * acpi_numa_init() of drivers/acpi/numa/srat.c. Returns how many there are.
 */
__u32 memhp_srat_domains(const void *table, __u64 size, __u32 *domains, __u32 room);

/**
 * memhp_srat_hotpluggable - is what lies at @start hotpluggable?
 * @ranges:	by address
 *
 * 0 if an enabled range has some of the @size bytes, at least 1, and is fixed; 1 if
 * those that are hotpluggable have all of them; else -1.
 */
int memhp_srat_hotpluggable(const struct memhp_firmware_range *ranges, __u32 nr,
			    __u64 start, __u64 size);

#endif
