/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers at random, that can be had again. */
#ifndef CHANCE_H
#define CHANCE_H

#include <stdint.h>

/* Begin by MEMHP_SEED in the environment, else by the time; says by what. */
void chance_begin(void);
uint64_t chance(void);

#endif
