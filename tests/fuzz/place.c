// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "place.h"

#define LONGEST	200
#define MOST	400	/* files and folders */

static char root[32];
static int root_fd = -1;

/* What is there, folders before what is in them. */
static char *made[MOST];
static size_t count;

static void forget_root(void)
{
	rmdir(root);
}

struct memhp *place_open(void)
{
	const struct memhp_opts opts = { .sz = sizeof(opts), .sysroot = root };
	struct memhp *ctx;

	if (root_fd < 0) {
		snprintf(root, sizeof(root), "%s/memhp-fuzz-XXXXXX",
			 access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
		must(mkdtemp(root));
		root_fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
		must(root_fd >= 0);
		atexit(forget_root);
	}
	must(!memhp_new(&ctx, &opts));
	return ctx;
}

static void note(const char *name)
{
	made[count] = strdup(name);
	must(made[count]);
	count++;
}

/* The folders on the way to @name; what stands in the way stays. */
static int make_folders(const char *name)
{
	char folder[LONGEST];
	const char *end;

	for (end = strchr(name, '/'); end; end = strchr(end + 1, '/')) {
		snprintf(folder, sizeof(folder), "%.*s", (int)(end - name), name);
		if (!mkdirat(root_fd, folder, 0755))
			note(folder);
		else if (errno != EEXIST)
			return -1;
		if (count == MOST)
			return -1;
	}
	return 0;
}

/* Nothing that could lead elsewhere, or that no file system would take. */
static int is_fine(const char *name)
{
	return *name && *name != '/' && strlen(name) < LONGEST && !strstr(name, "..") &&
	       !strstr(name, "//") &&
	       name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			   "0123456789_-./:")] == '\0';
}

int place_put(const char *name, const void *data, size_t size)
{
	int fd;

	if (!is_fine(name) || count == MOST || make_folders(name) || count == MOST)
		return -1;
	fd = openat(root_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0)
		return -1;
	note(name);
	must(write(fd, data, size) == (ssize_t)size);
	close(fd);
	return 0;
}

void place_close(struct memhp *ctx)
{
	must(ctx->refs == 1);
	memhp_unref(ctx);
	while (count) {
		count--;
		if (unlinkat(root_fd, made[count], 0))
			must(!unlinkat(root_fd, made[count], AT_REMOVEDIR));
		free(made[count]);
	}
}
