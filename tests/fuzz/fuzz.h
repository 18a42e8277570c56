/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What all targets begin with. A target takes any bytes, hands them to what reads them
 * in the library, and says what must hold then, be they right or wrong. It is linked
 * with libFuzzer, or with replay.c, which reads files.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

/* Returns 0, as libFuzzer wants it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold: else this is a finding. */
#define must(condition) \
	((condition) ? (void)0 : fuzz_broken(__FILE__, __LINE__, #condition))
_Noreturn void fuzz_broken(const char *file, int line, const char *condition);

/* The bytes as a string of just that length, so that a sanitizer sees the first byte read
 * behind it; to be freed. */
char *fuzz_string(const uint8_t *data, size_t size);
/* The name of a file that holds the bytes; good until the next one. */
const char *fuzz_file(const uint8_t *data, size_t size);

/* A context that asks neither module nor machine, with no error on it; of no input. */
struct memhp *fuzz_context(void);
/* @err is 0, or there is a line of text that says why not. Returns whether it is 0. */
int fuzz_good(struct memhp *ctx, int err);

#endif
