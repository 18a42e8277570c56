/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The policy for everyone who onlines memory: sysfs, udev, drivers, the kernel.
 *
 * A kprobe on the function that every onlining of a block passes sets the zone
 * where the caller named none, and notes what was asked for. A memory notifier
 * then refuses what the policy forbids, if it is to be enforced. What the engine
 * does has been decided upon before, and is let through.
 */
#ifndef MEMHP_HOOK_H
#define MEMHP_HOOK_H

/** memhp_hook_init - after memhp_groups_init(); turns HOOK off, or an errno */
int memhp_hook_init(void);
void memhp_hook_exit(void);

/** memhp_hook_pass - let the current thread through (or no more). Device hotplug
 * lock. */
void memhp_hook_pass(bool pass);

#endif
