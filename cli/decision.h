/* SPDX-License-Identifier: GPL-2.0 */
/* What the policy decided, in words and in JSON. */
#ifndef MEMHPCTL_DECISION_H
#define MEMHPCTL_DECISION_H

#include <memhp/libmemhp.h>

#include "json.h"

/* The zone that it picks: "movable", "kernel", ... or what it does instead. */
const char *decision_choice(const struct memhp_decision *decision);

/* The word of JSON for a choice: "offline" if it is to be left so, where null would
 * say that it is not known. */
const char *decision_word(uint32_t choice);

/*
 * The rule and the sum, some lines each of which begins with @prefix. @rules are
 * those it was decided by, NULL if not known.
 */
void decision_print(const struct memhp_decision *decision, const struct memhp_rules *rules,
		    const char *prefix);

struct json_object *decision_json(const struct memhp_decision *decision,
				  const struct memhp_rules *rules);

#endif
