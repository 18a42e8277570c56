// SPDX-License-Identifier: GPL-2.0
/* 5.15, e1c158e49566: memory is removed without naming its node */
#include <linux/memory_hotplug.h>
int f(u64 start, u64 size);
int f(u64 start, u64 size) { return remove_memory(start, size); }
