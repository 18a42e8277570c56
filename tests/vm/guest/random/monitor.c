// SPDX-License-Identifier: GPL-2.0
/*
 * QEMU's monitor at the third serial port, as QMP: a line of JSON each way. Which
 * descriptor that is comes from the runner, as in tests/vm/guest/tap.sh.
 */
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "random.h"

static int fd = -1;
#define LINE	16384

static char buffer[LINE];
static size_t filled;

int monitor_open(void)
{
	const char *text = getenv("monitor");

	if (!text || !*text)
		return -1;
	fd = atoi(text);
	return 0;
}

/* The next line of it, without its end; false: none until then. */
static bool read_line(char *line, size_t size, uint64_t until)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	char *end;
	ssize_t got;

	while (!(end = memchr(buffer, '\n', filled))) {
		if (filled == sizeof(buffer))
			filled = 0;
		if (now_ns() >= until)
			return false;
		if (poll(&wait, 1, 50) < 1)
			continue;
		got = read(fd, buffer + filled, sizeof(buffer) - filled);
		if (got > 0)
			filled += (size_t)got;
	}
	*end = '\0';
	snprintf(line, size, "%s", buffer);
	filled -= (size_t)(end + 1 - buffer);
	memmove(buffer, end + 1, filled);
	return true;
}

int monitor(struct run *run, bool must, const char *format, ...)
{
	static unsigned int id;
	uint64_t until = now_ns() + 20000000000ULL * run->slow;
	char command[256], text[512], line[LINE];
	va_list args;
	int length;

	va_start(args, format);
	vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	length = snprintf(text, sizeof(text), "{\"execute\": \"human-monitor-command\", "
			  "\"arguments\": {\"command-line\": \"%s\"}, \"id\": \"random%u\"}\n",
			  command, ++id);
	if (write(fd, text, (size_t)length) != length)
		return -1;
	snprintf(text, sizeof(text), "\"id\": \"random%u\"", id);
	while (read_line(line, sizeof(line), until)) {
		if (!strstr(line, text))
			continue;
		/* What went well says nothing. */
		if (strstr(line, "\"return\": \"\""))
			return 0;
		if (must)
			wrong(run, "%s: QEMU is expected to do so, found %s", command, line);
		return -1;
	}
	wrong(run, "%s: an answer of QEMU's expected, found none", command);
	return -1;
}

bool monitor_deleted(const char *device, int seconds)
{
	uint64_t until = now_ns() + seconds * 1000000000ULL;
	char line[LINE], name[64];

	snprintf(name, sizeof(name), "\"device\": \"%s\"", device);
	while (read_line(line, sizeof(line), until)) {
		if (!strstr(line, name))
			continue;
		if (strstr(line, "DEVICE_DELETED"))
			return true;
		if (strstr(line, "UNPLUG_ERROR") || strstr(line, "UNPLUG_GUEST_ERROR"))
			return false;
	}
	return false;
}
