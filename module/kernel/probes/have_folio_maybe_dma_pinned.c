// SPDX-License-Identifier: GPL-2.0
/* 5.18: whether a folio is pinned */
#include <linux/mm.h>
bool f(struct folio *folio);
bool f(struct folio *folio) { return folio_maybe_dma_pinned(folio); }
