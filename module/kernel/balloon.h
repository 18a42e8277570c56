/* SPDX-License-Identifier: GPL-2.0 */
/* The balloon driver of Hyper-V, which adds memory too. */
#ifndef MEMHP_KERNEL_BALLOON_H
#define MEMHP_KERNEL_BALLOON_H

#include <linux/types.h>

/** memhp_balloon_init - after memhp_symbols_init() */
void memhp_balloon_init(void);

/** memhp_balloon_is_there - has it the kernel's callback for pages that go online, as
 * it has while it may add memory? From any context. */
bool memhp_balloon_is_there(void);

#endif
