/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two memory notifiers, one before and one after all others. What they saw tells why the
 * kernel refused: not asked at all, asked and refused by somebody, or agreed by all and
 * failed later. The first has agents asked, which is all that may delay or refuse.
 */
#ifndef MEMHP_WITNESS_H
#define MEMHP_WITNESS_H

#include <linux/types.h>

#include "events.h"
#include "watch.h"

/**
 * struct memhp_witnessed - what became of the last going-online/going-offline
 * @asked:	the chain was called
 * @agreed:	nobody on the chain refused
 * @objected:	an agent did
 */
struct memhp_witnessed {
	bool asked;
	bool agreed;
	bool objected;
};

int memhp_witness_init(void);
void memhp_witness_exit(void);

/**
 * memhp_witness_begin - watch what this thread does from now on
 * @who:	it does that for, until memhp_witness_end()
 * @watch:	of this thread, which does not count what agents are waited for; NULL: no
 *		agent is asked
 *
 * Holding the device hotplug lock, under which all such calls are made.
 */
void memhp_witness_begin(const struct memhp_who *who, struct memhp_watch *watch);

/** memhp_witness_end - what was seen since memhp_witness_begin() */
struct memhp_witnessed memhp_witness_end(void);

/**
 * memhp_changing - blocks are about to be told, or were told, where they are
 * @begin:	true before, false after
 *
 * Between the two a reader may see some of a run changed and some not.
 */
void memhp_changing(bool begin);

/** memhp_changed - blocks came or went */
void memhp_changed(void);

/** memhp_unsettled - was block @index announced to be in another state than @state, enum
 * memhp_state, which it gets soon? */
bool memhp_unsettled(u64 index, u8 state);

/**
 * memhp_generation - a number that grows with changes of blocks
 * @torn:	out: a run is being told right now
 *
 * Equal before and after, and never torn: no run changed in between.
 */
u64 memhp_generation(bool *torn);

#endif
