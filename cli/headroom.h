/* SPDX-License-Identifier: GPL-2.0 */
/* How much may still become movable, and what to warn of. */
#ifndef MEMHPCTL_HEADROOM_H
#define MEMHPCTL_HEADROOM_H

#include <memhp/libmemhp.h>

#include "json.h"

/* A table, a line for the machine and one for each node, sizes in @bytes or for
 * people. 0 or -1. */
int headroom_print(const struct memhp_accounts *accounts, bool bytes);

/* The same as an array; null without @accounts. */
struct json_object *headroom_json(const struct memhp_accounts *accounts);

#define WARNING_LENGTH 256

/*
 * The warning @i, of those that there are, in @text; NULL past the last. None
 * without @accounts.
 */
const char *headroom_warning(const struct memhp_accounts *accounts, size_t i,
			     char text[WARNING_LENGTH]);

#endif
