// SPDX-License-Identifier: GPL-2.0
/* control: a field that no kernel has; if this compiles, nothing is checked */
#include <linux/memory.h>
int f(struct memory_block *m);
int f(struct memory_block *m) { return m->memhp_no_such_field; }
