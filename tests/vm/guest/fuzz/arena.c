// SPDX-License-Identifier: GPL-2.0
/*
 * Four pages between some that cannot be touched, with one that can only be read
 * behind. All that the kernel is not told to write must stay as it was.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "fuzz.h"

#define PAGE	4096UL
#define GUARD	(16 * PAGE)
#define KERNEL	0xffff800000000000

static unsigned char *arena;
static unsigned char before[ARENA];

void arena_make(void)
{
	unsigned char *all = mmap(NULL, GUARD + ARENA + GUARD + PAGE + GUARD, PROT_NONE,
				  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (all == MAP_FAILED || mprotect(all + GUARD, ARENA, PROT_READ | PROT_WRITE) ||
	    mprotect(all + GUARD + ARENA + GUARD, PAGE, PROT_READ)) {
		perror("fuzz: mmap");
		exit(1);
	}
	arena = all + GUARD;
}

void arena_fill(void)
{
	memset(arena, 0xa5, ARENA);
}

unsigned char *arena_at(size_t at)
{
	return arena + at;
}

bool arena_has(uint64_t address, uint64_t size, size_t *at)
{
	uint64_t begin = (uintptr_t)arena;

	if (address < begin || address - begin > ARENA || size > ARENA - (address - begin))
		return false;
	*at = address - begin;
	return true;
}

uint64_t arena_bad(struct numbers *n, size_t size)
{
	uint64_t end = (uintptr_t)arena + ARENA;

	switch (below(n, 8)) {
	case 0:
		return 0;
	case 1:
		return end + below(n, GUARD - PAGE);
	case 2:		/* read only */
		return end + GUARD + below(n, PAGE / 2);
	case 3:		/* of the kernel */
		return 0xffff888000000000 + below(n, 1UL << 32);
	case 4:
		return 0xffffffff80000000 + below(n, 1 << 26);
	case 5:		/* of nobody */
		return 0x0000800000000000 + number(n) % (1UL << 60);
	case 6:		/* around the end of all addresses */
		return -below(n, 64);
	default:	/* past the end of a page */
		return end - (size ? below(n, size) : 0);
	}
}

void arena_tame(__u64 *address)
{
	uint64_t begin = (uintptr_t)arena - GUARD;
	uint64_t end = (uintptr_t)arena + ARENA + GUARD + PAGE + GUARD;

	if (*address < 65536 || *address >= 1UL << 47 ||
	    (*address >= begin + GUARD / 2 && *address < end - GUARD / 2))
		return;
	*address = (uintptr_t)arena + ARENA + PAGE;
}

void windows_add(struct windows *windows, uint64_t address, uint64_t size)
{
	size_t at;

	if (!arena_has(address, 0, &at) || windows->count == ARRAY_SIZE(windows->window))
		return;
	windows->window[windows->count++] = (struct window){
		at, size < ARENA - at ? size : ARENA - at,
	};
}

void arena_note(void)
{
	memcpy(before, arena, ARENA);
}

const void *arena_was(size_t at)
{
	return before + at;
}

static bool allowed(const struct windows *windows, size_t at)
{
	unsigned int i;

	for (i = 0; i < windows->count; i++)
		if (at >= windows->window[i].at &&
		    at - windows->window[i].at < windows->window[i].size)
			return true;
	return false;
}

long arena_changed(const struct windows *windows)
{
	size_t at;

	if (!memcmp(before, arena, ARENA))
		return -1;
	for (at = 0; at < ARENA; at++)
		if (before[at] != arena[at] && !allowed(windows, at))
			return at;
	return -1;
}
