/* SPDX-License-Identifier: GPL-2.0 */
/* How ranges of the firmware's table and nodes are printed. */
#ifndef MEMHPCTL_FIRMWARE_H
#define MEMHPCTL_FIRMWARE_H

#include <stdbool.h>

#include <memhp/libmemhp.h>

/* A table of ranges and one of nodes; returns an exit code. */
int firmware_print(const struct memhp_firmware *firmware,
		   const struct memhp_firmware_nodes *nodes, bool bytes);

/* A table of what the kernel has on nodes; returns an exit code. */
int audit_print(const struct memhp_audit *audit, bool bytes);
struct json_object;
struct json_object *audit_json(const struct memhp_audit *audit);

/* The same as JSON, with what is wrong with the table; @audit may be NULL. */
int firmware_print_json(const struct memhp_firmware *firmware,
			const struct memhp_firmware_nodes *nodes,
			const struct memhp_audit *audit);

#endif
