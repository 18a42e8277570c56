// SPDX-License-Identifier: GPL-2.0
/* 5.15, 4b0970024408: a zone counts its pages that were there at boot */
#include <linux/mmzone.h>
unsigned long f(struct zone *z);
unsigned long f(struct zone *z) { return z->present_early_pages; }
