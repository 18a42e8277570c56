// SPDX-License-Identifier: GPL-2.0
#include <linux/slab.h>
#include <linux/xarray.h>

#include "added.h"

/* By block. What is found is copied under the lock of the array. */
static DEFINE_XARRAY(blocks);

int memhp_added_note(u64 block, const struct memhp_added *added)
{
	struct memhp_added *copy = kmemdup(added, sizeof(*added), GFP_KERNEL);
	void *old;

	if (!copy)
		return -ENOMEM;
	old = xa_store(&blocks, block, copy, GFP_KERNEL);
	if (xa_is_err(old)) {
		kfree(copy);
		return xa_err(old);
	}
	kfree(old);
	return 0;
}

bool memhp_added_find(u64 block, struct memhp_added *added)
{
	struct memhp_added *found;

	xa_lock(&blocks);
	found = xa_load(&blocks, block);
	if (found)
		*added = *found;
	xa_unlock(&blocks);
	return found;
}

void memhp_added_forget(u64 block)
{
	kfree(xa_erase(&blocks, block));
}

void memhp_added_exit(void)
{
	struct memhp_added *added;
	unsigned long block;

	xa_for_each(&blocks, block, added)
		kfree(added);
	xa_destroy(&blocks);
}
