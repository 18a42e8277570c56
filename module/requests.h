/* SPDX-License-Identifier: GPL-2.0 */
/* What the ioctls of /dev/memhp have in common, and those that chardev.c only passes on. */
#ifndef MEMHP_REQUESTS_H
#define MEMHP_REQUESTS_H

#include <linux/compiler.h>
#include <linux/fs.h>
#include <linux/types.h>

#include <memhp/uapi.h>

/**
 * memhp_copy_sized - take in a struct that begins with its own size
 * @dst:	where to
 * @known:	its size as we know it
 * @shortest:	that is taken
 * @src:	the caller's
 *
 * What both sides know, zeros for what the caller does not know. Anything but zeros past
 * what we know is something that we cannot do. 0, -EFAULT, -EINVAL.
 */
int memhp_copy_sized(void *dst, size_t known, size_t shortest,
		     const void __user *src);

/** memhp_may_change - may who opened @file ask for that? 0, -EBADF, -EPERM, -EOPNOTSUPP */
int memhp_may_change(struct file *file, enum memhp_feature feature);

/* An ioctl each, as the uapi describes it. */
int memhp_ioctl_fill(struct file *file, void __user *arg);
int memhp_ioctl_memory(struct file *file, void __user *arg);
int memhp_ioctl_policy(struct file *file, void __user *arg);
int memhp_ioctl_group(struct file *file, void __user *arg);
int memhp_ioctl_agent(struct file *file, void __user *arg);
int memhp_ioctl_answer(struct file *file, void __user *arg);

#endif
