// SPDX-License-Identifier: GPL-2.0
/* The tracepoints' own code: made from trace.h, once. */
#include <linux/module.h>

#define CREATE_TRACE_POINTS
#include "trace.h"
