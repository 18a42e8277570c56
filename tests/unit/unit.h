/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What all unit tests begin with. */
#ifndef UNIT_H
#define UNIT_H

#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "private.h"

#endif
