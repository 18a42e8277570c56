/* SPDX-License-Identifier: GPL-2.0 */
/* Takes memory that appears online, by the policy, in runs. */
#ifndef MEMHP_AUTO_H
#define MEMHP_AUTO_H

extern unsigned int memhp_gather_ms;	/* module parameter */

/**
 * memhp_auto_arrived - a block has come
 *
 * It and its neighbours are looked at a moment later: their groups are settled,
 * and, if the policy says AUTO_ONLINE, they go online. memhp_policy_lock.
 */
void memhp_auto_arrived(void);

/**
 * memhp_auto_settle - wait until what has come has been looked at
 *
 * 1: it is online, as far as the policy has it so; 0, without waiting: the policy takes
 * nothing online, or the module goes away; -ERESTARTSYS.
 */
int memhp_auto_settle(void);

/** memhp_auto_leave - the module goes away: nobody waits any more. Before what leads to
 * memhp_auto_settle() is taken away, which waits for whoever is in there */
void memhp_auto_leave(void);

/** memhp_auto_exit - ends what is at work, between two runs, and waits for it.
 * Nothing may arrive any more. */
void memhp_auto_exit(void);

#endif
