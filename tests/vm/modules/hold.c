// SPDX-License-Identifier: GPL-2.0
/*
 * Takes one page of a block and holds it until it is unloaded. In the movable
 * zone such a page is one that the kernel tries to migrate for ever, in a kernel
 * zone one that it does not even try. With "of", that page, whoever has it, as well.
 */
#include <linux/gfp.h>
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/module.h>

static unsigned long block;
module_param(block, ulong, 0444);
MODULE_PARM_DESC(block, "a block whose node has free memory in it");

static unsigned long pfn;
module_param(pfn, ulong, 0444);
MODULE_PARM_DESC(pfn, "the page that it holds, to be read");

static unsigned long of;
module_param(of, ulong, 0444);
MODULE_PARM_DESC(of, "the frame of a page that somebody has, instead of one of a block");

static struct page *page;

static int hold_too(void)
{
	page = pfn_to_page(of);
	pfn = of;
	return get_page_unless_zero(page) ? 0 : -EBUSY;
}

/* Pages of other blocks are kept until the right one came, chained in them. */
static int __init hold_init(void)
{
	unsigned long pages = memory_block_size_bytes() >> PAGE_SHIFT;
	struct page *chain = NULL;
	int tries, nid;

	if (of)
		return hold_too();
	nid = page_to_nid(pfn_to_page(block * pages));
	for (tries = 0; tries < 1 << 20; tries++) {
		struct page *p = alloc_pages_node(nid, GFP_HIGHUSER_MOVABLE |
					__GFP_THISNODE | __GFP_NOWARN, 0);

		if (!p)
			break;
		if (page_to_pfn(p) / pages == block) {
			page = p;
			pfn = page_to_pfn(p);
			break;
		}
		set_page_private(p, (unsigned long)chain);
		chain = p;
	}
	while (chain) {
		struct page *next = (struct page *)page_private(chain);

		set_page_private(chain, 0);
		__free_page(chain);
		chain = next;
	}
	return page ? 0 : -ENOMEM;
}

static void __exit hold_exit(void)
{
	if (of)
		put_page(page);
	else
		__free_page(page);
}

module_init(hold_init);
module_exit(hold_exit);
MODULE_DESCRIPTION("holds a page of a block, for tests");
MODULE_LICENSE("GPL");
