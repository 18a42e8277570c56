// SPDX-License-Identifier: GPL-2.0
#include <linux/ktime.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <linux/xarray.h>

#include "trouble.h"

/* By index of the block. */
static DEFINE_XARRAY(troubles);

/* A change is being undone: written under the device hotplug lock. */
static bool keep;

struct memhp_trouble memhp_trouble_none(void)
{
	return (struct memhp_trouble){ .page.pfn = ~0ULL };
}

/* Without memory for @t there is none: the older one would be told as the last. */
static void replace(u64 block, struct memhp_trouble *t)
{
	struct memhp_trouble *old = xa_store(&troubles, block, t, GFP_KERNEL);

	if (xa_is_err(old)) {
		kfree(t);
		old = xa_erase(&troubles, block);
	}
	kfree(old);
}

void memhp_trouble_note(u32 op, u32 choice, const struct memhp_result *result,
			const struct memhp_trouble *why)
{
	struct memhp_trouble *t = kmemdup(why, sizeof(*why), GFP_KERNEL);

	if (t) {
		t->block = result->block;
		t->when_ns = ktime_get_real_ns();
		t->op = op;
		t->choice = choice;
		t->reason = result->reason;
		t->error = result->error;
	}
	replace(result->block, t);
}

void memhp_trouble_keep(bool on)
{
	WRITE_ONCE(keep, on);
}

void memhp_trouble_forget(u64 first, u64 count)
{
	struct memhp_trouble *t;
	unsigned long index = first;

	if (READ_ONCE(keep))
		return;
	while ((t = xa_find(&troubles, &index, first + count - 1,
			    XA_PRESENT)))
		kfree(xa_erase(&troubles, index));
}

bool memhp_trouble_next(u64 from, struct memhp_trouble *out)
{
	struct memhp_trouble *t;
	unsigned long index = from;

	xa_lock(&troubles);
	t = xa_find(&troubles, &index, ULONG_MAX, XA_PRESENT);
	if (t)
		*out = *t;
	xa_unlock(&troubles);
	return t;
}

void memhp_trouble_exit(void)
{
	memhp_trouble_forget(0, ULONG_MAX);
	xa_destroy(&troubles);
}
