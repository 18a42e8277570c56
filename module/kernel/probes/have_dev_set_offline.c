// SPDX-License-Identifier: GPL-2.0
/* 7.2: a device's offline flag is set and cleared by functions */
#include <linux/device.h>
void f(struct device *d);
void f(struct device *d) { dev_set_offline(d); dev_clear_offline(d); }
