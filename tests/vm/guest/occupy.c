// SPDX-License-Identifier: GPL-2.0
/*
 * occupy KIND NODE COUNT READY [pin]: have memory of a node, if it has any, write its
 * address to the file READY, and wait to be killed. KIND is what of it:
 *
 * anon		COUNT MiB, in huge pages if the kernel likes to
 * small	COUNT MiB in single pages
 * locked	COUNT MiB in single pages, by mlock()
 * huge		COUNT MiB of the pool of huge pages
 * promised	the same, but none of it touched
 * sparse	COUNT pages, each with a page table of its own
 * threads	COUNT threads with their kernel stacks
 *
 * With "pin", the module of that name pins the first page.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/mempolicy.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MIB	(1UL << 20)
#define PAGE	4096UL
#define TABLE	(2 * MIB)	/* what one page table is for */

static int die(const char *what)
{
	fprintf(stderr, "occupy: %s: %s\n", what, strerror(errno));
	exit(1);
}

static char *map(size_t bytes, int flags)
{
	char *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);

	if (at == MAP_FAILED)
		die("mmap");
	return at;
}

static void touch(char *at, size_t bytes, size_t step)
{
	size_t i;

	for (i = 0; i < bytes; i += step)
		at[i] = 1;
}

/* Memory of single pages, each @step bytes. A kernel without huge pages says that it
 * does not know the advice. */
static char *map_small(size_t bytes, size_t step)
{
	char *at = map(bytes, MAP_NORESERVE);

	if (madvise(at, bytes, MADV_NOHUGEPAGE) && errno != EINVAL)
		die("madvise");
	touch(at, bytes, step);
	return at;
}

static void *sleep_on(void *data)
{
	for (;;)
		pause();
	return data;
}

static void start_threads(unsigned long count)
{
	pthread_attr_t attr;
	pthread_t thread;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 64 << 10);
	while (count--) {
		errno = pthread_create(&thread, &attr, sleep_on, NULL);
		if (errno)
			die("pthread_create");
	}
}

static char *occupy(const char *kind, unsigned long count)
{
	char *at = NULL;

	if (!strcmp(kind, "anon")) {
		at = map(count * MIB, 0);
		touch(at, count * MIB, PAGE);
	} else if (!strcmp(kind, "small")) {
		at = map_small(count * MIB, PAGE);
	} else if (!strcmp(kind, "locked")) {
		at = map_small(count * MIB, PAGE);
		if (mlock(at, count * MIB))
			die("mlock");
	} else if (!strcmp(kind, "huge")) {
		at = map(count * MIB, MAP_HUGETLB);
		touch(at, count * MIB, TABLE);
	} else if (!strcmp(kind, "promised")) {
		at = map(count * MIB, MAP_HUGETLB);
	} else if (!strcmp(kind, "sparse")) {
		at = map_small(count * TABLE, TABLE);
	} else if (!strcmp(kind, "threads")) {
		start_threads(count);
	} else {
		exit(2);
	}
	return at;
}

/* In one write, and an error of it is one. */
static void write_address(const char *path, const char *at)
{
	int fd = open(path, O_CREAT | O_WRONLY, 0600);
	char text[32];
	int length = snprintf(text, sizeof(text), "%p\n", (const void *)at);

	if (fd < 0 || write(fd, text, length) != length || close(fd))
		die(path);
}

int main(int argc, char **argv)
{
	unsigned long mask;
	char *at;

	if (argc < 5)
		return 2;
	mask = 1UL << atoi(argv[2]);
	/* Preferred, so that what goes offline may go elsewhere. */
	if (syscall(SYS_set_mempolicy, MPOL_PREFERRED, &mask, 64UL) && errno != EINVAL)
		die("set_mempolicy");
	at = occupy(argv[1], strtoul(argv[3], NULL, 0));
	if (argc > 5)
		write_address("/sys/module/pin/parameters/address", at);
	write_address(argv[4], at);
	for (;;)
		pause();
}
