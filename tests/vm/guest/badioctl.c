// SPDX-License-Identifier: GPL-2.0
/*
 * badioctl BLOCK: give /dev/memhp what it must not take, and see what it says.
 * BLOCK is one that exists, offline; nothing here may change it. Prints
 * "ok DESC" or "not ok DESC: ..." a line.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <memhp/uapi.h>

static int fd;
static struct memhp_range range;
static struct memhp_result result;

static void expect(const char *desc, int wanted, unsigned long cmd, void *arg)
{
	int got = ioctl(fd, cmd, arg) ? errno : 0;

	if (got == wanted)
		printf("ok %s\n", desc);
	else
		printf("not ok %s: errno %d, not %d\n", desc, got, wanted);
}

static struct memhp_change good(void)
{
	return (struct memhp_change){
		.size = sizeof(struct memhp_change),
		.op = MEMHP_OP_OFFLINE,		/* it is: nothing to do */
		.ranges = (uintptr_t)&range,
		.results = (uintptr_t)&result,
		.nr_ranges = 1,
		.nr_results = 1,
		.result_size = sizeof(result),
	};
}

#define BAD(desc, wanted, ...) do {					\
	struct memhp_change c = good();					\
	__VA_ARGS__;							\
	expect(desc, wanted, MEMHP_IOC_CHANGE, &c);			\
} while (0)

static void bad_fields(void)
{
	BAD("a good one is taken", 0, (void)c);
	BAD("size 0", EINVAL, c.size = 0);
	BAD("a short struct", EINVAL, c.size = MEMHP_CHANGE_SIZE_V1 - 1);
	BAD("a huge struct", EINVAL, c.size = UINT32_MAX);
	BAD("unknown flags", EINVAL, c.flags = ~MEMHP_CHANGE_FLAGS);
	BAD("no op", EINVAL, c.op = MEMHP_OP_NONE);
	BAD("unknown op", EINVAL, c.op = MEMHP_OP_MAX + 1);
	BAD("offline with a zone", EINVAL, c.choice = MEMHP_CHOICE_KERNEL);
	BAD("online without a choice", EINVAL, c.op = MEMHP_OP_ONLINE);
	BAD("unknown choice", EINVAL, c.op = MEMHP_OP_ONLINE;
	    c.choice = MEMHP_CHOICE_MAX + 1);
	BAD("shift to keep", EINVAL, c.op = MEMHP_OP_SHIFT;
	    c.choice = MEMHP_CHOICE_KEEP);
	BAD("a deadline past time", EINVAL, c.timeout_ns = UINT64_MAX);
	BAD("done is only written", 0, c.done = 1);
	BAD("another result size", EINVAL, c.result_size = 8);
	BAD("no ranges", EINVAL, c.nr_ranges = 0);
	BAD("too many ranges", EINVAL, c.nr_ranges = UINT32_MAX);
	BAD("too many results", EINVAL, c.nr_results = UINT32_MAX);
	BAD("no room for results", EINVAL, c.nr_results = 0);
	BAD("ranges at NULL", EFAULT, c.ranges = 0);
	BAD("results at NULL", EFAULT, c.results = 0);
	BAD("ranges in the kernel", EFAULT, c.ranges = 1ULL << 63);
	BAD("results in the kernel", EFAULT, c.results = 1ULL << 63);
}

static void bad_ranges(uint64_t block)
{
	static const struct memhp_range bad[][2] = {
		{ { 0, 0 }, { 0, 0 } },
		{ { UINT64_MAX, 1 }, { 0, 0 } },
		{ { 1, UINT64_MAX }, { 0, 0 } },
		{ { 1ULL << 40, 1 }, { 0, 0 } },
		{ { 1ULL << 63, 1ULL << 63 }, { 0, 0 } },
	};
	struct memhp_range twice[2] = { { block, 1 }, { block, 1 } };
	struct memhp_range back[2] = { { block, 1 }, { block - 1, 1 } };
	struct memhp_result two[2];
	char desc[80];
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(desc, sizeof(desc), "range %#llx+%#llx",
			 (unsigned long long)bad[i][0].first,
			 (unsigned long long)bad[i][0].count);
		BAD(desc, EINVAL, c.ranges = (uintptr_t)bad[i]);
	}
	BAD("a block twice", EINVAL, c.ranges = (uintptr_t)twice;
	    c.nr_ranges = 2; c.results = (uintptr_t)two; c.nr_results = 2);
	BAD("not ascending", EINVAL, c.ranges = (uintptr_t)back;
	    c.nr_ranges = 2; c.results = (uintptr_t)two; c.nr_results = 2);
}

/* Structs of older and newer callers, and memory that is not there. */
static void bad_memory(void)
{
	struct { struct memhp_change c; uint64_t more; } longer;
	long page = sysconf(_SC_PAGESIZE);
	struct memhp_info info = { .size = sizeof(info) };
	char *at = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	munmap(at + page, page);
	longer.c = good();
	longer.c.size = sizeof(longer);
	longer.more = 0;
	expect("longer, zeros behind", 0, MEMHP_IOC_CHANGE, &longer);
	longer.more = 1;
	expect("longer, not zeros behind", EINVAL, MEMHP_IOC_CHANGE, &longer);

	expect("a struct at NULL", EFAULT, MEMHP_IOC_CHANGE, NULL);
	expect("a struct that is not mapped", EFAULT, MEMHP_IOC_CHANGE,
	       at + page);
	*(uint32_t *)(at + page - 4) = sizeof(struct memhp_change);
	expect("a struct mapped by a word", EFAULT, MEMHP_IOC_CHANGE,
	       at + page - 4);
	BAD("results mapped by half", EFAULT,
	    c.results = (uintptr_t)(at + page - sizeof(result) / 2));
	mprotect(at, page, PROT_READ);
	BAD("results that cannot be written", EFAULT, c.results = (uintptr_t)at);
	mprotect(at, page, PROT_READ | PROT_WRITE);
	*(struct memhp_change *)at = good();
	mprotect(at, page, PROT_READ);
	expect("a struct that cannot be written", EFAULT, MEMHP_IOC_CHANGE, at);

	expect("info", 0, MEMHP_IOC_INFO, &info);
	info.flags = 1;
	expect("info with flags", EINVAL, MEMHP_IOC_INFO, &info);
	expect("info at NULL", EFAULT, MEMHP_IOC_INFO, NULL);
	expect("unknown ioctl", ENOTTY, _IO(MEMHP_IOC_MAGIC, 99), NULL);
}

static void bad_descriptor(void)
{
	struct memhp_change c = good();

	close(fd);
	fd = open("/dev/" MEMHP_DEVICE_NAME, O_RDONLY);
	expect("a descriptor for reading", EBADF, MEMHP_IOC_CHANGE, &c);
	close(fd);
	fd = open("/dev/" MEMHP_DEVICE_NAME, O_RDWR);
	if (setresuid(1000, 1000, 1000))
		perror("setresuid");
	c = good();
	expect("no capability", EPERM, MEMHP_IOC_CHANGE, &c);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	range.first = strtoull(argv[1], NULL, 0);
	range.count = 1;
	fd = open("/dev/" MEMHP_DEVICE_NAME, O_RDWR);
	if (fd < 0) {
		perror("badioctl");
		return 1;
	}
	bad_fields();
	bad_ranges(range.first);
	bad_memory();
	bad_descriptor();
	return 0;
}
