/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel's memory notifiers are told, as events. The witness calls in here from
 * both ends of their chain; all of it under the device hotplug lock.
 */
#ifndef MEMHP_NOTIFY_H
#define MEMHP_NOTIFY_H

#include <linux/memory.h>

#include "events.h"

/**
 * memhp_notify_going - memory is about to go online or offline
 * @who:	asks for it
 * @ask:	agents are asked
 *
 * Before anybody else hears of it. Agents are waited for in here; 0, -EBUSY: one of
 * them objects; -EINTR.
 */
int memhp_notify_going(unsigned long action, const struct memory_notify *change,
		       const struct memhp_who *who, bool ask);

/**
 * memhp_notify_gone - it did, or did not
 * @why:	an enum memhp_reason is still to come by memhp_notify_why()
 *
 * After everybody else has heard of it.
 */
void memhp_notify_gone(unsigned long action, bool why);

/** memhp_notify_refused - that it did not was because of @reason */
void memhp_notify_refused(u32 reason, s32 error);

/** memhp_notify_why - why what the last memhp_notify_gone() was about did not go, if it is
 * still to be told */
void memhp_notify_why(u32 reason, s32 error);

#endif
