/* SPDX-License-Identifier: GPL-2.0 */
/* Dumps about pages, last errors and zones; see the uapi for what they say. */
#ifndef MEMHP_PAGEDUMP_H
#define MEMHP_PAGEDUMP_H

struct netlink_callback;
struct sk_buff;

int memhp_pages_start(struct netlink_callback *cb);
int memhp_pages_dump(struct sk_buff *skb, struct netlink_callback *cb);
int memhp_pages_done(struct netlink_callback *cb);

int memhp_trouble_start(struct netlink_callback *cb);
int memhp_trouble_dump(struct sk_buff *skb, struct netlink_callback *cb);

int memhp_zones_dump(struct sk_buff *skb, struct netlink_callback *cb);

#endif
