/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Much JSON at little cost.
 *
 * Neighbours in a long list are mostly alike but for their number and address.
 * libsmartcols, which needs some 25,000 instructions for one, prints one of
 * each kind, with marks where they differ, and we stamp out the rest.
 */
#ifndef MEMHPCTL_STAMP_H
#define MEMHPCTL_STAMP_H

#include "output.h"

/*
 * Print block rows, one block each, as JSON: the same text that output_rows()
 * would print. 0, or a complaint and -1.
 */
int stamp_rows(const struct output *output, const struct columns *columns);

#endif
