// SPDX-License-Identifier: GPL-2.0
/* Who uses a page: by its reverse map, and by the file that it is of. */
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/pagemap.h>
#include <linux/rmap.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "compat_rmap.h"
#include "features.h"
#include "page.h"
#include "symbols.h"
#include "whose.h"

void memhp_whose_process(struct task_struct *task, struct memhp_obstacle *out)
{
	out->pid = task_tgid_nr(task);
	strscpy_pad(out->comm, task->comm, sizeof(out->comm));
}

#ifdef CONFIG_MEMCG
/* A page of the C library is in thousands of address spaces. */
#define MAX_AREAS 64

/**
 * struct search - for the first process that maps a page; it is enough
 * @out:	it
 * @areas:	how many more are looked at
 */
struct search {
	struct memhp_obstacle *out;
	int areas;
};

/* The walk tells of areas that the page may be in: one that was forked and has
 * written since has a page of its own there. */
static bool note_mapper(memhp_rmap_page *page, struct vm_area_struct *vma,
			unsigned long address, void *arg)
{
	struct search *s = arg;
	struct task_struct *task;

	if (memhp_compat_maps(page, vma, address)) {
		rcu_read_lock();
		task = rcu_dereference(vma->vm_mm->owner);
		if (task)
			memhp_whose_process(task, s->out);
		rcu_read_unlock();
	}
	return !s->out->pid && --s->areas;
}

static void find_mapper(struct page *page, struct memhp_obstacle *out)
{
	struct search s = { .out = out, .areas = MAX_AREAS };
	struct rmap_walk_control walk = {
		.arg = &s,
		.rmap_one = note_mapper,
		.anon_lock = memhp_compat_anon_lock,
	};

	/* The lock of a file of huge pages comes before those of its pages. */
	if (PageHuge(page) && !PageAnon(page))
		return;
	/* The device hotplug lock is held, and to know the process is not worth a wait. */
	memhp_compat_rmap_try(&walk);
	static_call(memhp_rmap_walk)(memhp_compat_rmap_page(page), &walk);
}
#else
/* An address space does not know its process. */
static void find_mapper(struct page *page, struct memhp_obstacle *out)
{
}
#endif

/*
 * The page is locked, so it stays in its file, and the file stays. No reference is
 * taken: to drop the last one could wait for the lock of this very page.
 */
static void find_file(struct page *page, struct memhp_obstacle *out)
{
	struct address_space *mapping = page->mapping;
	struct inode *inode = mapping && !PageAnon(page) ? mapping->host : NULL;
	struct dentry *dentry;

	if (!inode)
		return;
	out->inode = inode->i_ino;
	out->major = MAJOR(inode->i_sb->s_dev);
	out->minor = MINOR(inode->i_sb->s_dev);
	spin_lock(&inode->i_lock);
	dentry = memhp_compat_first_alias(inode);
	if (dentry) {
		spin_lock(&dentry->d_lock);
		strscpy_pad(out->file, dentry->d_name.name, sizeof(out->file));
		spin_unlock(&dentry->d_lock);
	}
	spin_unlock(&inode->i_lock);
}

static bool mapped(struct page *head)
{
#ifdef MEMHP_HAVE_RMAP_WALK_FOLIO
	return folio_mapped((struct folio *)head);
#else
	return page_mapped(head);
#endif
}

void memhp_page_users(struct page *page, struct memhp_obstacle *out)
{
	if (!get_page_unless_zero(page))
		return;
	/* Of other pages the words that tell may mean something else. */
	if (compound_head(page) == page && (PageLRU(page) || PageHuge(page)) &&
	    trylock_page(page)) {
		find_file(page, out);
		/* It was looked at without the lock, and may be another one by now. */
		if (memhp_has(MEMHP_FEATURE_MAPPERS) && mapped(page))
			find_mapper(page, out);
		unlock_page(page);
	}
	put_page(page);
}
