/* SPDX-License-Identifier: GPL-2.0 */
/* An event as a line for people, and as an object on a line for programs. */
#ifndef MEMHPCTL_EVENT_ROWS_H
#define MEMHPCTL_EVENT_ROWS_H

#include <stdbool.h>

#include <memhp/libmemhp.h>

/* The headings of event_print(). */
void event_headings(void);

void event_print(const struct memhp_event *event, bool json);

/* The blocks of a list as lines of the same stream: how things were at its number. */
void event_print_state(const struct memhp_blocks *blocks, bool json);

#endif
