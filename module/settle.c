// SPDX-License-Identifier: GPL-2.0
#include <linux/device.h>
#include <linux/kobject.h>

#include "kernel/block.h"
#include "kernel/calls.h"
#include "kernel/compat.h"
#include "settle.h"
#include "witness.h"

void memhp_settle_online(struct memory_block **mems, u32 nr, struct zone *zone)
{
	u32 i;

	memhp_changing(true);
	for (i = 0; i < nr; i++) {
		struct device *dev = &mems[i]->dev;

		device_lock(dev);
		memhp_compat_set_zone(mems[i], zone);
		mems[i]->state = MEM_ONLINE;
		kobject_uevent(&dev->kobj, KOBJ_ONLINE);
		memhp_compat_set_offline(dev, false);
		device_unlock(dev);
	}
	memhp_changing(false);
}

void memhp_settle_offline(struct memory_block **mems, u32 nr)
{
	u32 i;

	memhp_changing(true);
	for (i = 0; i < nr; i++) {
		struct device *dev = &mems[i]->dev;

		device_lock(dev);
		memhp_compat_set_zone(mems[i], NULL);
		mems[i]->state = MEM_OFFLINE;
		kobject_uevent(&dev->kobj, KOBJ_OFFLINE);
		memhp_compat_set_offline(dev, true);
		device_unlock(dev);
	}
	memhp_changing(false);
}

static void set_state(struct memory_block **mems, u32 nr, int state)
{
	u32 i;

	memhp_changing(true);
	for (i = 0; i < nr; i++) {
		device_lock(&mems[i]->dev);
		mems[i]->state = state;
		device_unlock(&mems[i]->dev);
	}
	memhp_changing(false);
}

void memhp_settle_going_offline(struct memory_block **mems, u32 nr)
{
	set_state(mems, nr, MEM_GOING_OFFLINE);
}

void memhp_settle_still_online(struct memory_block **mems, u32 nr)
{
	set_state(mems, nr, MEM_ONLINE);
}

void memhp_read_state(struct memory_block *mem, u8 *state, u8 *zone,
		      unsigned long *zone_key)
{
	struct zone *z = NULL;

	*state = memhp_block_state(mem);
	if (*state == MEMHP_STATE_ONLINE)
		z = memhp_zone_of(mem);
	*zone = memhp_zone_number(z);
	*zone_key = (unsigned long)z;
}

unsigned long memhp_group_key(struct memory_block *mem)
{
	return (unsigned long)memhp_compat_group(mem);
}
