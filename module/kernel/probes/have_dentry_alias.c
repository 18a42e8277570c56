// SPDX-License-Identifier: GPL-2.0
/* 7.2 and some before, not yet 6.12: the names of an inode are in a union without name */
#include <linux/dcache.h>
struct hlist_node *f(struct dentry *dentry);
struct hlist_node *f(struct dentry *dentry) { return &dentry->d_alias; }
