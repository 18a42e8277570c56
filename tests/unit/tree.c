// SPDX-License-Identifier: LGPL-2.1-or-later
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tree.h"

static void name_of(struct tree *tree, const char *name, char *path, size_t size)
{
	assert_true((size_t)snprintf(path, size, "%s/%s", tree->memory, name) < size);
}

static void make_folders(const char *path)
{
	char part[256];
	size_t i;

	for (i = 1; path[i - 1]; i++) {
		if (path[i] && path[i] != '/')
			continue;
		snprintf(part, sizeof(part), "%.*s", (int)i, path);
		if (mkdir(part, 0755))
			assert_int_equal(errno, EEXIST);
	}
}

struct tree *tree_new(const char *block_size)
{
	struct tree *tree = calloc(1, sizeof(*tree));

	assert_non_null(tree);
	strcpy(tree->path, "/tmp/memhp-unit-XXXXXX");
	assert_non_null(mkdtemp(tree->path));
	snprintf(tree->memory, sizeof(tree->memory), "%s%s", tree->path, MEMHP_SYSFS);
	make_folders(tree->memory);
	if (block_size)
		tree_file(tree, "block_size_bytes", block_size);
	return tree;
}

static int delete(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void tree_free(struct tree *tree)
{
	assert_int_equal(nftw(tree->path, delete, 8, FTW_DEPTH | FTW_PHYS), 0);
	free(tree);
}

void tree_file(struct tree *tree, const char *name, const char *text)
{
	char path[256];
	int fd;

	name_of(tree, name, path, sizeof(path));
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

void tree_folder(struct tree *tree, const char *name)
{
	char path[256];

	name_of(tree, name, path, sizeof(path));
	make_folders(path);
}

void tree_link(struct tree *tree, const char *name)
{
	char path[256];

	name_of(tree, name, path, sizeof(path));
	assert_int_equal(symlink("../no/where", path), 0);
}

void tree_remove(struct tree *tree, const char *name)
{
	char path[256];

	name_of(tree, name, path, sizeof(path));
	assert_int_equal(nftw(path, delete, 8, FTW_DEPTH | FTW_PHYS), 0);
}

void tree_block(struct tree *tree, uint64_t index, const char *state,
		const char *zones, int node)
{
	char name[96], text[96];

	snprintf(name, sizeof(name), "memory%" PRIu64, index);
	tree_folder(tree, name);
	snprintf(name, sizeof(name), "memory%" PRIu64 "/state", index);
	snprintf(text, sizeof(text), "%s\n", state);
	tree_file(tree, name, text);
	if (zones) {
		snprintf(name, sizeof(name), "memory%" PRIu64 "/valid_zones", index);
		snprintf(text, sizeof(text), "%s\n", zones);
		tree_file(tree, name, text);
	}
	if (node >= 0) {
		snprintf(name, sizeof(name), "memory%" PRIu64 "/node%d", index, node);
		tree_link(tree, name);
	}
}

struct memhp *tree_context(struct tree *tree)
{
	struct memhp_opts opts = { .sz = sizeof(opts), .sysroot = tree->path };
	struct memhp *ctx;

	assert_int_equal(memhp_new(&ctx, &opts), 0);
	return ctx;
}

struct memhp_blocks *tree_blocks(struct memhp *ctx)
{
	struct memhp_blocks *blocks;

	assert_int_equal(memhp_blocks_get(ctx, &blocks), 0);
	return blocks;
}

int tree_set_up(void **state)
{
	struct tree_fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	f->tree = tree_new("8000000");
	f->ctx = tree_context(f->tree);
	*state = f;
	return 0;
}

int tree_tear_down(void **state)
{
	struct tree_fixture *f = *state;

	memhp_unref(f->ctx);
	tree_free(f->tree);
	free(f);
	return 0;
}
