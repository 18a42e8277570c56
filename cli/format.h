/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers for people. All write to @text and return it. */
#ifndef MEMHPCTL_FORMAT_H
#define MEMHPCTL_FORMAT_H

#include <stddef.h>
#include <stdint.h>

#include <memhp/libmemhp.h>

#define FORMAT_LENGTH 64

/* "128M", "1.5G"; with @bytes "134217728". */
const char *format_size(char text[FORMAT_LENGTH], uint64_t size, int bytes);

/* Nothing of it lost, so that it can be typed: "12M", "1537K". */
const char *format_exact(char text[FORMAT_LENGTH], uint64_t size);

/* "850 us", "2.1 ms", "12 s" */
const char *format_time(char text[FORMAT_LENGTH], uint64_t ns);

/* "memory42" or "memory42-57" */
const char *format_blocks(char text[FORMAT_LENGTH], uint64_t first, uint64_t last);

/* "offline", "online (Movable)" */
const char *format_place(char text[FORMAT_LENGTH], unsigned int state, unsigned int zone);

#endif
