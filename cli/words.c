// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "words.h"

size_t words_width(FILE *file)
{
	struct winsize size;

	return ioctl(fileno(file), TIOCGWINSZ, &size) < 0 ? 0 : size.ws_col;
}

static void fold(FILE *file, size_t width, int indent, const char *text)
{
	size_t gap, length, at = 0;

	if ((size_t)indent > width / 2)	/* or each word had a line to itself, or two */
		indent = (int)(width / 2);
	for (; *text; text += length) {
		gap = strspn(text, " ");
		length = strcspn(text + gap, " ");
		if (!length)	/* blanks at the end */
			break;
		if (at && at + gap + length > width) {
			fprintf(file, "\n%*s", indent, "");
			at = (size_t)indent;
			text += gap;
		} else {
			length += gap;
		}
		at += fwrite(text, 1, length, file);
	}
}

void words_put(FILE *file, size_t width, int indent, const char *text)
{
	char *folded = NULL;
	size_t size = 0;
	FILE *out = width ? open_memstream(&folded, &size) : NULL;

	if (out) {
		fold(out, width, indent, text);
		fclose(out);
	}
	/* One write, also where nothing is buffered: others may write beside us. */
	fprintf(file, "%s\n", folded ? folded : text);
	free(folded);
}

void words_printf(int indent, const char *fmt, ...)
{
	char *text;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) >= 0) {
		words_put(stdout, words_width(stdout), indent, text);
		free(text);
	}
	va_end(ap);
}
