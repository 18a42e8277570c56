/* SPDX-License-Identifier: GPL-2.0 */
/* The generic netlink family: dumps, and events to those who listen. */
#ifndef MEMHP_NETLINK_H
#define MEMHP_NETLINK_H

#include <linux/types.h>

struct netlink_callback;
struct sk_buff;

struct memhp_event;

int memhp_netlink_init(void);
void memhp_netlink_exit(void);

/** memhp_netlink_tell - to all who listen; one call at a time, in the order of events.
 * Who misses it is told that they missed something */
void memhp_netlink_tell(const struct memhp_event *event);

/** memhp_netlink_header - begin a message of a dump; NULL: there is no room */
void *memhp_netlink_header(struct sk_buff *skb, struct netlink_callback *cb,
			   u8 cmd);

/**
 * memhp_netlink_struct - one message with one struct in it; false: there is no room
 *
 * Marks the dump if @cb->seq is another one than with the message before.
 */
bool memhp_netlink_struct(struct sk_buff *skb, struct netlink_callback *cb,
			  u8 cmd, int attribute, const void *data, int size);

#endif
