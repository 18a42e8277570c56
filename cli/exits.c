// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "exits.h"

static void say(const char *fmt, va_list ap)
{
	/* What is on stdout already comes first when both go to one place. */
	fflush(stdout);
	fputs("memhpctl: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
}

void complain(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
}

int bad_usage(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
	return EXIT_USAGE;
}

int exit_for(int error)
{
	switch (error) {
	case 0:
		return EXIT_DONE;
	case -EPERM:
	case -EACCES:
		return EXIT_PERMISSION;
	case -ENOENT:
	case -ENOSYS:
	case -EOPNOTSUPP:
		return EXIT_MISSING;
	default:
		return EXIT_NOTHING;
	}
}

int exit_for_word(int error)
{
	switch (error) {
	case -EINVAL:
	case -ERANGE:
	case -EEXIST:
	case -EOPNOTSUPP:
		return EXIT_USAGE;
	default:
		return EXIT_NOTHING;
	}
}
