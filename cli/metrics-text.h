/* SPDX-License-Identifier: GPL-2.0 */
/* What there is to watch, as text of OpenMetrics 1.0 or of Prometheus 0.0.4. */
#ifndef MEMHPCTL_METRICS_TEXT_H
#define MEMHPCTL_METRICS_TEXT_H

#include <stdbool.h>
#include <stdio.h>

#include "machine.h"

/* Of a machine that was read; what is not known of it is left out. */
void metrics_write(FILE *out, struct machine *machine, bool prometheus);

#endif
