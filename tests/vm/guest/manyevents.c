// SPDX-License-Identifier: GPL-2.0
/*
 * manyevents COUNT: so many events, as fast as it goes: a group by hand is made and
 * deleted.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include <memhp/uapi.h>

static int change(int fd, unsigned int op)
{
	struct memhp_group group = {
		.size = sizeof(group),
		.op = op,
		.type = op == MEMHP_GROUP_OP_CREATE ? MEMHP_GROUP_STATIC : 0,
		.name = "many",
	};

	return ioctl(fd, MEMHP_IOC_GROUP, &group);
}

int main(int argc, char **argv)
{
	unsigned long i, count = argc == 2 ? strtoul(argv[1], NULL, 0) : 0;
	int fd = open("/dev/" MEMHP_DEVICE_NAME, O_RDWR);

	for (i = 0; i < count; i++) {
		if (change(fd, i % 2 ? MEMHP_GROUP_OP_DELETE : MEMHP_GROUP_OP_CREATE)) {
			perror("manyevents");
			return 1;
		}
	}
	return !count;
}
