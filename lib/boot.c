// SPDX-License-Identifier: LGPL-2.1-or-later
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boot.h"

#define MOST	(1ULL << 52)

int memhp_boot_new(struct memhp *ctx, struct memhp_boot **out)
{
	struct memhp_boot *boot = calloc(1, sizeof(*boot));

	if (!boot)
		return memhp_no_memory(ctx);
	boot->ctx = memhp_ref(ctx);
	boot->log_buffer = MEMHP_BOOT_LOG;
	boot->log_info = MEMHP_BOOT_LOG_INFO;
	boot->node_data = MEMHP_BOOT_NODE_DATA;
	boot->gigabyte_pages = true;
	boot->options = strdup("");
	if (!boot->options) {
		memhp_boot_free(boot);
		return memhp_no_memory(ctx);
	}
	*out = boot;
	return 0;
}

MEMHP_EXPORT void memhp_boot_free(struct memhp_boot *boot)
{
	if (!boot)
		return;
	memhp_extents_free(&boot->ram);
	memhp_extents_free(&boot->nodes);
	free(boot->options);
	memhp_unref(boot->ctx);
	free(boot);
}

MEMHP_EXPORT int memhp_boot_set_options(struct memhp_boot *boot, const char *options)
{
	char *copy = strdup(options);

	if (!copy)
		return memhp_no_memory(boot->ctx);
	free(boot->options);
	boot->options = copy;
	return 0;
}

/* Where what is for init begins, or the end. */
static size_t kernel_part(const char *options)
{
	const char *at = options;
	size_t word;

	for (; *at; at += word) {
		at += strspn(at, " \t\n");
		word = strcspn(at, " \t\n");
		if (word == 2 && !strncmp(at, "--", 2))
			break;
	}
	return (size_t)(at - options);
}

MEMHP_EXPORT int memhp_boot_add_options(struct memhp_boot *boot, const char *options)
{
	size_t length = kernel_part(boot->options);
	char *all;

	if (asprintf(&all, "%.*s%s%s%s%s", (int)length, boot->options,
		     length && boot->options[length - 1] != ' ' ? " " : "", options,
		     boot->options[length] ? " " : "", boot->options + length) < 0)
		return memhp_no_memory(boot->ctx);
	free(boot->options);
	boot->options = all;
	return 0;
}

MEMHP_EXPORT const char *memhp_boot_get_options(const struct memhp_boot *boot)
{
	return boot->options;
}

static bool ends_past(const struct memhp_extents *list)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (list->at[i].end > MOST)
			return true;
	return false;
}

/* Which two; a list in order. */
static int ram_overlaps(const struct memhp_boot *boot)
{
	const struct memhp_extent *at = boot->ram.at + 1;

	while (at->start >= at[-1].end)
		at++;
	return memhp_fail(boot->ctx, EINVAL, "memory at 0x%" PRIx64 " is told of twice: ranges "
			  "begin there and at 0x%" PRIx64, at->start, at[-1].start);
}

int memhp_boot_check(struct memhp_boot *boot)
{
	struct memhp *ctx = boot->ctx;

	if (!memhp_extents_sort(&boot->ram))
		return ram_overlaps(boot);
	memhp_extents_sort(&boot->nodes);	/* firmware that contradicts itself boots, too */
	if (!boot->ram.count)
		return memhp_fail(ctx, EINVAL, "no memory is described: add a line "
				  "'ram 0x100000-0x7fffffff', or take all with --describe");
	if (ends_past(&boot->ram) || ends_past(&boot->nodes) || boot->kernel.end > MOST ||
	    boot->initrd.end > MOST)
		return memhp_fail(ctx, EINVAL, "an address is past the 52 bits that processors have");
	if (boot->kernel.start >= boot->kernel.end)
		return memhp_fail(ctx, EINVAL, "it is not told where the kernel's image is: add "
				  "a line 'kernel 0x1000000-0x3ffffff', or take all with --describe");
	return 0;
}

/* As the kernel compares names of parameters: '-' is '_'. */
static bool is_name(const char *word, const char *name, size_t length)
{
	while (length--) {
		if ((*word == '-' ? '_' : *word) != *name)
			return false;
		word++;
		name++;
	}
	return true;
}

/* What is behind "--" is not for the kernel. */
int memhp_boot_option(const struct memhp_boot *boot, const char *name, const char **value)
{
	const char *at = boot->options;
	size_t length = strlen(name), word;
	int found = -1;

	for (; *at; at += word) {
		at += strspn(at, " \t\n");
		word = strcspn(at, " \t\n");
		if (word == 2 && !strncmp(at, "--", 2))
			break;
		if (word < length || !is_name(at, name, length) ||
		    (word > length && at[length] != '='))
			continue;
		found = word > length ? (int)(word - length - 1) : 0;
		*value = word > length ? at + length + 1 : at + length;
	}
	return found;
}

bool memhp_boot_numa_off(const struct memhp_boot *boot)
{
	const char *value;

	return memhp_boot_option(boot, "numa", &value) == 3 && !strncmp(value, "off", 3);
}

uint64_t memhp_boot_bytes(const char *value, const char **end)
{
	static const char suffixes[] = "kmgtpe";
	const char *suffix;
	uint64_t bytes;
	char *behind;

	if (!isdigit((unsigned char)*value)) {
		*end = value;
		return 0;
	}
	errno = 0;
	bytes = strtoull(value, &behind, 0);
	suffix = *behind ? strchr(suffixes, tolower((unsigned char)*behind)) : NULL;
	if (suffix) {
		unsigned int shift = 10 * (unsigned int)(suffix - suffixes + 1);

		bytes = bytes >> (64 - shift) ? UINT64_MAX : bytes << shift;
		behind++;
	}
	*end = behind;
	return bytes;
}
