// SPDX-License-Identifier: GPL-2.0
/*
 * nobody COMMAND...: run it as nobody. nobody -u COMMAND...: run it as the root
 * of a user namespace of its own.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int become_root_of_namespace(void)
{
	static const char map[] = "0 0 1";
	int fd;

	if (unshare(CLONE_NEWUSER))
		return -1;
	fd = open("/proc/self/uid_map", O_WRONLY);
	return fd < 0 || write(fd, map, strlen(map)) < 0 || close(fd);
}

static int become_nobody(void)
{
	return setgroups(0, NULL) || setresgid(65534, 65534, 65534) ||
	       setresuid(65534, 65534, 65534);
}

int main(int argc, char **argv)
{
	int namespace = argc > 1 && !strcmp(argv[1], "-u");

	argv += 1 + namespace;
	if (!*argv)
		return 2;
	if (namespace ? become_root_of_namespace() : become_nobody()) {
		perror("nobody");
		return 1;
	}
	execvp(*argv, argv);
	perror(*argv);
	return 127;
}
