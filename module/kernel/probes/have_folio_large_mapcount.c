// SPDX-License-Identifier: GPL-2.0
/* 6.10, 05c5323b2a34: a large folio counts its maps */
#include <linux/mm.h>
int f(struct folio *folio);
int f(struct folio *folio) { return folio_large_mapcount(folio) + folio_mapcount(folio); }
