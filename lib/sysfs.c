// SPDX-License-Identifier: LGPL-2.1-or-later
/* Files below a root that can be set, and those that a caller names; no other
 * file of the library opens any, but for /dev/memhp. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "private.h"

int memhp_sysfs_open(const struct memhp *ctx, const char *path)
{
	int fd;

	if (ctx->root_fd >= 0)
		path++;		/* relative to the root */
	fd = openat(ctx->root_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int memhp_sysfs_read(int dir, const char *name, char *text, size_t size)
{
	ssize_t length;
	int fd, err;

	fd = openat(dir, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	length = read(fd, text, size - 1);
	err = errno;
	close(fd);
	if (length < 0)
		return -err;
	if (length && text[length - 1] == '\n')
		length--;
	text[length] = '\0';
	return (int)length;
}

int memhp_sysfs_read_at(int dir, const char *name, uint64_t offset, char *text, size_t size)
{
	ssize_t length;
	int fd, err;

	if (offset > INT64_MAX)
		return -EINVAL;
	fd = openat(dir, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	length = pread(fd, text, size - 1, (off_t)offset);
	err = errno;
	close(fd);
	if (length < 0)
		return -err;
	text[length] = '\0';
	return (int)length;
}

int memhp_sysfs_write(int dir, const char *name, const char *text)
{
	int fd, err = 0;

	fd = openat(dir, name, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

bool memhp_sysfs_exists(int dir, const char *name)
{
	struct stat st;

	return !fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW);
}

int memhp_sysfs_each(int dir, const char *name,
		     int (*fn)(const char *entry, void *data), void *data)
{
	struct dirent *entry;
	int fd, ret = 0;
	DIR *folder;

	fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	folder = fdopendir(fd);
	if (!folder) {
		ret = -errno;
		close(fd);
		return ret;
	}
	while (!ret) {
		errno = 0;
		entry = readdir(folder);
		if (!entry) {
			ret = -errno;
			break;
		}
		ret = fn(entry->d_name, data);
	}
	closedir(folder);
	return ret;
}

#define FILE_MOST (1UL << 20)	/* no text of ours is longer */

/* All that comes, as a string in @text: its length, or -errno; -EFBIG: it does not
 * fit into @size. Closes @fd. */
static ssize_t read_all(int fd, char *text, size_t size)
{
	ssize_t got, ret = -EFBIG;
	size_t length = 0;

	while (length < size) {
		got = read(fd, text + length, size - length);
		if (got <= 0) {
			ret = got < 0 ? -errno : (ssize_t)length;
			break;
		}
		length += (size_t)got;
	}
	close(fd);
	if (ret >= 0)
		text[ret] = '\0';
	return ret;
}

/* Where it is seen from the root; a descriptor, or -errno. */
static int open_regular(const struct memhp *ctx, const char *path)
{
	int fd = openat(ctx->root_fd, ctx->root_fd >= 0 ? path + 1 : path,
			O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return -errno;
	/* Nobody named it to us: a pipe that lies there would keep us waiting. */
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return -EINVAL;
	}
	return fd;
}

int memhp_sysfs_whole(const struct memhp *ctx, const char *path, char *text, size_t size)
{
	int fd = open_regular(ctx, path);
	ssize_t length;

	if (fd < 0)
		return fd;
	length = read_all(fd, text, size);
	return length < 0 ? (int)length : 0;
}

/* All of @fd, which is closed, in @text, which is to be freed. */
static int load(int fd, char **text, size_t *length)
{
	ssize_t got;

	*text = malloc(FILE_MOST + 1);
	if (!*text) {
		close(fd);
		return -ENOMEM;
	}
	got = read_all(fd, *text, FILE_MOST + 1);
	if (got < 0) {
		free(*text);
		*text = NULL;
		return (int)got;
	}
	*length = (size_t)got;
	return 0;
}

int memhp_sysfs_load(const struct memhp *ctx, const char *path, char **data, size_t *length)
{
	int fd = open_regular(ctx, path);

	return fd < 0 ? fd : load(fd, data, length);
}

static int read_file(const char *path, char **text, size_t *length)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : load(fd, text, length);
}

int memhp_file_read(struct memhp *ctx, const char *path, char **text, size_t *length)
{
	int err = read_file(path, text, length);

	switch (err) {
	case 0:
		return 0;
	case -ENOENT:
		return memhp_fail(ctx, ENOENT, "there is no file %.200s", path);
	case -EFBIG:
		return memhp_fail(ctx, EFBIG, "%.200s is longer than any that makes sense "
				  "(1 MiB)", path);
	default:
		return memhp_fail(ctx, -err, "cannot read %.200s (%s)", path,
				  memhp_errno_name(-err));
	}
}
