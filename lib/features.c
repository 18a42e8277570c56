// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the module can do on this kernel, and why not. */
#include <errno.h>
#include <stdlib.h>

#include "private.h"

struct memhp_features {
	struct memhp *ctx;
	struct memhp_feature_rows rows;
};

static int by_index(const void *a, const void *b)
{
	const struct memhp_feature_row *x = a, *y = b;

	return (x->index > y->index) - (x->index < y->index);
}

MEMHP_EXPORT int memhp_features_get(struct memhp *ctx, struct memhp_features **out)
{
	struct memhp_features *features;
	int err;

	if (!ctx->use_module)
		return memhp_fail(ctx, ENOENT, "the memhp module is not to be used");
	features = calloc(1, sizeof(*features));
	if (!features)
		return memhp_no_memory(ctx);
	features->ctx = memhp_ref(ctx);
	err = memhp_nl_features(ctx, &features->rows);
	if (err) {
		memhp_features_free(features);
		return err;
	}
	if (features->rows.count)
		qsort(features->rows.at, features->rows.count,
		      sizeof(*features->rows.at), by_index);
	*out = features;
	return 0;
}

int memhp_cannot(struct memhp *ctx, enum memhp_feature feature, const char *what)
{
	struct memhp_feature_rows rows = { 0 };
	const char *reason = NULL;
	size_t i;
	int err;

	err = memhp_nl_features(ctx, &rows);
	for (i = 0; !err && i < rows.count; i++)
		if (rows.at[i].index == feature)
			reason = rows.at[i].reason;
	err = memhp_fail(ctx, EOPNOTSUPP, "the memhp module cannot %s on this kernel: %s", what,
			 reason && *reason ? reason : "its features say why");
	memhp_feature_rows_free(&rows);
	return err;
}

void memhp_feature_rows_free(struct memhp_feature_rows *rows)
{
	size_t i;

	for (i = 0; i < rows->count; i++) {
		free(rows->at[i].name);
		free(rows->at[i].about);
		free(rows->at[i].reason);
	}
	free(rows->at);
	rows->at = NULL;
	rows->count = rows->room = 0;
}

MEMHP_EXPORT void memhp_features_free(struct memhp_features *features)
{
	if (!features)
		return;
	memhp_feature_rows_free(&features->rows);
	memhp_unref(features->ctx);
	free(features);
}

MEMHP_EXPORT size_t memhp_features_count(const struct memhp_features *features)
{
	return features->rows.count;
}

MEMHP_EXPORT const char *memhp_features_name(const struct memhp_features *features,
					     size_t i)
{
	return i < features->rows.count ? features->rows.at[i].name : "";
}

MEMHP_EXPORT const char *memhp_features_about(const struct memhp_features *features,
					      size_t i)
{
	return i < features->rows.count ? features->rows.at[i].about : "";
}

MEMHP_EXPORT bool memhp_features_available(const struct memhp_features *features,
					   size_t i)
{
	return i < features->rows.count && features->rows.at[i].available;
}

MEMHP_EXPORT const char *memhp_features_reason(const struct memhp_features *features,
					       size_t i)
{
	return i < features->rows.count ? features->rows.at[i].reason : NULL;
}
