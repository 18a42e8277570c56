// SPDX-License-Identifier: GPL-2.0
/* control: memory hotplug, kprobes, kallsyms, NUMA and static calls are built in */
#include <linux/kconfig.h>
#if !IS_ENABLED(CONFIG_MEMORY_HOTPLUG) || !IS_ENABLED(CONFIG_MEMORY_HOTREMOVE)
#error "the kernel needs CONFIG_MEMORY_HOTPLUG and CONFIG_MEMORY_HOTREMOVE"
#endif
#if !IS_ENABLED(CONFIG_KPROBES) || !IS_ENABLED(CONFIG_KALLSYMS)
#error "the kernel needs CONFIG_KPROBES and CONFIG_KALLSYMS"
#endif
#if !IS_ENABLED(CONFIG_NUMA) || !IS_ENABLED(CONFIG_SPARSEMEM_VMEMMAP)
#error "the kernel needs CONFIG_NUMA and CONFIG_SPARSEMEM_VMEMMAP"
#endif
#if !IS_ENABLED(CONFIG_HAVE_STATIC_CALL)
#error "the kernel needs CONFIG_HAVE_STATIC_CALL (x86-64)"
#endif
