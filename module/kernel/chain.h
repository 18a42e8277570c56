/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who refused? The kernel asks its memory notifiers one after another, and tells
 * nobody which of them said no. While this is armed, there is a kprobe on each of
 * them: the last one that was asked is the one that refused.
 */
#ifndef MEMHP_KERNEL_CHAIN_H
#define MEMHP_KERNEL_CHAIN_H

#include <linux/types.h>

struct memhp_chain;

/** memhp_chain_init - find them; turns the feature off if they are not to be found.
 * After memhp_symbols_init(). */
void memhp_chain_init(void);

/**
 * memhp_chain_arm - watch the notifiers that there are now, for this thread
 *
 * NULL: they cannot be watched here. May sleep. Free with memhp_chain_disarm().
 */
struct memhp_chain *memhp_chain_arm(void);
void memhp_chain_disarm(struct memhp_chain *chain);

/** memhp_chain_reset - forget what was seen */
void memhp_chain_reset(struct memhp_chain *chain);

/** memhp_chain_last - the function of the last that was asked whether memory may go
 * online or offline, "" if that is not known for sure */
void memhp_chain_last(const struct memhp_chain *chain, char *name, size_t size);

#endif
