// SPDX-License-Identifier: LGPL-2.1-or-later
/* /dev/memhp: opening it, and its ioctls. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "private.h"

int memhp_module_used(struct memhp *ctx)
{
	if (ctx->root_fd >= 0)
		return memhp_fail(ctx, ENOENT, "the memhp module is not used with "
				  "another root");
	if (!ctx->use_module)
		return memhp_fail(ctx, ENOENT, "the memhp module is not to be used");
	return 0;
}

int memhp_module_open(struct memhp *ctx, bool write)
{
	int fd, err = memhp_module_used(ctx);

	if (err)
		return err;
	fd = open(MEMHP_DEV, (write ? O_RDWR : O_RDONLY) | O_CLOEXEC);
	if (fd >= 0)
		return fd;
	switch (errno) {
	case ENOENT:
	case ENODEV:
	case ENXIO:
		return memhp_fail(ctx, ENOENT, "the memhp module is not loaded (no "
				  MEMHP_DEV "): %s", memhp_module_try());
	case EACCES:
	case EPERM:
		if (write)
			return memhp_fail(ctx, EACCES, "changing memory needs root "
					  "(CAP_SYS_ADMIN) and write access to "
					  MEMHP_DEV);
		return memhp_fail(ctx, EACCES, "no permission to open " MEMHP_DEV
				  ": try as root");
	default:
		return memhp_fail(ctx, errno, "cannot open " MEMHP_DEV " (%s)",
				  memhp_errno_name(errno));
	}
}

int memhp_module_ioctl_info(int fd, struct memhp_info *info)
{
	memset(info, 0, sizeof(*info));
	info->size = sizeof(*info);
	if (ioctl(fd, MEMHP_IOC_INFO, info) < 0)
		return -errno;
	info->version[sizeof(info->version) - 1] = '\0';
	info->release[sizeof(info->release) - 1] = '\0';
	return 0;
}

int memhp_module_ioctl_change(int fd, struct memhp_change *change)
{
	return ioctl(fd, MEMHP_IOC_CHANGE, change) < 0 ? -errno : 0;
}

int memhp_module_ioctl_fill(int fd, struct memhp_fill *fill)
{
	return ioctl(fd, MEMHP_IOC_FILL, fill) < 0 ? -errno : 0;
}

int memhp_module_can_stage(struct memhp *ctx, const struct memhp_info *info)
{
	if (!info->granule_min)
		return memhp_fail(ctx, EOPNOTSUPP, "the memhp module that is loaded is too old "
				  "for staged blocks: load one of version %s", memhp_version());
	if (!(info->features & 1ULL << MEMHP_FEATURE_STAGE))
		return memhp_cannot(ctx, MEMHP_FEATURE_STAGE, "stage blocks");
	return 0;
}

int memhp_module_call(struct memhp *ctx, unsigned long request, void *argument,
		      int *answer)
{
	int fd = memhp_module_open(ctx, true);

	if (fd < 0)
		return fd;
	*answer = ioctl(fd, request, argument) < 0 ? -errno : 0;
	close(fd);
	return 0;
}

int memhp_module_refused(struct memhp *ctx, int err, const char *what)
{
	switch (-err) {
	case EPERM:
		return memhp_fail(ctx, EPERM, "changing memory needs root "
				  "(CAP_SYS_ADMIN) and write access to " MEMHP_DEV);
	case ENOTTY:	/* a call that came later than the module */
		return memhp_fail(ctx, EOPNOTSUPP, "the memhp module that is loaded is too "
				  "old for this: load one of version %s", memhp_version());
	case EOPNOTSUPP:
		return memhp_fail(ctx, EOPNOTSUPP, "the memhp module cannot do this on "
				  "this kernel: its features say why");
	case ENOMEM:
		return memhp_fail(ctx, ENOMEM, "the kernel has no memory for %s: nothing "
				  "was changed", what);
	default:
		return memhp_fail(ctx, -err, "the memhp module refused %s (%s): nothing "
				  "was changed", what, memhp_errno_name(-err));
	}
}

MEMHP_EXPORT int memhp_module_info(struct memhp *ctx, struct memhp_info *info)
{
	const size_t size = info->size;
	struct memhp_info known;
	int err, fd;

	if (size < MEMHP_INFO_SIZE_V1 || size > 4096)
		return memhp_fail(ctx, EINVAL, "struct memhp_info has no size");
	fd = memhp_module_open(ctx, false);
	if (fd < 0)
		return fd;
	err = memhp_module_ioctl_info(fd, &known);
	close(fd);
	if (err)
		return memhp_fail(ctx, -err, MEMHP_DEV " does not tell about itself "
				  "(%s)", memhp_errno_name(-err));
	memset(info, 0, size);
	memcpy(info, &known, size < sizeof(known) ? size : sizeof(known));
	info->size = (uint32_t)size;
	return 0;
}
