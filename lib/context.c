// SPDX-License-Identifier: LGPL-2.1-or-later
/* The handle: references, the last error, debug messages. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "private.h"

#define TEXT(x)		#x
#define VERSION(a, b, c) TEXT(a) "." TEXT(b) "." TEXT(c)

MEMHP_EXPORT const char *memhp_version(void)
{
	return VERSION(MEMHP_VERSION_MAJOR, MEMHP_VERSION_MINOR,
		       MEMHP_VERSION_PATCH);
}

int memhp_opts_read(void *known, size_t size, const void *opts)
{
	const unsigned char *bytes = opts;
	size_t i, sz;

	memset(known, 0, size);
	if (!opts)
		return 0;
	memcpy(&sz, opts, sizeof(sz));
	if (sz < sizeof(sz))
		return -EINVAL;
	for (i = size; i < sz; i++)
		if (bytes[i])
			return -EINVAL;
	memcpy(known, opts, sz < size ? sz : size);
	return 0;
}

MEMHP_EXPORT int memhp_new(struct memhp **out, const struct memhp_opts *opts)
{
	struct memhp_opts known;
	struct memhp *ctx;
	int err;

	err = memhp_opts_read(&known, sizeof(known), opts);
	if (err)
		return err;
	if (known.flags & ~(uint64_t)MEMHP_OPT_NO_MODULE)
		return -EINVAL;
	ctx = calloc(1, sizeof(*ctx));
	if (!ctx)
		return -ENOMEM;
	atomic_init(&ctx->refs, 1);
	ctx->root_fd = -1;
	ctx->use_module = !known.sysroot && !(known.flags & MEMHP_OPT_NO_MODULE);
	if (known.sysroot) {
		ctx->root_fd = open(known.sysroot, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (ctx->root_fd < 0) {
			err = -errno;
			free(ctx);
			return err;
		}
	}
	*out = ctx;
	return 0;
}

MEMHP_EXPORT struct memhp *memhp_ref(struct memhp *ctx)
{
	atomic_fetch_add_explicit(&ctx->refs, 1, memory_order_relaxed);
	return ctx;
}

MEMHP_EXPORT struct memhp *memhp_unref(struct memhp *ctx)
{
	if (!ctx)
		return NULL;
	if (atomic_fetch_sub_explicit(&ctx->refs, 1, memory_order_acq_rel) > 1)
		return NULL;
	if (ctx->root_fd >= 0)
		close(ctx->root_fd);
	memhp_nl_close(ctx);
	free(ctx);
	return NULL;
}

MEMHP_EXPORT const char *memhp_error(const struct memhp *ctx)
{
	return ctx->error;
}

MEMHP_EXPORT void memhp_set_log(struct memhp *ctx, memhp_log_fn fn, void *data)
{
	ctx->log = fn;
	ctx->log_data = data;
}

/* Words of callers end up in texts, which are one printable line each. */
static void one_line(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
}

int memhp_fail(struct memhp *ctx, int error, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(ctx->error, sizeof(ctx->error), fmt, args);
	va_end(args);
	one_line(ctx->error);
	memhp_debug(ctx, "%s", ctx->error);
	return -error;
}

int memhp_no_memory(struct memhp *ctx)
{
	return memhp_fail(ctx, ENOMEM, "out of memory");
}

void memhp_debug(struct memhp *ctx, const char *fmt, ...)
{
	char text[sizeof(ctx->error)];
	va_list args;

	if (!ctx->log)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	one_line(text);
	ctx->log(ctx, text, ctx->log_data);
}
