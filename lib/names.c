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
	[MEMHP_REASON_POLICY] = "policy",
	[MEMHP_REASON_ISOLATE] = "cannot-isolate",
	[MEMHP_REASON_HUGE_PAGE] = "huge-page",
	[MEMHP_REASON_NO_ROOM] = "no-room",
	[MEMHP_REASON_STAGED] = "staged",
	[MEMHP_REASON_NOT_STAGED] = "not-staged",
	[MEMHP_REASON_DRIVER] = "driver",
	[MEMHP_REASON_SLOT] = "callback-taken",
	[MEMHP_REASON_POPULATED] = "populated",
	[MEMHP_REASON_HELD] = "held",
	[MEMHP_REASON_TOO_MUCH] = "too-much",
	[MEMHP_REASON_PROVIDER] = "provider",
	[MEMHP_REASON_UNALIGNED] = "unaligned",
	[MEMHP_REASON_BEYOND] = "beyond",
	[MEMHP_REASON_CLAIMED] = "claimed",
	[MEMHP_REASON_NO_RAM] = "no-ram",
	[MEMHP_REASON_SILENT] = "silent",
	[MEMHP_REASON_NO_NODE] = "no-node",
	[MEMHP_REASON_NO_MEMMAP_ROOM] = "no-memmap-room",
	[MEMHP_REASON_NO_MEMMAP] = "no-memmap",
	[MEMHP_REASON_NOT_OURS] = "not-ours",
	[MEMHP_REASON_ONLINE] = "online",
	[MEMHP_REASON_AGENT] = "agent",
};

static const char *const choices[] = {
	[MEMHP_CHOICE_AUTO] = "auto",
	[MEMHP_CHOICE_KEEP] = "keep",
	[MEMHP_CHOICE_KERNEL] = "kernel",
	[MEMHP_CHOICE_MOVABLE] = "movable",
};

static const char *const actions[] = {
	[MEMHP_ACTION_KERNEL_DEFAULT] = "kernel-default",
	[MEMHP_ACTION_KERNEL] = "kernel",
	[MEMHP_ACTION_MOVABLE] = "movable",
	[MEMHP_ACTION_AUTO_MOVABLE] = "auto-movable",
	[MEMHP_ACTION_OFFLINE] = "offline",
};

static const char *const group_types[] = {
	[MEMHP_GROUP_NONE] = "none",
	[MEMHP_GROUP_STATIC] = "static",
	[MEMHP_GROUP_DYNAMIC] = "dynamic",
};

static const char *const whys[] = {
	[MEMHP_WHY_NO_RULE] = "no-rule",
	[MEMHP_WHY_RULE] = "rule",
	[MEMHP_WHY_GROUP] = "group",
	[MEMHP_WHY_UNIT] = "unit",
	[MEMHP_WHY_RATIO] = "ratio",
	[MEMHP_WHY_NODE_RATIO] = "node-ratio",
	[MEMHP_WHY_FITS] = "fits",
};

static const char *const page_kinds[] = {
	[MEMHP_PAGE_FREE] = "free",
	[MEMHP_PAGE_ANON] = "anon",
	[MEMHP_PAGE_FILE] = "file",
	[MEMHP_PAGE_MOVABLE] = "movable",
	[MEMHP_PAGE_HUGE_FREE] = "huge-free",
	[MEMHP_PAGE_HUGE_USED] = "huge-used",
	[MEMHP_PAGE_PINNED] = "pinned",
	[MEMHP_PAGE_SLAB] = "slab",
	[MEMHP_PAGE_TABLE] = "page-table",
	[MEMHP_PAGE_STACK] = "kernel-stack",
	[MEMHP_PAGE_VMEMMAP] = "vmemmap",
	[MEMHP_PAGE_RESERVED] = "reserved",
	[MEMHP_PAGE_UNKNOWN] = "unknown",
	[MEMHP_PAGE_POISONED] = "poisoned",
	[MEMHP_PAGE_OFFLINE] = "offline",
	[MEMHP_PAGE_HOLE] = "hole",
};

static const char *const unplugs[] = {
	[MEMHP_UNPLUG_UNKNOWN] = "unknown",
	[MEMHP_UNPLUG_YES] = "yes",
	[MEMHP_UNPLUG_NO_MEMORY] = "no-memory",
	[MEMHP_UNPLUG_FIXED] = "fixed-memory",
	[MEMHP_UNPLUG_KERNEL] = "kernel-memory",
};

static const char *const causes[] = {
	[MEMHP_CAUSE_UNKNOWN] = "unknown",
	[MEMHP_CAUSE_NONE] = "none",
	[MEMHP_CAUSE_FIXED] = "fixed-memory",
	[MEMHP_CAUSE_NO_OPTION] = "no-movable-node",
	[MEMHP_CAUSE_KERNEL_FIRST] = "kernel-was-first",
	[MEMHP_CAUSE_ONLINED] = "onlined",
};

static const char *const prospects[] = {
	[MEMHP_PROSPECT_UNKNOWN] = "unknown",
	[MEMHP_PROSPECT_EMPTY] = "yes",
	[MEMHP_PROSPECT_LIKELY] = "likely",
	[MEMHP_PROSPECT_DOUBTFUL] = "doubtful",
	[MEMHP_PROSPECT_NO] = "no",
	[MEMHP_PROSPECT_NEVER] = "never",
};

_Static_assert(ARRAY_SIZE(states) == __MEMHP_STATE_LAST, "a word per state");
_Static_assert(ARRAY_SIZE(zones) == __MEMHP_ZONE_LAST, "a word per zone");
_Static_assert(ARRAY_SIZE(owners) == __MEMHP_OWNER_LAST, "a word per owner");
_Static_assert(ARRAY_SIZE(outcomes) == __MEMHP_OUTCOME_LAST, "a word per outcome");
_Static_assert(ARRAY_SIZE(reasons) == __MEMHP_REASON_LAST, "a word per reason");
_Static_assert(ARRAY_SIZE(choices) == __MEMHP_CHOICE_LAST, "a word per choice");
_Static_assert(ARRAY_SIZE(actions) == __MEMHP_ACTION_LAST, "a word per action");
_Static_assert(ARRAY_SIZE(group_types) == __MEMHP_GROUP_LAST, "a word per type");
_Static_assert(ARRAY_SIZE(whys) == __MEMHP_WHY_LAST, "a word per why");
_Static_assert(ARRAY_SIZE(page_kinds) == __MEMHP_PAGE_LAST, "a word per kind");
_Static_assert(ARRAY_SIZE(prospects) == __MEMHP_PROSPECT_LAST, "a word per prospect");

static const char *const ops[] = {
	[MEMHP_OP_ONLINE] = "online",
	[MEMHP_OP_OFFLINE] = "offline",
	[MEMHP_OP_SHIFT] = "shift",
};

static const char *const bys[] = {
	[MEMHP_BY_MEMHP] = "memhp",
	[MEMHP_BY_POLICY] = "policy",
	[MEMHP_BY_PROCESS] = "process",
	[MEMHP_BY_KERNEL] = "kernel",
};

static const char *const events[] = {
	[MEMHP_EVENT_GOING_ONLINE] = "going-online",
	[MEMHP_EVENT_CANCEL_ONLINE] = "cancel-online",
	[MEMHP_EVENT_ONLINE] = "online",
	[MEMHP_EVENT_GOING_OFFLINE] = "going-offline",
	[MEMHP_EVENT_CANCEL_OFFLINE] = "cancel-offline",
	[MEMHP_EVENT_OFFLINE] = "offline",
	[MEMHP_EVENT_ADDED] = "added",
	[MEMHP_EVENT_REMOVED] = "removed",
	[MEMHP_EVENT_SHIFT] = "shift",
	[MEMHP_EVENT_FAILED] = "failed",
	[MEMHP_EVENT_UNDONE] = "undone",
	[MEMHP_EVENT_POPULATE] = "populate",
	[MEMHP_EVENT_DEPOPULATE] = "depopulate",
	[MEMHP_EVENT_DECISION] = "decision",
	[MEMHP_EVENT_POLICY] = "policy",
	[MEMHP_EVENT_GROUP] = "group",
};

_Static_assert(ARRAY_SIZE(ops) == __MEMHP_OP_LAST, "a word per op");
_Static_assert(ARRAY_SIZE(bys) == __MEMHP_BY_LAST, "a word per asker");
_Static_assert(ARRAY_SIZE(events) == __MEMHP_EVENT_LAST, "a word per event");

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

MEMHP_EXPORT const char *memhp_choice_name(enum memhp_choice choice)
{
	return name(choices, ARRAY_SIZE(choices), choice);
}

MEMHP_EXPORT const char *memhp_action_name(enum memhp_action action)
{
	return name(actions, ARRAY_SIZE(actions), action);
}

MEMHP_EXPORT const char *memhp_group_type_name(enum memhp_group_type type)
{
	return name(group_types, ARRAY_SIZE(group_types), type);
}

MEMHP_EXPORT const char *memhp_why_name(enum memhp_why why)
{
	return name(whys, ARRAY_SIZE(whys), why);
}

MEMHP_EXPORT const char *memhp_page_kind_name(enum memhp_page_kind kind)
{
	return name(page_kinds, ARRAY_SIZE(page_kinds), kind);
}

MEMHP_EXPORT const char *memhp_prospect_name(enum memhp_prospect prospect)
{
	return name(prospects, ARRAY_SIZE(prospects), prospect);
}

MEMHP_EXPORT const char *memhp_unplug_name(enum memhp_unplug unplug)
{
	return name(unplugs, ARRAY_SIZE(unplugs), unplug);
}

MEMHP_EXPORT const char *memhp_cause_name(enum memhp_cause cause)
{
	return name(causes, ARRAY_SIZE(causes), cause);
}

MEMHP_EXPORT const char *memhp_op_name(enum memhp_op op)
{
	return name(ops, ARRAY_SIZE(ops), op);
}

MEMHP_EXPORT const char *memhp_by_name(enum memhp_by by)
{
	return name(bys, ARRAY_SIZE(bys), by);
}

MEMHP_EXPORT const char *memhp_event_name(unsigned int event)
{
	return event == MEMHP_EVENT_LOST ? "lost" : name(events, ARRAY_SIZE(events), event);
}

/* The value that @word, @length long, is the name of; 0 if of none. */
static unsigned int value_of(const char *const *names, size_t count,
			     const char *word, size_t length)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (names[i] && strlen(names[i]) == length &&
		    !memcmp(names[i], word, length))
			return (unsigned int)i;
	return 0;
}

enum memhp_zone memhp_zone_of(const char *word, size_t length)
{
	return value_of(zones, ARRAY_SIZE(zones), word, length);
}

enum memhp_state memhp_state_of(const char *word)
{
	return value_of(states, ARRAY_SIZE(states), word, strlen(word));
}

enum memhp_owner memhp_owner_of(const char *word)
{
	return value_of(owners, ARRAY_SIZE(owners), word, strlen(word));
}

MEMHP_EXPORT unsigned int memhp_event_of(const char *word)
{
	if (!strcmp(word, memhp_event_name(MEMHP_EVENT_LOST)))
		return MEMHP_EVENT_LOST;
	return value_of(events, ARRAY_SIZE(events), word, strlen(word));
}
