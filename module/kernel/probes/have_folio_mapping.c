// SPDX-License-Identifier: GPL-2.0
/* 5.16, 2f52578f9c64: folios, and their mapping */
#include <linux/mm.h>
#include <linux/pagemap.h>
struct address_space *f(struct folio *folio);
struct address_space *f(struct folio *folio)
{
	return folio_maybe_dma_pinned(folio) ? folio_mapping(folio) : NULL;
}
