// SPDX-License-Identifier: GPL-2.0
#include <linux/acpi.h>
#include <linux/minmax.h>
#include <linux/slab.h>

#include "firmware.h"
#include "kernel/features.h"

struct affinity {
	u64 start;
	u64 size;
	bool hotpluggable;
	bool volatile_ram;
};

static struct affinity *ranges;
static u32 nr_ranges;

/* The next entry of the table behind @entry, NULL if there is no whole one. */
static struct acpi_subtable_header *next(struct acpi_table_header *table,
					 struct acpi_subtable_header *entry)
{
	u8 *end = (u8 *)table + table->length;
	u8 *at = entry ? (u8 *)entry + entry->length
		       : (u8 *)table + sizeof(struct acpi_table_srat);

	if (at > end || end - at < sizeof(*entry))
		return NULL;
	entry = (struct acpi_subtable_header *)at;
	if (entry->length < sizeof(*entry) || entry->length > end - at)
		return NULL;
	return entry;
}

static void take(struct acpi_subtable_header *entry)
{
	struct acpi_srat_mem_affinity *mem = (void *)entry;

	if (entry->type != ACPI_SRAT_TYPE_MEMORY_AFFINITY ||
	    entry->length < sizeof(*mem) ||
	    !(mem->flags & ACPI_SRAT_MEM_ENABLED) || !mem->length)
		return;
	ranges[nr_ranges++] = (struct affinity){
		.start = mem->base_address,
		.size = mem->length,
		.hotpluggable = mem->flags & ACPI_SRAT_MEM_HOT_PLUGGABLE,
		.volatile_ram = !(mem->flags & ACPI_SRAT_MEM_NON_VOLATILE),
	};
}

static int read_table(struct acpi_table_header *table)
{
	struct acpi_subtable_header *entry = NULL;
	u32 nr = 0;

	while ((entry = next(table, entry)))
		nr++;
	ranges = kcalloc(nr + 1, sizeof(*ranges), GFP_KERNEL);
	if (!ranges)
		return -ENOMEM;
	while ((entry = next(table, entry)))
		take(entry);
	return 0;
}

int memhp_firmware_init(void)
{
	struct acpi_table_header *table;
	int ret;

	if (acpi_disabled ||
	    ACPI_FAILURE(acpi_get_table(ACPI_SIG_SRAT, 0, &table))) {
		memhp_features_lack(1U << MEMHP_FEATURE_FIRMWARE,
				    "the firmware has no SRAT");
		return 0;
	}
	ret = read_table(table);
	acpi_put_table(table);
	return ret;
}

void memhp_firmware_exit(void)
{
	kfree(ranges);
}

int memhp_firmware_hotpluggable(u64 start, u64 size)
{
	int answer = -1;
	u32 i;

	for (i = 0; i < nr_ranges; i++) {
		u64 in = start - ranges[i].start;

		if (start < ranges[i].start || in >= ranges[i].size ||
		    ranges[i].size - in < size)
			continue;
		/* Where ranges overlap, one that is fixed pins the block. */
		if (!ranges[i].hotpluggable)
			return 0;
		answer = 1;
	}
	return answer;
}

u64 memhp_firmware_until(u64 addr)
{
	u64 end = 0;
	u32 i;

	/* What is fixed and not in the firmware's map it keeps for itself. */
	for (i = 0; i < nr_ranges; i++)
		if (ranges[i].hotpluggable && ranges[i].volatile_ram &&
		    addr >= ranges[i].start &&
		    addr - ranges[i].start < ranges[i].size)
			end = max(end, ranges[i].start + ranges[i].size);
	return end;
}
