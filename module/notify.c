// SPDX-License-Identifier: GPL-2.0
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/nodemask.h>

#include "agents.h"
#include "kernel/block.h"
#include "notify.h"

/* The one change that is on its way. */
static struct {
	struct memhp_event event;
	struct zone *zone;
	unsigned long managed;	/* pages of the zone that the allocator had before */
	u64 begin_ns;
	bool memory;		/* its node had memory */
	bool normal;		/* and kernel memory */
	bool waits;		/* a cancel is to be told, with its reason */
} now;

static bool goes_online(unsigned long action)
{
	return action == MEM_GOING_ONLINE || action == MEM_ONLINE ||
	       action == MEM_CANCEL_ONLINE;
}

/* Not by N_NORMAL_MEMORY, which some kernels set at boot only. */
static unsigned long kernel_pages(int nid)
{
	const struct zone *zones = NODE_DATA(nid)->node_zones;
	unsigned long pages = 0;
	int i;

	for (i = 0; i <= ZONE_NORMAL; i++)
		pages += zones[i].present_pages;
	return pages;
}

/* What it would mean to the node. */
static u32 prospect(bool online, const struct memory_notify *change)
{
	int nid = now.event.node;
	bool kernel = zone_idx(now.zone) <= ZONE_NORMAL;
	u32 status = 0;

	if (online) {
		status |= now.memory ? 0 : MEMHP_NODE_FIRST_MEMORY;
		status |= now.normal || !kernel ? 0 : MEMHP_NODE_FIRST_NORMAL;
		return status;
	}
	if (NODE_DATA(nid)->node_present_pages <= change->nr_pages)
		status |= MEMHP_NODE_LAST_MEMORY;
	if (kernel && kernel_pages(nid) <= change->nr_pages)
		status |= MEMHP_NODE_LAST_NORMAL;
	return status;
}

/* What it did mean. */
static u32 became(void)
{
	int nid = now.event.node;
	u32 status = 0;

	if (node_state(nid, N_MEMORY) != now.memory)
		status |= now.memory ? MEMHP_NODE_LAST_MEMORY : MEMHP_NODE_FIRST_MEMORY;
	if (!!kernel_pages(nid) != now.normal)
		status |= now.normal ? MEMHP_NODE_LAST_NORMAL : MEMHP_NODE_FIRST_NORMAL;
	return status;
}

int memhp_notify_going(unsigned long action, const struct memory_notify *change,
		       const struct memhp_who *who, bool ask)
{
	bool online = goes_online(action);
	struct memhp_range blocks = memhp_change_blocks(change);
	struct memhp_event *e = &now.event;

	memhp_notify_why(MEMHP_REASON_NONE, 0);
	*e = memhp_event_new(online ? MEMHP_EVENT_GOING_ONLINE : MEMHP_EVENT_GOING_OFFLINE,
			     who);
	/* Whichever way it goes, its pages are of that zone just now. */
	now.zone = page_zone(pfn_to_page(change->start_pfn));
	now.managed = zone_managed_pages(now.zone);
	now.begin_ns = ktime_get_ns();
	e->first = blocks.first;
	e->count = blocks.count;
	e->asked = change->nr_pages;
	e->node = zone_to_nid(now.zone);
	e->zone = memhp_zone_number(now.zone);
	e->op = online ? MEMHP_OP_ONLINE : MEMHP_OP_OFFLINE;
	now.memory = node_state(e->node, N_MEMORY);
	now.normal = kernel_pages(e->node);
	e->status = prospect(online, change);
	if (!online && ask)
		e->ask = memhp_agents_open(who->pid);
	memhp_event_tell(e);
	return e->ask ? memhp_agents_wait(e->ask, e->name, sizeof(e->name)) : 0;
}

static u32 kind_of(unsigned long action)
{
	switch (action) {
	case MEM_ONLINE:
		return MEMHP_EVENT_ONLINE;
	case MEM_OFFLINE:
		return MEMHP_EVENT_OFFLINE;
	case MEM_CANCEL_ONLINE:
		return MEMHP_EVENT_CANCEL_ONLINE;
	default:
		return MEMHP_EVENT_CANCEL_OFFLINE;
	}
}

void memhp_notify_refused(u32 reason, s32 error)
{
	now.event.reason = reason;
	now.event.error = error;
}

void memhp_notify_gone(unsigned long action, bool why)
{
	struct memhp_event *e = &now.event;
	unsigned long managed;

	/* It began before we were there to see. */
	if (!now.zone)
		return;
	e->event = kind_of(action);
	e->ns = ktime_get_ns() - now.begin_ns;
	e->ask = 0;
	e->status = 0;
	if (action == MEM_ONLINE || action == MEM_OFFLINE) {
		managed = zone_managed_pages(now.zone);
		e->pages = action == MEM_ONLINE ? managed - min(managed, now.managed) :
						  now.managed - min(managed, now.managed);
		e->pages = min(e->pages, e->asked);
		e->status = became();
		why = false;
	}
	now.waits = why;
	if (!why)
		memhp_event_tell(e);
	now.zone = NULL;
}

void memhp_notify_why(u32 reason, s32 error)
{
	if (!now.waits)
		return;
	now.waits = false;
	if (reason)
		memhp_notify_refused(reason, error);
	memhp_event_tell(&now.event);
}
