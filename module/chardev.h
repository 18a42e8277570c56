/* SPDX-License-Identifier: GPL-2.0 */
/* /dev/memhp: permissions, copying, validating; the ioctls of the uapi. */
#ifndef MEMHP_CHARDEV_H
#define MEMHP_CHARDEV_H

int memhp_chardev_init(void);
void memhp_chardev_exit(void);

#endif
