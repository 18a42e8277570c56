// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "exits.h"
#include "output.h"
#include "words.h"

static void say(const char *fmt, va_list ap)
{
	char text[2048] = "memhpctl: ", *c = strchr(text, '\0');

	/* What is on stdout already comes first when both go to one place. */
	output_flush();
	vsnprintf(c, sizeof(text) - (size_t)(c - text), fmt, ap);
	/* Nothing that a terminal would obey. */
	for (; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	words_put(stderr, words_width(stderr), 2, text);
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
	case -EFAULT:	/* it was carried out, and nobody knows how far */
		return EXIT_PART;
	case -ENOENT:
	case -ENOSYS:
	case -EOPNOTSUPP:
		return EXIT_MISSING;
	default:
		return EXIT_NOTHING;
	}
}

int exit_for_content(int error, bool of_file)
{
	switch (error) {
	case 0:
		return EXIT_DONE;
	case -ENOMEM:
		return EXIT_NOTHING;
	case -EPERM:
	case -EACCES:
		return EXIT_PERMISSION;
	default:
		return of_file ? EXIT_NOTHING : EXIT_USAGE;
	}
}

int exit_for_word(int error)
{
	switch (error) {
	case -EINVAL:
	case -ERANGE:
	case -EEXIST:
		return EXIT_USAGE;
	case -EOPNOTSUPP:
		return EXIT_MISSING;
	default:
		return EXIT_NOTHING;
	}
}
