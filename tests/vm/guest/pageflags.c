// SPDX-License-Identifier: GPL-2.0
/*
 * pageflags FIRST COUNT: what /proc/kpageflags says of so many page frames, as JSON:
 * how many of them are of each kind that it can tell.
 */
#include <fcntl.h>
#include <linux/kernel-page-flags.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct {
	const char *name;
	unsigned int bit;
} kinds[] = {
	{ "anon", KPF_ANON },
	{ "huge", KPF_HUGE },
	{ "slab", KPF_SLAB },
	{ "table", KPF_PGTABLE },
	{ "offline", KPF_OFFLINE },
	{ "poisoned", KPF_HWPOISON },
	{ "hole", KPF_NOPAGE },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

int main(int argc, char **argv)
{
	int fd = open("/proc/kpageflags", O_RDONLY);
	unsigned long counts[KINDS] = { 0 };
	uint64_t flags[1024];
	off_t at, end;
	ssize_t got;
	size_t i, kind;

	if (argc != 3)
		return 2;
	at = strtoull(argv[1], NULL, 0) * sizeof(flags[0]);
	end = at + strtoull(argv[2], NULL, 0) * sizeof(flags[0]);
	for (; at < end; at += got) {
		size_t wanted = end - at < (off_t)sizeof(flags) ? (size_t)(end - at) : sizeof(flags);

		got = pread(fd, flags, wanted, at);
		if (got <= 0) {
			perror("pageflags");
			return 1;
		}
		for (i = 0; i < got / sizeof(flags[0]); i++)
			for (kind = 0; kind < KINDS; kind++)
				counts[kind] += flags[i] >> kinds[kind].bit & 1;
	}
	for (kind = 0; kind < KINDS; kind++)
		printf("%s\"%s\": %lu", kind ? ", " : "{", kinds[kind].name, counts[kind]);
	printf("}\n");
	return 0;
}
