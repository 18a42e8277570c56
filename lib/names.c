// SPDX-License-Identifier: LGPL-2.1-or-later
/* The stable words for each value: JSON's, and sysfs' where it has one. */
#include <string.h>

#include "private.h"

static const char *const states[] = {
	[MEMHP_STATE_OFFLINE] = "offline",
	[MEMHP_STATE_GOING_OFFLINE] = "going-offline",
	[MEMHP_STATE_ONLINE] = "online",
};

static const char *const zones[] = {
	[MEMHP_ZONE_DMA] = "DMA",
	[MEMHP_ZONE_DMA32] = "DMA32",
	[MEMHP_ZONE_NORMAL] = "Normal",
	[MEMHP_ZONE_HIGHMEM] = "HighMem",
	[MEMHP_ZONE_MOVABLE] = "Movable",
	[MEMHP_ZONE_DEVICE] = "Device",
};

static const char *const owners[] = {
	[MEMHP_OWNER_BOOT] = "boot",
	[MEMHP_OWNER_ACPI] = "acpi",
	[MEMHP_OWNER_DAX] = "dax",
	[MEMHP_OWNER_VIRTIO_MEM] = "virtio_mem",
	[MEMHP_OWNER_HV_BALLOON] = "hv_balloon",
	[MEMHP_OWNER_PROBE] = "probe",
};

static const char *const outcomes[] = {
	[MEMHP_OUTCOME_DONE] = "done",
	[MEMHP_OUTCOME_UNCHANGED] = "unchanged",
	[MEMHP_OUTCOME_FAILED] = "failed",
	[MEMHP_OUTCOME_UNDONE] = "undone",
};

static const char *const reasons[] = {
	[MEMHP_REASON_NO_SUCH_BLOCK] = "no-such-block",
	[MEMHP_REASON_OFFLINE] = "offline",
	[MEMHP_REASON_OTHER_ZONE] = "other-zone",
	[MEMHP_REASON_MULTIZONE] = "multizone",
	[MEMHP_REASON_HOLES] = "holes",
	[MEMHP_REASON_UNMOVABLE] = "unmovable-page",
	[MEMHP_REASON_NOTIFIER] = "notifier",
	[MEMHP_REASON_MIGRATION] = "migration",
	[MEMHP_REASON_DEADLINE] = "deadline",
	[MEMHP_REASON_INTERRUPTED] = "interrupted",
	[MEMHP_REASON_HWPOISON] = "hwpoison",
	[MEMHP_REASON_NO_MEMORY] = "no-memory",
	[MEMHP_REASON_ATOMIC] = "atomic",
	[MEMHP_REASON_KERNEL] = "kernel",
};

_Static_assert(ARRAY_SIZE(states) == __MEMHP_STATE_LAST, "a word per state");
_Static_assert(ARRAY_SIZE(zones) == __MEMHP_ZONE_LAST, "a word per zone");
_Static_assert(ARRAY_SIZE(owners) == __MEMHP_OWNER_LAST, "a word per owner");
_Static_assert(ARRAY_SIZE(outcomes) == __MEMHP_OUTCOME_LAST, "a word per outcome");
_Static_assert(ARRAY_SIZE(reasons) == __MEMHP_REASON_LAST, "a word per reason");

static const char *name(const char *const *names, size_t count, size_t value)
{
	return value < count ? names[value] : "unknown";
}

/* The first value is "not known" in these two, "nothing" in the others. */
MEMHP_EXPORT const char *memhp_state_name(enum memhp_state state)
{
	return state ? name(states, ARRAY_SIZE(states), state) : "unknown";
}

MEMHP_EXPORT const char *memhp_owner_name(enum memhp_owner owner)
{
	return owner ? name(owners, ARRAY_SIZE(owners), owner) : "unknown";
}

MEMHP_EXPORT const char *memhp_zone_name(enum memhp_zone zone)
{
	return name(zones, ARRAY_SIZE(zones), zone);
}

MEMHP_EXPORT const char *memhp_outcome_name(unsigned int outcome)
{
	if (outcome == MEMHP_OUTCOME_PLANNED)
		return "planned";
	return name(outcomes, ARRAY_SIZE(outcomes), outcome);
}

MEMHP_EXPORT const char *memhp_reason_name(enum memhp_reason reason)
{
	return name(reasons, ARRAY_SIZE(reasons), reason);
}

static bool same(const char *name, const char *word, size_t length)
{
	return name && strlen(name) == length && !memcmp(name, word, length);
}

enum memhp_zone memhp_zone_of(const char *word, size_t length)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(zones); i++)
		if (same(zones[i], word, length))
			return (enum memhp_zone)i;
	return MEMHP_ZONE_NONE;
}

enum memhp_state memhp_state_of(const char *word)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(states); i++)
		if (same(states[i], word, strlen(word)))
			return (enum memhp_state)i;
	return MEMHP_STATE_UNKNOWN;
}
