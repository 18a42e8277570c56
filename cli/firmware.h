/* SPDX-License-Identifier: GPL-2.0 */
/* How ranges of the firmware's table and nodes are printed. */
#ifndef MEMHPCTL_FIRMWARE_H
#define MEMHPCTL_FIRMWARE_H

#include <stdbool.h>

#include <memhp/libmemhp.h>

/* A table of ranges and one of nodes; returns an exit code. */
int firmware_print(const struct memhp_firmware *firmware,
		   const struct memhp_firmware_nodes *nodes, bool bytes);

/* The same as JSON, with what is wrong with the table. */
int firmware_print_json(const struct memhp_firmware *firmware,
			const struct memhp_firmware_nodes *nodes);

#endif
