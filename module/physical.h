/* SPDX-License-Identifier: GPL-2.0 */
/* Physical memory that comes and goes at somebody's request. */
#ifndef MEMHP_PHYSICAL_H
#define MEMHP_PHYSICAL_H

#include <memhp/uapi.h>

/**
 * memhp_physical - add or remove memory
 * @m:		in and out, as in the uapi; its outputs are cleared
 *
 * May sleep, for long; takes the hotplug lock. 0, or a negative errno if nothing was
 * done.
 */
int memhp_physical(struct memhp_memory *m);

#endif
