// SPDX-License-Identifier: LGPL-2.1-or-later
/* Files below a root that can be set; no other file of the library opens any,
 * but for /dev/memhp. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
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
