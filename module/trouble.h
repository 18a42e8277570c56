/* SPDX-License-Identifier: GPL-2.0 */
/* Remembers the last error of each block. Its own lock; from any thread. */
#ifndef MEMHP_TROUBLE_H
#define MEMHP_TROUBLE_H

#include <memhp/uapi.h>

/**
 * memhp_trouble_note - remember that a change of a block failed
 * @op:		enum memhp_op
 * @choice:	enum memhp_choice
 * @result:	what became of it
 * @why:	its @page, @missing and @notifier; the rest is not read
 *
 * May sleep. Without memory for it nothing is remembered, nor what was before.
 */
void memhp_trouble_note(u32 op, u32 choice, const struct memhp_result *result,
			const struct memhp_trouble *why);

/** memhp_trouble_none - a trouble of which no page, notifier or need is known */
struct memhp_trouble memhp_trouble_none(void);

/**
 * memhp_trouble_keep - until it is turned off again, nothing is forgotten
 *
 * For blocks that go back to where they were: what was asked for has failed. Holding
 * the device hotplug lock, under which all blocks change.
 */
void memhp_trouble_keep(bool on);

/** memhp_trouble_forget - @count blocks from @first on were changed, or went */
void memhp_trouble_forget(u64 first, u64 count);

/**
 * memhp_trouble_next - the first trouble of block @from or one behind it
 *
 * False: there is none.
 */
bool memhp_trouble_next(u64 from, struct memhp_trouble *out);

/** memhp_trouble_exit - forget all; nobody notes any more */
void memhp_trouble_exit(void);

#endif
