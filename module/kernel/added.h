/* SPDX-License-Identifier: GPL-2.0 */
/* The blocks that memhp itself has added. */
#ifndef MEMHP_KERNEL_ADDED_H
#define MEMHP_KERNEL_ADDED_H

#include <linux/types.h>

/** struct memhp_added - the request that a block came by */
struct memhp_added {
	u64 start;
	u64 size;
};

/** memhp_added_note - block @block is about to come; 0 or -ENOMEM. May sleep. */
int memhp_added_note(u64 block, const struct memhp_added *added);
/** memhp_added_find - did memhp add block @block? */
bool memhp_added_find(u64 block, struct memhp_added *added);
/** memhp_added_forget - it has gone, or did not come */
void memhp_added_forget(u64 block);
void memhp_added_exit(void);

#endif
