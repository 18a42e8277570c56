/* SPDX-License-Identifier: GPL-2.0 */
/* Groups made by hand. */
#ifndef MEMHP_HANDGROUP_H
#define MEMHP_HANDGROUP_H

#include <memhp/uapi.h>

/** memhp_groups_change - carry out a struct memhp_group, whose name has been
 * checked; as the uapi says. Both locks. */
int memhp_groups_change(struct memhp_group *change,
			const struct memhp_range *ranges);

#endif
