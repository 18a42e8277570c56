/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What memhp can do on this kernel, and why not. Settled once while the module
 * loads; read only after that, so without locks.
 */
#ifndef MEMHP_KERNEL_FEATURES_H
#define MEMHP_KERNEL_FEATURES_H

#include <linux/types.h>

#include <memhp/uapi.h>

/**
 * memhp_features_lack - turn features off
 * @features:	bit mask of enum memhp_feature
 * @fmt:	why, one line without newline; the first reason is kept
 */
__printf(2, 3)
void memhp_features_lack(unsigned int features, const char *fmt, ...);

/** memhp_features - bit mask of what is available */
unsigned int memhp_features(void);

static inline bool memhp_has(enum memhp_feature feature)
{
	return memhp_features() & (1U << feature);
}

/** memhp_feature_name - short name, e.g. "batch" */
const char *memhp_feature_name(enum memhp_feature feature);
/** memhp_feature_about - what it is for */
const char *memhp_feature_about(enum memhp_feature feature);
/** memhp_feature_reason - why it is not available, "" if it is */
const char *memhp_feature_reason(enum memhp_feature feature);

#endif
