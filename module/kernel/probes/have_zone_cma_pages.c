// SPDX-License-Identifier: GPL-2.0
/* 5.12, 3c381db1fac8: a zone counts its CMA pages, where there are any */
#include <linux/mmzone.h>
unsigned long f(struct zone *z);
unsigned long f(struct zone *z) { return z->cma_pages; }
