/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two memory notifiers, one before and one after all others, that change
 * nothing. What they saw tells why the kernel refused: not asked at all, asked
 * and refused by somebody, or agreed by all and failed later.
 */
#ifndef MEMHP_WITNESS_H
#define MEMHP_WITNESS_H

#include <linux/types.h>

/**
 * struct memhp_witnessed - what became of the last going-online/going-offline
 * @asked:	the chain was called
 * @agreed:	nobody on the chain refused
 */
struct memhp_witnessed {
	bool asked;
	bool agreed;
};

int memhp_witness_init(void);
void memhp_witness_exit(void);

/**
 * memhp_witness_begin - watch what this thread does from now on
 *
 * Holding the device hotplug lock, under which all such calls are made.
 */
void memhp_witness_begin(void);

/** memhp_witness_end - what was seen since memhp_witness_begin() */
struct memhp_witnessed memhp_witness_end(void);

/** memhp_generation - a number that grows with every change of any block */
u64 memhp_generation(void);

#endif
