// SPDX-License-Identifier: GPL-2.0
/*
 * manygroups make|delete COUNT FIRST: that many dynamic groups made by hand, g0 and so
 * on, each with one block, from FIRST on. A process for each would take too long.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include <memhp/uapi.h>

static int change(int fd, unsigned int op, unsigned int type, unsigned long i,
		  struct memhp_range *range)
{
	struct memhp_group group = {
		.size = sizeof(group),
		.op = op,
		.type = type,
		.ranges = (uintptr_t)range,
		.nr_ranges = range ? 1 : 0,
	};

	snprintf(group.name, sizeof(group.name), "g%lu", i);
	return ioctl(fd, MEMHP_IOC_GROUP, &group);
}

static int make(int fd, unsigned long i, struct memhp_range *range)
{
	return change(fd, MEMHP_GROUP_OP_CREATE, MEMHP_GROUP_DYNAMIC, i, NULL) ||
	       change(fd, MEMHP_GROUP_OP_ADD, 0, i, range);
}

static int delete(int fd, unsigned long i, struct memhp_range *range)
{
	return change(fd, MEMHP_GROUP_OP_REMOVE, 0, i, range) ||
	       change(fd, MEMHP_GROUP_OP_DELETE, 0, i, NULL);
}

int main(int argc, char **argv)
{
	struct memhp_range range = { .count = 1 };
	unsigned long i, count;
	int fd;

	if (argc != 4)
		return 2;
	count = strtoul(argv[2], NULL, 0);
	fd = open("/dev/" MEMHP_DEVICE_NAME, O_RDWR);
	if (fd < 0) {
		perror("manygroups");
		return 1;
	}
	for (i = 0; i < count; i++) {
		range.first = strtoull(argv[3], NULL, 0) + i;
		if (!strcmp(argv[1], "make") ? make(fd, i, &range) : delete(fd, i, &range)) {
			perror("manygroups");
			return 1;
		}
	}
	return 0;
}
