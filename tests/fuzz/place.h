/* SPDX-License-Identifier: GPL-2.0 */
/* A root of our own, in memory, with files by their names; folders come by themselves. */
#ifndef PLACE_H
#define PLACE_H

#include "fuzz.h"

/* A context on it; one at a time. */
struct memhp *place_open(void);
/* A name that leads out of it is refused: 0, or -1: it cannot be made. */
int place_put(const char *name, const void *data, size_t size);
/* All gone, the context with it. */
void place_close(struct memhp *ctx);

#endif
