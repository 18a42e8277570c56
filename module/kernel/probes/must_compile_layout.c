// SPDX-License-Identifier: GPL-2.0
/* control: struct layouts as in the headers; RANDSTRUCT kernels are refused */
#include <linux/kconfig.h>
#if IS_ENABLED(CONFIG_RANDSTRUCT) || IS_ENABLED(CONFIG_GCC_PLUGIN_RANDSTRUCT)
#error "this kernel randomizes its structs"
#endif
