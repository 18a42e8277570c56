// SPDX-License-Identifier: GPL-2.0
/* poison NODE: have a page of that node, and tell the kernel that it is broken. */
#define _GNU_SOURCE
#include <linux/mempolicy.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Who has a page that breaks is told so, by this. */
static void told(int signal)
{
	_exit(signal == SIGBUS ? 0 : 1);
}

int main(int argc, char **argv)
{
	unsigned long mask;
	void *page;

	if (argc != 2)
		return 2;
	mask = 1UL << atoi(argv[1]);
	page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED ||
	    syscall(SYS_mbind, page, 4096UL, MPOL_BIND, &mask, 64UL, 0U)) {
		perror("poison");
		return 1;
	}
	memset(page, 1, 4096);
	signal(SIGBUS, told);
	if (madvise(page, 4096, MADV_HWPOISON)) {
		perror("poison: madvise");
		return 1;
	}
	return 0;
}
