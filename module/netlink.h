/* SPDX-License-Identifier: GPL-2.0 */
/* The generic netlink family "memhp": the dumps of the uapi. */
#ifndef MEMHP_NETLINK_H
#define MEMHP_NETLINK_H

int memhp_netlink_init(void);
void memhp_netlink_exit(void);

#endif
