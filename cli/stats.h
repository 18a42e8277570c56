/* SPDX-License-Identifier: GPL-2.0 */
/* What the module has counted since it was loaded. */
#ifndef MEMHPCTL_STATS_H
#define MEMHPCTL_STATS_H

#include <stdbool.h>

#include "machine.h"

/* Print it; returns an exit code, after a complaint if need be. */
int stats_show(struct machine *machine, bool json);

#endif
