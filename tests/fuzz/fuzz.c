// SPDX-License-Identifier: GPL-2.0
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

void fuzz_broken(const char *file, int line, const char *condition)
{
	fprintf(stderr, "%s:%d: must hold, and does not: %s\n", file, line, condition);
	abort();
}

char *fuzz_string(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	must(text);
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

const char *fuzz_file(const uint8_t *data, size_t size)
{
	static char path[32];
	static int fd = -1;

	if (fd < 0) {
		fd = memfd_create("input", MFD_CLOEXEC);
		must(fd >= 0);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	must(!ftruncate(fd, 0));
	must(pwrite(fd, data, size, 0) == (ssize_t)size);
	return path;
}

/* Kept: what was made from it must be gone, or its references run over. */
struct memhp *fuzz_context(void)
{
	/* No sysfs is there. */
	static const struct memhp_opts opts = { .sz = sizeof(opts), .sysroot = "/dev" };
	static struct memhp *ctx;

	if (!ctx)
		must(!memhp_new(&ctx, &opts));
	must(ctx->refs == 1);
	ctx->error[0] = '\0';
	return ctx;
}

int fuzz_good(struct memhp *ctx, int err)
{
	const char *at = memhp_error(ctx);

	must(err <= 0);
	if (!err)
		return 1;
	must(*at);
	for (; *at; at++)
		must((unsigned char)*at >= ' ' && *at != 0x7f);
	ctx->error[0] = '\0';
	return 0;
}
