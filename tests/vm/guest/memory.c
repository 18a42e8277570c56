// SPDX-License-Identifier: GPL-2.0
/*
 * memory NODE MIB READY [pin]: fill that much anonymous memory of a node with
 * a pattern, make the file READY, and wait for SIGTERM. Then exit with 0 if
 * every word of it is as it was. With "pin", a pipe holds the first page.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/mempolicy.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static uint64_t pattern(size_t i)
{
	return i * 0x9e3779b97f4a7c15ULL ^ 0x6d656d6870ULL;
}

static void pin(void *page)
{
	struct iovec iov = { page, 4096 };
	int fds[2];

	if (pipe(fds) || vmsplice(fds[1], &iov, 1, 0) != 4096) {
		perror("memory: pin");
		exit(1);
	}
}

int main(int argc, char **argv)
{
	size_t i, words;
	unsigned long mask;
	uint64_t *at;
	sigset_t set;
	int sig;

	if (argc < 4)
		return 2;
	mask = 1UL << atoi(argv[1]);
	words = (strtoul(argv[2], NULL, 0) << 20) / sizeof(*at);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);

	/*
	 * Preferred: when the node goes away its pages may go elsewhere. A node
	 * without memory is refused, and the pages go elsewhere at once.
	 */
	if (syscall(SYS_set_mempolicy, MPOL_PREFERRED, &mask, 64UL) &&
	    errno != EINVAL) {
		perror("memory: set_mempolicy");
		return 1;
	}
	at = mmap(NULL, words * sizeof(*at), PROT_READ | PROT_WRITE,
		  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED) {
		perror("memory: mmap");
		return 1;
	}
	for (i = 0; i < words; i++)
		at[i] = pattern(i);
	if (argc > 4 && !strcmp(argv[4], "pin"))
		pin(at);
	close(open(argv[3], O_CREAT | O_WRONLY, 0600));
	sigwait(&set, &sig);
	for (i = 0; i < words; i++)
		if (at[i] != pattern(i)) {
			fprintf(stderr, "memory: word %zu was harmed\n", i);
			return 1;
		}
	return 0;
}
