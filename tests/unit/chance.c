// SPDX-License-Identifier: LGPL-2.1-or-later
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "chance.h"

static uint64_t seed;

void chance_begin(void)
{
	const char *given = getenv("MEMHP_SEED");

	seed = given ? strtoull(given, NULL, 0) : (uint64_t)time(NULL) << 20 ^ (uint64_t)getpid();
	seed += !seed;
	printf("# MEMHP_SEED=%" PRIu64 "\n", seed);
	fflush(stdout);
}

uint64_t chance(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}
