// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Who else takes new memory online, and does so before the policy's auto-online
 * could: the kernel (auto_online_blocks), or a rule of udev.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "private.h"

#define AUTO_ONLINE	"auto_online_blocks"
#define RULES_ROOM	(256UL << 10)	/* no file of rules is longer */

struct memhp_rivals {
	struct memhp *ctx;
	char kernel[32];		/* "" if not known */
	char **names;			/* files seen: those of later folders of
					 * the same name do not count */
	size_t nr_names;
	char **rules;			/* "FILE:LINE" */
	size_t nr_rules;
	char waits[256];		/* the file in which udev waits for the policy:
					 * later ones come after it; "" if none */
};

static int append(struct memhp_rivals *rivals, char ***list, size_t *count, const char *text)
{
	char **more = reallocarray(*list, *count + 1, sizeof(*more));

	if (!more)
		return memhp_no_memory(rivals->ctx);
	*list = more;
	more[*count] = strdup(text);
	if (!more[*count])
		return memhp_no_memory(rivals->ctx);
	++*count;
	return 0;
}

/* ---- Rules of udev ---- */

/* Whether @line has KEY, @sign and then VALUE, with spaces or none between. */
static bool has(const char *line, const char *key, const char *sign, const char *value)
{
	const char *at;

	while ((at = strstr(line, key))) {
		line = at + strlen(key);
		at = line + strspn(line, " \t");
		if (strncmp(at, sign, strlen(sign)))
			continue;
		at += strlen(sign);
		at += strspn(at, " \t");
		if (!strncmp(at, value, strlen(value)))
			return true;
	}
	return false;
}

static bool sets_state(const char *line)
{
	return has(line, "ATTR{state}", "=", "\"");
}

struct rules_file {
	struct memhp_rivals *rivals;
	const char *path;
	bool about_memory;	/* others were left by GOTO above */
};

static const char *name_of(const char *path)
{
	return strrchr(path, '/') + 1;
}

/* Our own, see packaging/udev. */
static bool waits_for_policy(const char *line)
{
	return has(line, "ATTR{[misc/memhp]settled}", "==", "\"1\"");
}

static int look_at_line(struct rules_file *file, const char *line, unsigned int number)
{
	char where[512];

	if (line[strspn(line, " \t")] == '#')
		return 0;
	if (waits_for_policy(line))
		snprintf(file->rivals->waits, sizeof(file->rivals->waits), "%s",
			 name_of(file->path));
	file->about_memory |= has(line, "SUBSYSTEM", "!=", "\"memory\"");
	if (!sets_state(line) ||
	    (!file->about_memory && !has(line, "SUBSYSTEM", "==", "\"memory\"")))
		return 0;
	snprintf(where, sizeof(where), "%s:%u", file->path, number);
	return append(file->rivals, &file->rivals->rules, &file->rivals->nr_rules, where);
}

/* The end of the line at @line, made one with those it goes on in. */
static char *end_of(char *line, unsigned int *number)
{
	char *end = line;

	for (;;) {
		end += strcspn(end, "\n");
		++*number;
		if (!*end || end == line || end[-1] != '\\')
			return end;
		end[-1] = *end = ' ';
	}
}

static int look_at_text(struct rules_file *file, char *text)
{
	unsigned int number = 0;
	char *line, *end, *next;
	int err = 0;

	for (line = text; !err && *line; line = next) {
		end = end_of(line, &number);
		next = *end ? end + 1 : end;
		*end = '\0';
		err = look_at_line(file, line, number);
	}
	return err;
}

static bool is_seen(const struct memhp_rivals *rivals, const char *name)
{
	size_t i;

	for (i = 0; i < rivals->nr_names; i++)
		if (!strcmp(rivals->names[i], name))
			return true;
	return false;
}

struct rules_folder {
	struct memhp_rivals *rivals;
	const char *path;
	char *text;		/* room for a file */
};

static int look_at_file(const char *entry, void *data)
{
	struct rules_folder *folder = data;
	struct memhp_rivals *rivals = folder->rivals;
	size_t length = strlen(entry);
	char path[400];
	struct rules_file file = { .rivals = rivals, .path = path };
	int err;

	if (length < 6 || strcmp(entry + length - 6, ".rules") || is_seen(rivals, entry))
		return 0;
	err = append(rivals, &rivals->names, &rivals->nr_names, entry);
	if (err)
		return err;
	snprintf(path, sizeof(path), "%s/%s", folder->path, entry);
	/* One that cannot be read is udev's own trouble. */
	if (memhp_sysfs_whole(rivals->ctx, path, folder->text, RULES_ROOM))
		return 0;
	return look_at_text(&file, folder->text);
}

/* The first folder that has a file of some name is the one that counts. */
static int look_at_udev(struct memhp_rivals *rivals)
{
	static const char *const paths[] = { "/etc/udev/rules.d", "/run/udev/rules.d",
					     "/usr/local/lib/udev/rules.d",
					     "/usr/lib/udev/rules.d", "/lib/udev/rules.d" };
	struct rules_folder folder = { .rivals = rivals, .text = malloc(RULES_ROOM) };
	int dir, err = 0;
	size_t i;

	if (!folder.text)
		return memhp_no_memory(rivals->ctx);
	for (i = 0; !err && i < ARRAY_SIZE(paths); i++) {
		folder.path = paths[i];
		dir = memhp_sysfs_open(rivals->ctx, paths[i]);
		if (dir < 0)
			continue;
		err = memhp_sysfs_each(dir, ".", look_at_file, &folder);
		close(dir);
	}
	free(folder.text);
	return err;
}

/* Rules that udev comes to only after it has waited for the policy do no harm. Files
 * are in the order of their names, whatever the folder. */
static void drop_late(struct memhp_rivals *rivals)
{
	size_t i, kept = 0;

	if (!*rivals->waits)
		return;
	for (i = 0; i < rivals->nr_rules; i++) {
		if (strcmp(name_of(rivals->rules[i]), rivals->waits) > 0)
			free(rivals->rules[i]);
		else
			rivals->rules[kept++] = rivals->rules[i];
	}
	rivals->nr_rules = kept;
}

/* ---- All of them ---- */

static void look_at_kernel(struct memhp_rivals *rivals)
{
	int dir = memhp_sysfs_open(rivals->ctx, MEMHP_SYSFS);

	if (dir < 0)
		return;
	if (memhp_sysfs_read(dir, AUTO_ONLINE, rivals->kernel, sizeof(rivals->kernel)) < 0)
		rivals->kernel[0] = '\0';
	close(dir);
}

MEMHP_EXPORT int memhp_rivals_get(struct memhp *ctx, struct memhp_rivals **out)
{
	struct memhp_rivals *rivals = calloc(1, sizeof(*rivals));
	int err;

	if (!rivals)
		return memhp_no_memory(ctx);
	rivals->ctx = memhp_ref(ctx);
	look_at_kernel(rivals);
	err = look_at_udev(rivals);
	if (err) {
		memhp_rivals_free(rivals);
		return err;
	}
	drop_late(rivals);
	*out = rivals;
	return 0;
}

static void free_list(char **list, size_t count)
{
	while (count)
		free(list[--count]);
	free(list);
}

MEMHP_EXPORT void memhp_rivals_free(struct memhp_rivals *rivals)
{
	if (!rivals)
		return;
	free_list(rivals->names, rivals->nr_names);
	free_list(rivals->rules, rivals->nr_rules);
	memhp_unref(rivals->ctx);
	free(rivals);
}

MEMHP_EXPORT const char *memhp_rivals_kernel(const struct memhp_rivals *rivals)
{
	return *rivals->kernel ? rivals->kernel : NULL;
}

MEMHP_EXPORT size_t memhp_rivals_count(const struct memhp_rivals *rivals)
{
	return rivals->nr_rules;
}

MEMHP_EXPORT const char *memhp_rivals_rule(const struct memhp_rivals *rivals, size_t i)
{
	return i < rivals->nr_rules ? rivals->rules[i] : NULL;
}

MEMHP_EXPORT int memhp_take_over(struct memhp *ctx)
{
	int err, dir;

	if (ctx->root_fd >= 0)
		return memhp_fail(ctx, EROFS, "a saved tree is not written to");
	dir = memhp_sysfs_open(ctx, MEMHP_SYSFS);
	err = dir < 0 ? dir : memhp_sysfs_write(dir, AUTO_ONLINE, "offline");
	if (dir >= 0)
		close(dir);
	if (!err)
		return 0;
	return memhp_fail(ctx, -err, "cannot write \"offline\" to " MEMHP_SYSFS "/" AUTO_ONLINE
			  " (%s)", memhp_errno_name(-err));
}
