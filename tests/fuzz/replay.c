// SPDX-License-Identifier: GPL-2.0
/* replay FOLDER: a target without libFuzzer: each file of a folder once, as one point. */
#include <dirent.h>
#include <signal.h>
#include <unistd.h>

#include "fuzz.h"

static char current[512] = "(none)";

/* A sanitizer ends by SIGABRT, too. */
const char *__asan_default_options(void);
const char *__ubsan_default_options(void);

const char *__asan_default_options(void)
{
	return "abort_on_error=1";
}

const char *__ubsan_default_options(void)
{
	return "abort_on_error=1";
}

static void tell_where(int number)
{
	static const char text[] = "replay: stopped at ";

	(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
	(void)!write(STDERR_FILENO, current, strlen(current));
	(void)!write(STDERR_FILENO, "\n", 1);
	_exit(128 + number);
}

static void replay(void)
{
	size_t length = 0, room = 1 << 20;
	uint8_t *room_for = malloc(room), *data;
	FILE *file = fopen(current, "r");

	must(file && room_for);
	length = fread(room_for, 1, room, file);
	must(feof(file));
	fclose(file);
	/* Of just that length: as libFuzzer hands it over. */
	data = malloc(length ? length : 1);
	must(data);
	memcpy(data, room_for, length);
	free(room_for);
	LLVMFuzzerTestOneInput(data, length);
	free(data);
}

int main(int argc, char **argv)
{
	struct dirent *entry;
	unsigned int count = 0;
	DIR *folder;

	signal(SIGABRT, tell_where);
	folder = argc == 2 ? opendir(argv[1]) : NULL;
	if (!folder) {
		fprintf(stderr, "replay: no folder\n");
		return 2;
	}
	while ((entry = readdir(folder))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(current, sizeof(current), "%s/%s", argv[1], entry->d_name);
		replay();
		count++;
	}
	closedir(folder);
	printf("%s 1 - %u inputs of the corpus\n1..1\n", count ? "ok" : "not ok", count);
	return !count;
}
