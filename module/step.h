/* SPDX-License-Identifier: GPL-2.0 */
/* One step of a walk. Takes the device hotplug lock and releases it. */
#ifndef MEMHP_STEP_H
#define MEMHP_STEP_H

#include "pass.h"

/** memhp_step - the next blocks, from result @pos on. Returns how many are
 * finished, or -EINTR or -ETIMEDOUT. */
int memhp_step(struct memhp_pass *p, u32 pos);

#endif
