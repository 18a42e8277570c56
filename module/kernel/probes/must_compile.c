// SPDX-License-Identifier: GPL-2.0
/* control: plain kernel headers compile; if not, no answer can be trusted */
#include <linux/module.h>
#include <linux/memory.h>
#include <linux/memory_hotplug.h>
