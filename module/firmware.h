/* SPDX-License-Identifier: GPL-2.0 */
/* What the firmware says of memory, in the SRAT. */
#ifndef MEMHP_FIRMWARE_H
#define MEMHP_FIRMWARE_H

#include <linux/types.h>

struct netlink_callback;
struct sk_buff;

/** memhp_firmware_init - read the table, or turn FIRMWARE off */
void memhp_firmware_init(void);
void memhp_firmware_exit(void);

/** memhp_firmware_hotpluggable - is the block of @size bytes at @start called
 * hotpluggable? 1, 0, or -1: the firmware says nothing of it. From any context. */
int memhp_firmware_hotpluggable(u64 start, u64 size);

/** memhp_firmware_until - where the memory that the table has at @addr ends; 0: it has
 * none there */
u64 memhp_firmware_until(u64 addr);

/* The dump MEMHP_CMD_FIRMWARE of the generic netlink family. */
int memhp_firmware_start(struct netlink_callback *cb);
int memhp_firmware_dump(struct sk_buff *skb, struct netlink_callback *cb);

#endif
