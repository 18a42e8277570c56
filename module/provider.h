/* SPDX-License-Identifier: GPL-2.0 */
/* Asks and tells the providers of ranges; each call for memory without one is void. */
#ifndef MEMHP_MODULE_PROVIDER_H
#define MEMHP_MODULE_PROVIDER_H

#include <linux/memory.h>

#include "stage.h"

/** memhp_provider_at - does somebody provide the memory at @start? Its granule in bytes,
 * 0: nobody. The answer is old when it comes; no lock */
u64 memhp_provider_at(u64 start);

int memhp_provider_going_online(const struct memory_notify *change);
void memhp_provider_online(const struct memory_notify *change);
int memhp_provider_going_offline(const struct memory_notify *change);
void memhp_provider_offline(const struct memory_notify *change);
void memhp_provider_still_online(const struct memory_notify *change);

/** memhp_provider_attach - 0 or a negative errno; -ENXIO: there is no provider any more */
int memhp_provider_attach(unsigned long pfn, unsigned long nr);
void memhp_provider_detach(unsigned long pfn, unsigned long nr);

/** memhp_provider_adopt - what of the block is populated is so without having been
 * attached */
void memhp_provider_adopt(const struct memhp_staged *s);

#endif
