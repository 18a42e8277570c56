/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MEMHPCTL_VERSION_H
#define MEMHPCTL_VERSION_H

#include <memhp/libmemhp.h>

#define MEMHPCTL_WORD_(x) #x
#define MEMHPCTL_WORD(x) MEMHPCTL_WORD_(x)

/* The command is of the release that its library's header is of. */
#define MEMHPCTL_VERSION \
	MEMHPCTL_WORD(MEMHP_VERSION_MAJOR) "." \
	MEMHPCTL_WORD(MEMHP_VERSION_MINOR) "." \
	MEMHPCTL_WORD(MEMHP_VERSION_PATCH)

#endif
