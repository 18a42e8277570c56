// SPDX-License-Identifier: GPL-2.0
#include <linux/acpi.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/slab.h>
#include <net/genetlink.h>

#include "core/srat.h"
#include "firmware.h"
#include "kernel/features.h"
#include "netlink.h"

/* Read once: the firmware does not change its tables. */
static struct memhp_srat srat;

/* A kernel that did not believe the table does not have all of its nodes. */
static void name_nodes(void)
{
	struct memhp_firmware_range *range;
	int node;

	for (range = srat.ranges; range < srat.ranges + srat.nr; range++) {
		if (!(range->flags & MEMHP_FIRMWARE_ENABLED))
			continue;
		node = pxm_to_node(range->domain);
		if (node >= 0 && node_possible(node))
			range->node = node;
	}
}

static bool read_table(struct acpi_table_header *table)
{
	srat.room = memhp_srat_room(table, table->length);
	srat.ranges = kvcalloc(srat.room + 1, sizeof(*srat.ranges), GFP_KERNEL);
	if (!srat.ranges)
		return false;
	memhp_srat_read(table, table->length, &srat);
	name_nodes();
	return true;
}

void memhp_firmware_init(void)
{
	struct acpi_table_header *table;

	if (acpi_disabled ||
	    ACPI_FAILURE(acpi_get_table(ACPI_SIG_SRAT, 0, &table))) {
		memhp_features_lack(1U << MEMHP_FEATURE_FIRMWARE,
				    "the firmware has no SRAT");
		return;
	}
	if (!read_table(table))
		memhp_features_lack(1U << MEMHP_FEATURE_FIRMWARE,
				    "no memory for the firmware's SRAT");
	acpi_put_table(table);
}

void memhp_firmware_exit(void)
{
	kvfree(srat.ranges);
}

int memhp_firmware_hotpluggable(u64 start, u64 size)
{
	return memhp_srat_hotpluggable(srat.ranges, srat.nr, start, size);
}

u64 memhp_firmware_until(u64 addr)
{
	const u32 wanted = MEMHP_FIRMWARE_ENABLED | MEMHP_FIRMWARE_HOTPLUGGABLE;
	const struct memhp_firmware_range *range;
	u64 end = 0;

	/* What is fixed and not in the firmware's map it keeps for itself. */
	for (range = srat.ranges; range < srat.ranges + srat.nr; range++)
		if ((range->flags & (wanted | MEMHP_FIRMWARE_NON_VOLATILE)) == wanted &&
		    addr >= range->start && addr - range->start < range->size)
			end = max(end, range->start + range->size);
	return end;
}

int memhp_firmware_start(struct netlink_callback *cb)
{
	return memhp_has(MEMHP_FEATURE_FIRMWARE) ? 0 : -EOPNOTSUPP;
}

/* One message, of range @next or of a problem behind the ranges; false: there is no
 * room. What is not wrong has no message. */
static bool put(struct sk_buff *skb, struct netlink_callback *cb, long next)
{
	const struct memhp_firmware_problem *problem;

	if (next < srat.nr)
		return memhp_netlink_struct(skb, cb, MEMHP_CMD_FIRMWARE,
					    MEMHP_A_FIRMWARE_RANGE, &srat.ranges[next],
					    sizeof(*srat.ranges));
	problem = &srat.problems[next - srat.nr];
	return !problem->count ||
	       memhp_netlink_struct(skb, cb, MEMHP_CMD_FIRMWARE, MEMHP_A_FIRMWARE_PROBLEM,
				    problem, sizeof(*problem));
}

/* args[0]: the next. */
int memhp_firmware_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	for (; cb->args[0] < srat.nr + ARRAY_SIZE(srat.problems); cb->args[0]++)
		if (!put(skb, cb, cb->args[0]))
			return skb->len;
	return 0;
}
