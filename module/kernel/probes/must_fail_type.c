// SPDX-License-Identifier: GPL-2.0
/* control, must fail too: pointers of another type have to be an error */
#include <linux/memory.h>
void f(struct memory_block *m);
void f(struct memory_block *m) { struct device *d = m; (void)d; }
