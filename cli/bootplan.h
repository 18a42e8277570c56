/* SPDX-License-Identifier: GPL-2.0 */
/* How a boot is printed. */
#ifndef MEMHPCTL_BOOTPLAN_H
#define MEMHPCTL_BOOTPLAN_H

#include <stdbool.h>

#include <memhp/libmemhp.h>

/* What landed where, nodes, and what options would do; @advice may be NULL. Return an
 * exit code. */
int bootplan_print(const struct memhp_bootplan *plan, const struct memhp_boot_advice *advice,
		   bool bytes);
int bootplan_print_json(const struct memhp_boot *boot, const struct memhp_bootplan *plan,
			const struct memhp_boot_advice *advice);

#endif
