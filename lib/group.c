// SPDX-License-Identifier: LGPL-2.1-or-later
/* Groups of blocks: the list of them, and those made by hand. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

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

static int refused_block(struct memhp *ctx, const struct memhp_group *call, int err)
{
	uint64_t block = call->bad_block;
	const char *name = call->name;

	switch (-err) {
	case EEXIST:
		return memhp_fail(ctx, EEXIST, "memory%" PRIu64 " is in a group already: try "
				  "group remove first", block);
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

static int call_group(struct memhp *ctx, struct memhp_group *call)
{
	int err, answer;

	call->size = sizeof(*call);
	call->bad_block = UINT64_MAX;
	err = memhp_module_call(ctx, MEMHP_IOC_GROUP, call, &answer);
	if (err || !answer)
		return err;
	if (answer == -EPERM && is_of_device(ctx, call->name))
		return memhp_fail(ctx, EINVAL, "group %s is a device's, and follows the "
				  "device: it cannot be changed by hand", call->name);
	return call->bad_block == UINT64_MAX ? refused_group(ctx, call, answer) :
					       refused_block(ctx, call, answer);
}

static int prepare_create(struct memhp *ctx, struct memhp_group *call, const char *name)
{
	int err = set_name(ctx, call, name);

	if (err)
		return err;
	if (!memhp_group_name_check(call->name))
		return memhp_fail(ctx, EINVAL, "\"%s\" is no name of a group: letters, digits "
				  "and -_.@, a letter first; static, dynamic and none are taken",
				  name);
	if (call->unit && call->type != MEMHP_GROUP_DYNAMIC)
		return memhp_fail(ctx, EINVAL, "only a dynamic group has units");
	return 0;
}

/* Only -ENOENT if there is none: that the module is not there says nothing. */
static int is_there(struct memhp *ctx, const char *name)
{
	struct memhp_groups *groups;
	int err = memhp_groups_get(ctx, &groups);

	if (err)
		return err == -ENOENT ? -EAGAIN : err;
	err = memhp_groups_find(groups, name) ? 0 : -ENOENT;
	memhp_groups_free(groups);
	return err;
}

MEMHP_EXPORT int memhp_group_plan(struct memhp *ctx, enum memhp_group_op op,
				  const char *name, enum memhp_group_type type, uint64_t unit)
{
	struct memhp_group call = { .op = op, .type = type, .unit = unit };
	int err = op == MEMHP_GROUP_OP_CREATE ? prepare_create(ctx, &call, name) :
						set_name(ctx, &call, name);

	if (err)
		return err;
	err = is_there(ctx, name);
	if (op == MEMHP_GROUP_OP_CREATE && !err)
		return refused_group(ctx, &call, -EEXIST);
	if (op != MEMHP_GROUP_OP_CREATE && err == -ENOENT)
		return refused_group(ctx, &call, -ENOENT);
	return 0;
}

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

	return err ? err : call_group(ctx, &call);
}

MEMHP_EXPORT int memhp_group_delete(struct memhp *ctx, const char *name)
{
	struct memhp_group call = { .op = MEMHP_GROUP_OP_DELETE };
	int err = set_name(ctx, &call, name);

	return err ? err : call_group(ctx, &call);
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
	err = call_group(ctx, &call);
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
