/* SPDX-License-Identifier: GPL-2.0 */
/* The zones of each node, and how kernel and movable memory lie in it. */
#ifndef MEMHPCTL_NODES_H
#define MEMHPCTL_NODES_H

#include <memhp/libmemhp.h>

#include "json.h"

#define SHAPE_LENGTH 96

/* "kernel below movable", "interleaved, 5 boundaries", as a part of a sentence. */
const char *shape_words(const struct memhp_shape *shape, char text[SHAPE_LENGTH]);

/* A table of zones and a line for the shape of each node; both may be NULL. 0 or -1. */
int nodes_print(const struct memhp_zones *zones, const struct memhp_shapes *shapes);

/* The same as an array; null without both. */
struct json_object *nodes_json(const struct memhp_zones *zones,
			       const struct memhp_shapes *shapes);

#endif
