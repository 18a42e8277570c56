/* SPDX-License-Identifier: GPL-2.0 */
/* Whether a block could go offline, what stands in the way, and what did the last
 * time, in words and in JSON. */
#ifndef MEMHPCTL_PROSPECT_H
#define MEMHPCTL_PROSPECT_H

#include <memhp/libmemhp.h>

#include "json.h"

struct prospect {
	struct memhp *ctx;
	const struct memhp_pages *pages;
	const struct memhp_obstacle *obstacles;
	size_t nr_obstacles;			/* that are told of */
	const struct memhp_trouble *trouble;	/* the last error; NULL: none */
};

/* Some lines, each of which begins with @prefix. */
void prospect_print(const struct prospect *prospect, const char *prefix);

struct json_object *prospect_json(const struct prospect *prospect);

#define TROUBLE_LENGTH (MEMHP_TROUBLE_TEXT + 64)

/* "2026-11-21 06:43:48 UTC: offline failed (unmovable-page): page ... cannot move" */
const char *trouble_text(const struct memhp_trouble *trouble, char text[TROUBLE_LENGTH]);

/* NULL if there is none. */
struct json_object *trouble_json(const struct memhp_trouble *trouble);

#endif
