/* SPDX-License-Identifier: GPL-2.0 */
/* Values of options. Each complains and returns EXIT_USAGE, or ARGS_OK. */
#ifndef MEMHPCTL_VALUES_H
#define MEMHPCTL_VALUES_H

#include <stdbool.h>
#include <stdint.h>

#include <memhp/libmemhp.h>

/* "500ms", "30s", "2m", "1h", "30" (seconds): above 0, at most a day. */
int value_timeout(uint64_t *ns, const char *value);

/* "kernel", "movable" and, with @all, "auto" and "keep". */
int value_zone(enum memhp_choice *choice, const char *value, bool all);

/* "64G": above 0. */
int value_bytes(uint64_t *bytes, const char *option, const char *value);

/* "0x150000000-0x1503fffff": first and last byte. */
int value_range(uint64_t *first, uint64_t *last, const char *value);

/* Of a word, not an option: "0x140000000", or as a size. */
int value_address(uint64_t *address, const char *value);

/* "1" or "node1" */
int value_node(int *node, const char *value);

/* --size is for the planner, which comes later. */
int value_size(const char *value);

#endif
