// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>

#include "features.h"

static const struct {
	const char *name;
	const char *about;
} features[] = {
	[MEMHP_FEATURE_LIST]	= { "list", "list blocks by one dump" },
	[MEMHP_FEATURE_CHANGE]	= { "change", "change blocks, one by one" },
	[MEMHP_FEATURE_BATCH]	= { "batch", "change runs of blocks by one call" },
	[MEMHP_FEATURE_OWNER]	= { "owner", "tell where a block came from" },
	[MEMHP_FEATURE_POLICY]	= { "policy", "hold rules, groups and accounts" },
	[MEMHP_FEATURE_HOOK]	= { "hook", "decide for everyone who onlines memory" },
	[MEMHP_FEATURE_FIRMWARE] = { "firmware", "tell what the firmware calls hotpluggable" },
	[MEMHP_FEATURE_PAGES]	= { "pages", "look at the pages of blocks" },
	[MEMHP_FEATURE_MAPPERS]	= { "mappers", "tell who maps a page" },
	[MEMHP_FEATURE_NOTIFIERS] = { "notifiers", "tell which notifier refused" },
	[MEMHP_FEATURE_STAGE]	= { "stage", "take blocks online with their pages held back" },
	[MEMHP_FEATURE_PHYSICAL] = { "physical", "add and remove memory" },
};

static char reasons[ARRAY_SIZE(features)][96];
static unsigned int available = (1U << ARRAY_SIZE(features)) - 1;

void memhp_features_lack(unsigned int mask, const char *fmt, ...)
{
	unsigned int i;
	va_list args;

	/* What takes runs falls back on single blocks. */
	if (mask & (1U << MEMHP_FEATURE_CHANGE))
		mask |= 1U << MEMHP_FEATURE_BATCH | 1U << MEMHP_FEATURE_STAGE;
	/* What cannot be seen is neither added nor removed. */
	if (mask & (1U << MEMHP_FEATURE_LIST))
		mask |= 1U << MEMHP_FEATURE_PHYSICAL;
	/* Without accounts there is nothing to decide by. */
	if (mask & (1U << MEMHP_FEATURE_POLICY))
		mask |= 1U << MEMHP_FEATURE_HOOK;
	available &= ~mask;
	for (i = 0; i < ARRAY_SIZE(features); i++) {
		if (!(mask & (1U << i)) || reasons[i][0])
			continue;
		va_start(args, fmt);
		vscnprintf(reasons[i], sizeof(reasons[i]), fmt, args);
		va_end(args);
	}
}

unsigned int memhp_features(void)
{
	return available;
}

const char *memhp_feature_name(enum memhp_feature feature)
{
	return features[feature].name;
}

const char *memhp_feature_about(enum memhp_feature feature)
{
	return features[feature].about;
}

const char *memhp_feature_reason(enum memhp_feature feature)
{
	return reasons[feature];
}
