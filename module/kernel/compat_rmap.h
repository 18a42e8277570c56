/* SPDX-License-Identifier: GPL-2.0 */
/* What differs between kernels in who maps a page; see compat.h. */
#ifndef MEMHP_KERNEL_COMPAT_RMAP_H
#define MEMHP_KERNEL_COMPAT_RMAP_H

#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/rmap.h>

#include "facts.h"
#include "symbols.h"

/* What the reverse map is walked by. */
#ifdef MEMHP_HAVE_RMAP_WALK_FOLIO
typedef struct folio memhp_rmap_page;
#else
typedef struct page memhp_rmap_page;
#endif

#ifdef MEMHP_HAVE_ANON_LOCK_CONST
typedef const memhp_rmap_page memhp_rmap_locked;
#else
typedef memhp_rmap_page memhp_rmap_locked;
#endif

static inline memhp_rmap_page *memhp_compat_rmap_page(struct page *head)
{
	return (memhp_rmap_page *)head;
}

/*
 * For struct rmap_walk_control. Without it the walk takes what the page points at as
 * it is, though the last who maps the page may take it along.
 */
#ifdef MEMHP_HAVE_ANON_LOCK_RWC
static inline struct anon_vma *
memhp_compat_anon_lock(memhp_rmap_locked *page, struct rmap_walk_control *walk)
{
	return static_call(memhp_folio_lock_anon_vma_read)(page, walk);
}
#else
static inline struct anon_vma *memhp_compat_anon_lock(memhp_rmap_locked *page)
{
#ifdef MEMHP_HAVE_RMAP_WALK_FOLIO
	return static_call(memhp_folio_lock_anon_vma_read)(page);
#else
	return static_call(memhp_page_lock_anon_vma_read)(page);
#endif
}
#endif

/* Have the walk give up where somebody has its lock, if this kernel can. */
static inline void memhp_compat_rmap_try(struct rmap_walk_control *walk)
{
#ifdef MEMHP_HAVE_ANON_LOCK_RWC
	walk->try_lock = true;
#endif
}

/* Does a page table of @vma have the page, at @address or behind it? */
static inline bool memhp_compat_maps(memhp_rmap_page *page,
				     struct vm_area_struct *vma,
				     unsigned long address)
{
	struct page_vma_mapped_walk walk = {
#ifdef MEMHP_HAVE_VMA_WALK_PFN
		.pfn = page_to_pfn((struct page *)page),
		.nr_pages = 1UL << compound_order((struct page *)page),
		/* Of the address, which is where the end of the page counts from. */
		.pgoff = vma->vm_pgoff +
			 ((address - vma->vm_start) >> PAGE_SHIFT),
#else
		.page = page,
#endif
		.vma = vma,
		.address = address,
	};

	if (!static_call(memhp_page_vma_mapped_walk)(&walk))
		return false;
	page_vma_mapped_walk_done(&walk);
	return true;
}

/* A name of an inode that is locked, NULL: it has none. */
static inline struct dentry *memhp_compat_first_alias(struct inode *inode)
{
#ifdef MEMHP_HAVE_DENTRY_ALIAS
	return hlist_entry_safe(inode->i_dentry.first, struct dentry, d_alias);
#else
	return hlist_entry_safe(inode->i_dentry.first, struct dentry,
				d_u.d_alias);
#endif
}

#endif
