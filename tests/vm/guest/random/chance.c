// SPDX-License-Identifier: GPL-2.0
/* Numbers from a seed: those of a step do not depend on what the steps before it did. */
#include "random.h"

static uint64_t mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ x >> 27) * 0x94d049bb133111ebULL;
	return x ^ x >> 31;
}

void chance_of(struct chance *chance, uint64_t seed, uint64_t number)
{
	chance->state = mix(mix(seed) + number);
}

unsigned int pick_of(struct chance *chance, unsigned int below)
{
	chance->state += 0x9e3779b97f4a7c15ULL;
	return (mix(chance->state) >> 32) * below >> 32;
}

unsigned int pick(struct run *run, unsigned int below)
{
	return pick_of(&run->chance, below);
}

bool once_in(struct run *run, unsigned int times)
{
	return !pick(run, times);
}
