/* SPDX-License-Identifier: GPL-2.0 */
/* Which events are shown. */
#ifndef MEMHPCTL_EVENT_FILTER_H
#define MEMHPCTL_EVENT_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include <memhp/libmemhp.h>

#define FILTERS_MAX 16

/* "KEY=VALUE,VALUE": each event has to match one value of each filter. */
struct filters {
	const char *at[FILTERS_MAX];
	size_t count;
};

/* Take one more, checked: ARGS_OK, or a complaint and EXIT_USAGE. */
int filters_add(struct filters *filters, const char *text);

/* Whether to show it; that events were lost always is. */
bool filters_pass(const struct filters *filters, const struct memhp_event *event);

/* The @i-th KEY there is, NULL past the end. */
const char *filters_key(size_t i);
/* The @i-th word that its value may be, NULL where there is none; false past the end. */
bool filters_word(const char *key, unsigned int i, const char **word);

#define FILTER_HELP \
"  --filter=KEY=VALUE[,VALUE...] shows events that have one of the values; given more\n" \
"  than once, all have to hold. That events were lost is always shown. KEY is one of:\n\n" \
"    event     going-online, cancel-online, online, going-offline, cancel-offline,\n" \
"              offline, added, removed, shift, failed, undone, populate, depopulate,\n" \
"              decision, policy, group\n" \
"    block     memory42, 42 or 42-57: any of these blocks\n" \
"    node      a number; of what the kernel tells, and decisions: the others have none\n" \
"    zone      a zone's name, or kernel or movable\n" \
"    by        memhp (a process, through memhp), policy (its auto-online), process (one\n" \
"              that did it past memhp) or kernel (a driver)\n" \
"    reason    why something failed: unmovable-page, notifier, agent, ...\n" \
"    group     the name of a group\n\n"

#endif
