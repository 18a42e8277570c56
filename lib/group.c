// SPDX-License-Identifier: LGPL-2.1-or-later
/* Groups of blocks: the list of them, and those made by hand. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "private.h"
#include "rules.h"

struct memhp_groups {
	struct memhp *ctx;
	struct memhp_records records;	/* struct memhp_group_info */
};

static struct memhp_group_info *group_at(const struct memhp_groups *groups, size_t i)
{
	return (struct memhp_group_info *)groups->records.at + i;
}

static int by_id(const void *a, const void *b)
{
	const struct memhp_group_info *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static int fill(struct memhp_groups *groups)
{
	size_t i;
	int err;

	groups->records.attribute = MEMHP_A_POLICY_GROUP;
	groups->records.size = sizeof(struct memhp_group_info);
	err = memhp_nl_records(groups->ctx, MEMHP_CMD_GROUPS, NULL, &groups->records, 1);
	if (err || !groups->records.count)
		return err;
	for (i = 0; i < groups->records.count; i++)
		group_at(groups, i)->name[MEMHP_GROUP_NAME_SIZE - 1] = '\0';
	qsort(groups->records.at, groups->records.count, groups->records.size, by_id);
	return 0;
}

MEMHP_EXPORT int memhp_groups_get(struct memhp *ctx, struct memhp_groups **out)
{
	struct memhp_groups *groups = calloc(1, sizeof(*groups));
	int err;

	if (!groups)
		return memhp_no_memory(ctx);
	groups->ctx = memhp_ref(ctx);
	err = fill(groups);
	if (err) {
		memhp_groups_free(groups);
		return err;
	}
	*out = groups;
	return 0;
}

MEMHP_EXPORT void memhp_groups_free(struct memhp_groups *groups)
{
	if (!groups)
		return;
	free(groups->records.at);
	memhp_unref(groups->ctx);
	free(groups);
}

MEMHP_EXPORT size_t memhp_groups_count(const struct memhp_groups *groups)
{
	return groups->records.count;
}

MEMHP_EXPORT const struct memhp_group_info *
memhp_groups_at(const struct memhp_groups *groups, size_t i)
{
	return i < groups->records.count ? group_at(groups, i) : NULL;
}

MEMHP_EXPORT const struct memhp_group_info *
memhp_groups_find(const struct memhp_groups *groups, const char *name)
{
	size_t i;

	for (i = 0; i < groups->records.count; i++)
		if (!strcmp(group_at(groups, i)->name, name))
			return group_at(groups, i);
	return NULL;
}

/* ---- Made by hand ---- */

static int set_name(struct memhp *ctx, struct memhp_group *call, const char *name)
{
	size_t length = strlen(name);

	if (length >= sizeof(call->name))
		return memhp_fail(ctx, EINVAL, "group name \"%.40s\" is too long: at most %zu "
				  "characters", name, sizeof(call->name) - 1);
	memcpy(call->name, name, length);
	return 0;
}

/* Groups made by hand have such names; those of devices may have others. */
static int check_name(struct memhp *ctx, const struct memhp_group *call)
{
	if (memhp_group_name_check(call->name))
		return 0;
	return memhp_fail(ctx, EINVAL, "\"%s\" is no name of a group: letters, digits and "
			  "-_.@, a letter first; static, dynamic and none are taken",
			  call->name);
}

/*
 * Errno values of the ioctl mean other things where they are used for the module
 * as such: no such group is no missing module.
 */
static int refused_group(struct memhp *ctx, const struct memhp_group *call, int err)
{
	const char *name = call->name;

	switch (-err) {
	case EEXIST:
		return memhp_fail(ctx, EEXIST, "there is a group %s already: try another "
				  "name", name);
	case ENOENT:
		return memhp_fail(ctx, ENXIO, "there is no group %s: group list shows them "
				  "all", name);
	case ENOTEMPTY:
		return memhp_fail(ctx, ENOTEMPTY, "group %s has blocks: try group remove %s "
				  "group:%s first", name, name, name);
	case E2BIG:
		return memhp_fail(ctx, E2BIG, "group %s would become larger than its "
				  "maximum: try fewer blocks", name);
	case EINVAL:
		if (call->op == MEMHP_GROUP_OP_CREATE)
			return memhp_fail(ctx, EINVAL, "unit and max of group %s have to be "
					  "multiples of the block size, and a unit at most "
					  "%llu blocks", name, MEMHP_MAX_UNIT_BLOCKS);
		/* fall through */
	default:
		return memhp_module_refused(ctx, err, "the change of the group");
	}
}

static bool are_in(const struct memhp_blocks *blocks, const struct memhp_set *set,
		   const char *name)
{
	const struct memhp_block *block;
	size_t i;

	for (i = 0; i < memhp_set_count(set); i++) {
		block = memhp_blocks_find(blocks, memhp_set_at(set, i)->index);
		if (!block || !block->group || strcmp(block->group, name))
			return false;
	}
	return true;
}

/* Block @index of @set is in a group made by hand already: in which, by @blocks,
 * which may be NULL? */
static int refused_member(struct memhp *ctx, const char *name, uint64_t index,
			  const struct memhp_set *set, const struct memhp_blocks *blocks)
{
	const struct memhp_block *block = blocks ? memhp_blocks_find(blocks, index) : NULL;

	if (!block || !block->group)
		return memhp_fail(ctx, EEXIST, "memory%" PRIu64 " is in a group already: try "
				  "group remove first", index);
	if (strcmp(block->group, name))
		return memhp_fail(ctx, EEXIST, "memory%" PRIu64 " is in group %s: try group "
				  "remove %s memory%" PRIu64 " first", index, block->group,
				  block->group, index);
	if (are_in(blocks, set, name))
		return memhp_fail(ctx, EALREADY, "all of the blocks are in group %s already",
				  name);
	return memhp_fail(ctx, EEXIST, "memory%" PRIu64 " is in group %s already, and others "
			  "are not: try it without those that are, group show %s has them",
			  index, name, name);
}

static int refused_block(struct memhp *ctx, const struct memhp_group *call, int err,
			 const struct memhp_set *set)
{
	struct memhp_blocks *blocks = NULL;
	uint64_t block = call->bad_block;
	const char *name = call->name;

	switch (-err) {
	case EEXIST:
		if (memhp_blocks_get(ctx, &blocks))
			blocks = NULL;
		err = refused_member(ctx, name, block, set, blocks);
		memhp_blocks_free(blocks);
		return err;
	case ENOENT:
		return memhp_fail(ctx, ENODATA, "memory%" PRIu64 " is not in group %s: group "
				  "show %s tells what is", block, name, name);
	case ENODEV:
		return memhp_fail(ctx, ENODEV, "memory%" PRIu64 " is no longer there", block);
	case EBUSY:
		return memhp_fail(ctx, EBUSY, "memory%" PRIu64 " is boot memory, which group %s, "
				  "a dynamic one, cannot have: try a static group", block, name);
	case EXDEV:
		return memhp_fail(ctx, EXDEV, "memory%" PRIu64 " is on another node than the "
				  "rest of group %s: try a group for each node", block, name);
	default:
		return refused_group(ctx, call, err);
	}
}

static int refused_device(struct memhp *ctx, const char *name)
{
	return memhp_fail(ctx, EINVAL, "group %s is a device's, and follows the device: it "
			  "cannot be changed by hand", name);
}

/* EPERM is said of a group of a device, too. */
static bool is_of_device(struct memhp *ctx, const char *name)
{
	const struct memhp_group_info *group;
	struct memhp_groups *groups;
	bool found;

	if (memhp_groups_get(ctx, &groups))
		return false;
	group = memhp_groups_find(groups, name);
	found = group && !group->by_hand;
	memhp_groups_free(groups);
	return found;
}

/* @set: the blocks that it is about, NULL if none. */
static int call_group(struct memhp *ctx, struct memhp_group *call, const struct memhp_set *set)
{
	int err, answer;

	call->size = sizeof(*call);
	call->bad_block = UINT64_MAX;
	err = memhp_module_call(ctx, MEMHP_IOC_GROUP, call, &answer);
	if (err || !answer)
		return err;
	if (answer == -EPERM && is_of_device(ctx, call->name))
		return refused_device(ctx, call->name);
	return !set || call->bad_block == UINT64_MAX ?
	       refused_group(ctx, call, answer) : refused_block(ctx, call, answer, set);
}

static int prepare_create(struct memhp *ctx, struct memhp_group *call, const char *name)
{
	int err = set_name(ctx, call, name);

	if (!err)
		err = check_name(ctx, call);
	if (err)
		return err;
	if (call->unit && call->type != MEMHP_GROUP_DYNAMIC)
		return memhp_fail(ctx, EINVAL, "only a dynamic group has units: try --type=dynamic");
	if (call->max && call->max < call->unit)
		return memhp_fail(ctx, EINVAL, "the max of group %s is less than a unit of it",
				  name);
	return 0;
}

/* ---- Whether it looks right ---- */

/* As far as the size of a block is known. */
static int check_sizes(struct memhp *ctx, const struct memhp_group *call)
{
	int dir = memhp_scan_open(ctx);
	uint64_t block = 0;

	if (dir >= 0) {
		if (memhp_scan_block_size(ctx, dir, &block))
			block = 0;
		close(dir);
	}
	ctx->error[0] = '\0';
	if (!block)
		return 0;
	if (call->unit % block || call->max % block ||
	    call->unit / block > MEMHP_MAX_UNIT_BLOCKS)
		return refused_group(ctx, call, -EINVAL);
	return 0;
}

static int check_members(struct memhp *ctx, struct memhp_group *call,
			 const struct memhp_groups *groups, const struct memhp_set *set)
{
	const struct memhp_group_info *group;
	const struct memhp_block *block;
	size_t i;

	for (i = 0; i < memhp_set_count(set); i++) {
		block = memhp_set_at(set, i);
		group = block->group ? memhp_groups_find(groups, block->group) : NULL;
		call->bad_block = block->index;
		if (call->op == MEMHP_GROUP_OP_REMOVE) {
			if (!group || strcmp(group->name, call->name))
				return refused_block(ctx, call, -ENOENT, set);
		} else if (group && group->by_hand) {
			return refused_member(ctx, call->name, block->index, set,
					      memhp_set_blocks(set));
		}
	}
	return 0;
}

static int check_group(struct memhp *ctx, struct memhp_group *call,
		       const struct memhp_groups *groups, const struct memhp_set *set)
{
	const struct memhp_group_info *group = memhp_groups_find(groups, call->name);

	if (call->op == MEMHP_GROUP_OP_CREATE)
		return group ? refused_group(ctx, call, -EEXIST) : 0;
	if (!group && check_name(ctx, call))
		return -EINVAL;
	if (!group)
		return refused_group(ctx, call, -ENOENT);
	if (!group->by_hand)
		return refused_device(ctx, call->name);
	if (call->op == MEMHP_GROUP_OP_DELETE)
		return group->blocks ? refused_group(ctx, call, -ENOTEMPTY) : 0;
	return check_members(ctx, call, groups, set);
}

static int prepare_plan(struct memhp *ctx, struct memhp_group *call, const char *name,
			const struct memhp_set *set)
{
	int err;

	switch (call->op) {
	case MEMHP_GROUP_OP_CREATE:
		err = prepare_create(ctx, call, name);
		return err ? err : check_sizes(ctx, call);
	case MEMHP_GROUP_OP_ADD:
	case MEMHP_GROUP_OP_REMOVE:
		if (!set || !memhp_set_count(set))
			return memhp_fail(ctx, EINVAL, "no block to change");
		/* fall through */
	default:
		return set_name(ctx, call, name);
	}
}

MEMHP_EXPORT int memhp_group_plan(struct memhp *ctx, enum memhp_group_op op,
				  const char *name, const struct memhp_group_opts *opts)
{
	struct memhp_group_opts known;
	struct memhp_groups *groups;
	struct memhp_group call;
	int err;

	if (memhp_opts_read(&known, sizeof(known), opts))
		return memhp_fail(ctx, EINVAL, "struct memhp_group_opts makes no sense");
	call = (struct memhp_group){ .op = op, .type = known.type, .unit = known.unit,
				     .max = known.max };
	err = prepare_plan(ctx, &call, name, known.set);
	if (err)
		return err;
	err = memhp_groups_get(ctx, &groups);
	if (err == -ENOENT) {
		ctx->error[0] = '\0';
		return check_name(ctx, &call);
	}
	if (err)
		return err;
	err = check_group(ctx, &call, groups, known.set);
	memhp_groups_free(groups);
	return err;
}

/* ---- Changes ---- */

MEMHP_EXPORT int memhp_group_create(struct memhp *ctx, const char *name,
				    enum memhp_group_type type, uint64_t unit, uint64_t max)
{
	struct memhp_group call = {
		.op = MEMHP_GROUP_OP_CREATE,
		.type = type,
		.unit = unit,
		.max = max,
	};
	int err = prepare_create(ctx, &call, name);

	return err ? err : call_group(ctx, &call, NULL);
}

MEMHP_EXPORT int memhp_group_delete(struct memhp *ctx, const char *name)
{
	struct memhp_group call = { .op = MEMHP_GROUP_OP_DELETE };
	int err = set_name(ctx, &call, name);

	return err ? err : call_group(ctx, &call, NULL);
}

static int change_members(struct memhp *ctx, enum memhp_group_op op, const char *name,
			  const struct memhp_set *set)
{
	struct memhp_group call = { .op = op };
	struct memhp_range *ranges;
	int err = set_name(ctx, &call, name);

	if (err)
		return err;
	if (!memhp_set_count(set))
		return memhp_fail(ctx, EINVAL, "no block to change");
	ranges = calloc(memhp_set_count(set), sizeof(*ranges));
	if (!ranges)
		return memhp_no_memory(ctx);
	call.ranges = (uintptr_t)ranges;
	call.nr_ranges = (uint32_t)memhp_set_ranges(set, ranges);
	err = call_group(ctx, &call, set);
	free(ranges);
	return err;
}

MEMHP_EXPORT int memhp_group_add(struct memhp *ctx, const char *name,
				 const struct memhp_set *set)
{
	return change_members(ctx, MEMHP_GROUP_OP_ADD, name, set);
}

MEMHP_EXPORT int memhp_group_remove(struct memhp *ctx, const char *name,
				    const struct memhp_set *set)
{
	return change_members(ctx, MEMHP_GROUP_OP_REMOVE, name, set);
}
