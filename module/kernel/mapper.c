// SPDX-License-Identifier: GPL-2.0
/* Who uses a page: by its reverse map, and by the file that it is of. */
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/pagemap.h>
#include <linux/rmap.h>
#include <linux/sched.h>

#include "compat.h"
#include "compat_page.h"
#include "features.h"
#include "page.h"
#include "symbols.h"
#include "whose.h"

void memhp_whose_process(struct task_struct *task, struct memhp_obstacle *out)
{
	out->pid = task_tgid_nr(task);
	strscpy(out->comm, task->comm, sizeof(out->comm));
}

/* The first process is enough. */
static bool note_mapper(memhp_rmap_page *page, struct vm_area_struct *vma,
			unsigned long address, void *arg)
{
#ifdef CONFIG_MEMCG
	struct task_struct *task;

	rcu_read_lock();
	task = rcu_dereference(vma->vm_mm->owner);
	if (task)
		memhp_whose_process(task, arg);
	rcu_read_unlock();
#endif
	return !((struct memhp_obstacle *)arg)->pid;
}

static void find_mapper(struct page *page, struct memhp_obstacle *out)
{
	struct rmap_walk_control walk = {
		.arg = out,
		.rmap_one = note_mapper,
	};

	static_call(memhp_rmap_walk)(memhp_compat_rmap_page(page), &walk);
}

/* The page is locked, so it stays in its file, and the file stays. */
static void find_file(struct page *page, struct memhp_obstacle *out)
{
	struct address_space *mapping = memhp_compat_page_mapping(page);
	struct inode *inode = mapping ? mapping->host : NULL;
	struct dentry *dentry;

	if (!inode || PageAnon(page))
		return;
	out->inode = inode->i_ino;
	out->major = MAJOR(inode->i_sb->s_dev);
	out->minor = MINOR(inode->i_sb->s_dev);
	dentry = d_find_alias(inode);
	if (!dentry)
		return;
	spin_lock(&dentry->d_lock);
	strscpy(out->file, dentry->d_name.name, sizeof(out->file));
	spin_unlock(&dentry->d_lock);
	dput(dentry);
}

void memhp_page_users(struct page *page, struct memhp_obstacle *out)
{
	if (!memhp_has(MEMHP_FEATURE_MAPPERS) || !get_page_unless_zero(page))
		return;
	if (compound_head(page) == page && trylock_page(page)) {
		if (PageAnon(page) || memhp_compat_page_mapping(page)) {
			find_file(page, out);
			if (out->maps > 0)
				find_mapper(page, out);
		}
		unlock_page(page);
	}
	put_page(page);
}
