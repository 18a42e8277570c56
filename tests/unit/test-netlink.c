// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The dumps. First single messages, then whole dumps with a stand-in for the
 * kernel: libnl's sendmsg() and recvmsg() are ours, so that it can answer
 * whatever a kernel might.
 */
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "machine.h"

#define FAMILY	33

/* ---- Messages ---- */

static struct nl_msg *message_new(int command)
{
	struct nl_msg *message = nlmsg_alloc();

	assert_non_null(message);
	assert_non_null(genlmsg_put(message, 0, 0, FAMILY, 0, NLM_F_MULTI,
				    (uint8_t)command, 1));
	return message;
}

static struct nl_msg *blocks_message(const struct memhp_alike *alike)
{
	struct nl_msg *message = message_new(MEMHP_CMD_BLOCKS);

	nla_put_u64(message, MEMHP_A_BLOCKS_FIRST, alike->first);
	nla_put_u64(message, MEMHP_A_BLOCKS_COUNT, alike->count);
	nla_put_u32(message, MEMHP_A_BLOCKS_STATE, alike->state);
	nla_put_u32(message, MEMHP_A_BLOCKS_ZONE, alike->zone);
	nla_put_s32(message, MEMHP_A_BLOCKS_NODE, alike->node);
	nla_put_u32(message, MEMHP_A_BLOCKS_OWNER, alike->owner);
	nla_put_u32(message, MEMHP_A_BLOCKS_FLAGS, alike->flags);
	nla_put_u64(message, MEMHP_A_BLOCKS_SIZE, alike->size);
	if (alike->held)
		nla_put_u64(message, MEMHP_A_BLOCKS_HELD, alike->held);
	if (alike->group[0])
		nla_put_string(message, MEMHP_A_BLOCKS_GROUP, alike->group);
	return message;
}

static void a_range(void **state)
{
	static const struct memhp_alike sent = {
		.first = 1ULL << 40, .count = 7, .state = MEMHP_STATE_ONLINE,
		.zone = MEMHP_ZONE_MOVABLE, .node = -1, .owner = MEMHP_OWNER_DAX,
		.flags = MEMHP_BLOCK_SINGLE, .size = 128 * MIB, .group = "dimm@1",
		.held = 6 * MIB,
	};
	struct nl_msg *message = blocks_message(&sent);
	struct memhp_alike got;

	(void)state;
	nla_put_u32(message, 99, 5);	/* of a later module */
	assert_int_equal(memhp_nl_alike(nlmsg_hdr(message), &got), 0);
	assert_memory_equal(&got, &sent, offsetof(struct memhp_alike, flags) + 4);
	assert_int_equal(got.size, sent.size);
	assert_int_equal(got.held, sent.held);
	assert_string_equal(got.group, "dimm@1");
	nlmsg_free(message);
}

/* A name of a later module may be longer. */
static void a_range_with_a_long_name(void **state)
{
	static const char name[] = "0123456789012345678901234567890123456789";
	struct memhp_alike sent = { .first = 1, .count = 1 }, got;
	struct nl_msg *message = blocks_message(&sent);

	(void)state;
	nla_put_string(message, MEMHP_A_BLOCKS_GROUP, name);
	assert_int_equal(memhp_nl_alike(nlmsg_hdr(message), &got), 0);
	assert_memory_equal(got.group, name, MEMHP_GROUP_NAME_SIZE - 1);
	assert_int_equal(got.group[MEMHP_GROUP_NAME_SIZE - 1], 0);
	nla_put(message, MEMHP_A_BLOCKS_GROUP, 3, "abc");	/* never ends */
	assert_int_equal(memhp_nl_alike(nlmsg_hdr(message), &got), -EBADMSG);
	nlmsg_free(message);
}

static void a_range_of_little(void **state)
{
	struct nl_msg *message = message_new(MEMHP_CMD_BLOCKS);
	struct memhp_alike got;

	(void)state;
	assert_int_equal(memhp_nl_alike(nlmsg_hdr(message), &got), -EBADMSG);
	nla_put_u64(message, MEMHP_A_BLOCKS_FIRST, 3);
	nla_put_u64(message, MEMHP_A_BLOCKS_COUNT, 1);
	assert_int_equal(memhp_nl_alike(nlmsg_hdr(message), &got), -EBADMSG);
	nla_put_u32(message, MEMHP_A_BLOCKS_STATE, MEMHP_STATE_OFFLINE);
	assert_int_equal(memhp_nl_alike(nlmsg_hdr(message), &got), -EBADMSG);
	nla_put_u64(message, MEMHP_A_BLOCKS_SIZE, 128 * MIB);
	assert_int_equal(memhp_nl_alike(nlmsg_hdr(message), &got), 0);
	assert_int_equal(got.node, -1);
	assert_int_equal(got.zone, MEMHP_ZONE_NONE);
	assert_int_equal(got.owner, MEMHP_OWNER_UNKNOWN);
	assert_int_equal(got.flags, 0);
	assert_int_equal(got.held, 0);
	nlmsg_free(message);
}

static void a_range_with_short_attributes(void **state)
{
	struct nl_msg *message = message_new(MEMHP_CMD_BLOCKS);
	struct memhp_alike got;

	(void)state;
	nla_put_u32(message, MEMHP_A_BLOCKS_FIRST, 3);
	nla_put_u64(message, MEMHP_A_BLOCKS_COUNT, 1);
	nla_put_u32(message, MEMHP_A_BLOCKS_STATE, MEMHP_STATE_OFFLINE);
	assert_int_equal(memhp_nl_alike(nlmsg_hdr(message), &got), -EBADMSG);
	nlmsg_hdr(message)->nlmsg_len = NLMSG_HDRLEN;	/* no command even */
	assert_int_equal(memhp_nl_alike(nlmsg_hdr(message), &got), -EBADMSG);
	nlmsg_free(message);
}

static struct nl_msg *feature_message(uint32_t index, const char *name, const char *reason)
{
	struct nl_msg *message = message_new(MEMHP_CMD_FEATURES);

	nla_put_u32(message, MEMHP_A_FEATURE_INDEX, index);
	nla_put_string(message, MEMHP_A_FEATURE_NAME, name);
	nla_put_string(message, MEMHP_A_FEATURE_ABOUT, "for this and that");
	nla_put_u8(message, MEMHP_A_FEATURE_AVAILABLE, !reason);
	if (reason)
		nla_put_string(message, MEMHP_A_FEATURE_REASON, reason);
	return message;
}

static void a_feature(void **state)
{
	struct nl_msg *message = feature_message(2, "batch", "no symbol");
	struct memhp_feature_rows rows = { .count = 1 };
	struct memhp_feature_row *row = calloc(1, sizeof(*row));

	(void)state;
	rows.at = row;
	assert_int_equal(memhp_nl_feature(nlmsg_hdr(message), row), 0);
	assert_int_equal(row->index, 2);
	assert_string_equal(row->name, "batch");
	assert_string_equal(row->about, "for this and that");
	assert_false(row->available);
	assert_string_equal(row->reason, "no symbol");
	memhp_feature_rows_free(&rows);
	nlmsg_free(message);
}

static void a_feature_without_a_name(void **state)
{
	struct nl_msg *message = message_new(MEMHP_CMD_FEATURES);
	struct memhp_feature_row row;

	(void)state;
	nla_put_u32(message, MEMHP_A_FEATURE_INDEX, 1);
	assert_int_equal(memhp_nl_feature(nlmsg_hdr(message), &row), -EBADMSG);
	nla_put(message, MEMHP_A_FEATURE_NAME, 3, "abc");	/* never ends */
	assert_int_equal(memhp_nl_feature(nlmsg_hdr(message), &row), -EBADMSG);
	nlmsg_free(message);
}

/* Structs that are shorter than ours, as long, longer, and of other kinds. */
static void records_of_any_size(void **state)
{
	struct { struct memhp_rule known; char later[24]; } rule = { .known.node = 7 };
	struct memhp_records records[2] = {
		{ .attribute = MEMHP_A_POLICY_RULE, .size = sizeof(rule.known) },
		{ .attribute = MEMHP_A_POLICY_GROUP, .size = sizeof(struct memhp_group_info) },
	};
	struct nl_msg *message, *other = message_new(MEMHP_CMD_POLICY);
	const struct memhp_rule *got;
	size_t sizes[] = { sizeof(rule), sizeof(rule.known), 12, 0 }, i;

	(void)state;
	rule.known.match = MEMHP_MATCH_NODE;
	rule.known.action = MEMHP_ACTION_KERNEL;
	memset(rule.later, 0xff, sizeof(rule.later));
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		message = message_new(MEMHP_CMD_POLICY);
		nla_put_u32(message, 99, 5);
		nla_put(message, MEMHP_A_POLICY_RULE, (int)sizes[i], &rule);
		assert_int_equal(memhp_nl_record(nlmsg_hdr(message), records, 2), 0);
		nlmsg_free(message);
	}
	assert_int_equal(records[0].count, 4);
	got = records[0].at;
	assert_memory_equal(&got[0], &rule.known, sizeof(*got));
	assert_memory_equal(&got[1], &rule.known, sizeof(*got));
	assert_int_equal(got[2].node, 7);
	assert_int_equal(got[2].action, 0);
	assert_int_equal(got[3].match, 0);
	nla_put_u64(other, MEMHP_A_POLICY_BLOCK, 1);	/* nobody asked for that */
	assert_int_equal(memhp_nl_record(nlmsg_hdr(other), records, 2), 0);
	assert_int_equal(records[0].count, 4);
	/* To the end of the array, where a sanitizer sees more than ours. */
	nla_put(other, MEMHP_A_POLICY_RULE, sizeof(rule), &rule);
	while (records[0].count < records[0].room)
		assert_int_equal(memhp_nl_record(nlmsg_hdr(other), records, 2), 0);
	assert_int_equal(records[1].count, 0);
	nlmsg_hdr(other)->nlmsg_len = NLMSG_HDRLEN;
	assert_int_equal(memhp_nl_record(nlmsg_hdr(other), records, 2), -EBADMSG);
	nlmsg_free(other);
	free(records[0].at);
}

/* ---- Pages ---- */

/* A block's message: what its pages are, and @obstacles from frame @pfn on. */
static struct nl_msg *sheet_message(uint64_t block, uint64_t pfn, size_t obstacles)
{
	const struct memhp_pages pages = { .block = block, .obstacles = obstacles };
	struct memhp_obstacle obstacle = { .kind = MEMHP_PAGE_SLAB };
	struct nl_msg *message = message_new(MEMHP_CMD_PAGES);

	assert_int_equal(nla_put(message, MEMHP_A_PAGES_PAGES, sizeof(pages), &pages), 0);
	for (; obstacles; obstacles--) {
		obstacle.pfn = pfn++;
		assert_int_equal(nla_put(message, MEMHP_A_PAGES_OBSTACLE, sizeof(obstacle),
					 &obstacle), 0);
	}
	return message;
}

static void a_sheet(void **state)
{
	struct memhp_sheets sheets = { .records = {
		{ .attribute = MEMHP_A_PAGES_PAGES, .size = sizeof(struct memhp_pages) },
		{ .attribute = MEMHP_A_PAGES_OBSTACLE, .size = sizeof(struct memhp_obstacle) },
	} };
	struct nl_msg *message = message_new(MEMHP_CMD_PAGES);
	size_t i;

	(void)state;
	assert_int_equal(memhp_nl_sheet(nlmsg_hdr(message), &sheets), -EBADMSG);
	nlmsg_free(message);
	/* Past the first room for them, 64. */
	for (i = 0; i < 100; i++) {
		message = sheet_message(i, i * 10, i % 4);
		assert_int_equal(memhp_nl_sheet(nlmsg_hdr(message), &sheets), 0);
		nlmsg_free(message);
	}
	assert_int_equal(sheets.records[0].count, 100);
	assert_int_equal(sheets.records[1].count, 150);
	assert_int_equal(sheets.ends[0], 0);
	assert_int_equal(sheets.ends[3], 6);
	assert_int_equal(sheets.ends[99], 150);
	assert_int_equal(((struct memhp_obstacle *)sheets.records[1].at)[149].pfn, 992);
	free(sheets.records[0].at);
	free(sheets.records[1].at);
	free(sheets.ends);
}

/* ---- The stand-in ---- */

enum end { DONE, DONE_WITH_ERROR, ERROR, NOTHING };

static struct kernel {
	bool no_family;
	int interrupted;	/* so many dumps are */
	enum end end;
	const struct memhp_alike *ranges;
	size_t nr_ranges;
	bool garbage;
	struct { int attribute; const void *at; size_t size; } structs[8];
	size_t nr_structs;
	int error;		/* that DONE_WITH_ERROR ends with */
	int fails;		/* so many dumps are refused with it */
	bool old;		/* begins dumps of pages at once */
	/* since set up */
	uint64_t block;		/* that was asked about */
	uint64_t first, count;	/* the same of pages */
	struct { uint64_t block, pfn; size_t obstacles; } sheets[4];
	size_t nr_sheets;
	int sent, received, dumps;
	uint8_t queue[65536];
	size_t queued;
	size_t apart;		/* so much of it is received by itself, first */
} kernel;

static void queue(struct nl_msg *message, const struct nlmsghdr *request, int more_flags)
{
	struct nlmsghdr *header = nlmsg_hdr(message);

	header->nlmsg_seq = request->nlmsg_seq;
	header->nlmsg_pid = request->nlmsg_pid;
	header->nlmsg_flags |= more_flags;
	memcpy(kernel.queue + kernel.queued, header, header->nlmsg_len);
	kernel.queued += NLMSG_ALIGN(header->nlmsg_len);
	nlmsg_free(message);
}

static void queue_error(const struct nlmsghdr *request, int error)
{
	struct nl_msg *message = nlmsg_alloc_simple(NLMSG_ERROR, 0);
	struct nlmsgerr body = { .error = error, .msg = *request };

	nlmsg_append(message, &body, sizeof(body), NLMSG_ALIGNTO);
	queue(message, request, 0);
}

static void queue_done(const struct nlmsghdr *request, int error, int flags)
{
	struct nl_msg *message = nlmsg_alloc_simple(NLMSG_DONE, NLM_F_MULTI);

	nlmsg_append(message, &error, sizeof(error), NLMSG_ALIGNTO);
	queue(message, request, flags);
}

/* What a dump of pages begins with, so that the rest is made while it is read. */
static void queue_nothing(const struct nlmsghdr *request)
{
	queue(nlmsg_alloc_simple(NLMSG_NOOP, NLM_F_MULTI), request, 0);
	kernel.apart = kernel.queued;
}

static void answer_resolve(const struct nlmsghdr *request)
{
	struct nl_msg *message;

	if (kernel.no_family) {
		queue_error(request, -ENOENT);
		return;
	}
	message = nlmsg_alloc();
	genlmsg_put(message, 0, 0, GENL_ID_CTRL, 0, 0, CTRL_CMD_NEWFAMILY, 2);
	nla_put_u16(message, CTRL_ATTR_FAMILY_ID, FAMILY);
	nla_put_string(message, CTRL_ATTR_FAMILY_NAME, MEMHP_GENL_NAME);
	queue(message, request, 0);
}

static void answer_dump(const struct nlmsghdr *request, uint8_t command)
{
	int flags = kernel.dumps++ < kernel.interrupted ? NLM_F_DUMP_INTR : 0;
	size_t i;

	assert_int_equal(request->nlmsg_flags & NLM_F_DUMP, NLM_F_DUMP);
	assert_int_equal(request->nlmsg_flags & NLM_F_ACK, 0);
	if (kernel.fails) {
		kernel.fails--;
		queue_error(request, -kernel.error);
		return;
	}
	if (command == MEMHP_CMD_PAGES && !kernel.old)
		queue_nothing(request);
	for (i = 0; command == MEMHP_CMD_BLOCKS && i < kernel.nr_ranges; i++)
		queue(blocks_message(&kernel.ranges[i]), request, flags);
	if (command == MEMHP_CMD_FEATURES) {
		queue(feature_message(1, "change", NULL), request, flags);
		queue(feature_message(0, "list", "no such thing"), request, flags);
	}
	for (i = 0; command == MEMHP_CMD_PAGES && i < kernel.nr_sheets; i++)
		queue(sheet_message(kernel.sheets[i].block, kernel.sheets[i].pfn,
				    kernel.sheets[i].obstacles), request, flags);
	for (i = 0; command > MEMHP_CMD_FEATURES && i < kernel.nr_structs; i++) {
		struct nl_msg *message = message_new(command);

		nla_put(message, kernel.structs[i].attribute, (int)kernel.structs[i].size,
			kernel.structs[i].at);
		queue(message, request, flags);
	}
	if (kernel.garbage)
		queue(message_new(command), request, flags);
	if (kernel.end == ERROR)
		queue_error(request, -EOPNOTSUPP);
	else if (kernel.end != NOTHING)
		queue_done(request, kernel.end == DONE ? 0 : -kernel.error, flags);
}

/* What a request says of attribute @type, as a number; ~0: nothing. */
static uint64_t asked(const struct nlmsghdr *request, int type)
{
	struct nlattr *attr = nlmsg_find_attr((struct nlmsghdr *)request, GENL_HDRLEN, type);

	return attr ? nla_get_u64(attr) : UINT64_MAX;
}

ssize_t sendmsg(int fd, const struct msghdr *header, int flags)
{
	const struct nlmsghdr *request = header->msg_iov[0].iov_base;
	const struct genlmsghdr *generic = NLMSG_DATA(request);

	(void)fd;
	(void)flags;
	assert_int_equal(header->msg_iovlen, 1);
	kernel.sent++;
	kernel.queued = kernel.apart = 0;
	if (request->nlmsg_type == GENL_ID_CTRL)
		answer_resolve(request);
	else
		answer_dump(request, generic->cmd);
	if (generic->cmd == MEMHP_CMD_EXPLAIN)
		kernel.block = asked(request, MEMHP_A_POLICY_BLOCK);
	kernel.first = asked(request, MEMHP_A_PAGES_FIRST);
	kernel.count = asked(request, MEMHP_A_PAGES_COUNT);
	return request->nlmsg_len;
}

ssize_t recvmsg(int fd, struct msghdr *header, int flags)
{
	struct sockaddr_nl *from = header->msg_name;
	size_t length = kernel.apart ? kernel.apart : kernel.queued;

	(void)fd;
	assert_int_equal(flags & MSG_PEEK, 0);
	kernel.received++;
	if (!length) {		/* a kernel would keep us waiting */
		errno = ECONNRESET;
		return -1;
	}
	assert_true(header->msg_iov[0].iov_len >= length);
	memcpy(header->msg_iov[0].iov_base, kernel.queue, length);
	kernel.apart = 0;
	kernel.queued -= length;
	memmove(kernel.queue, kernel.queue + length, kernel.queued);
	memset(from, 0, sizeof(*from));
	from->nl_family = AF_NETLINK;
	header->msg_namelen = sizeof(*from);
	header->msg_flags = 0;
	return (ssize_t)length;
}

static const struct memhp_alike machine[] = {
	{ .first = 32, .count = 2, .state = MEMHP_STATE_OFFLINE, .node = 1,
	  .owner = MEMHP_OWNER_ACPI, .flags = MEMHP_BLOCK_SINGLE },
	{ .first = 0, .count = 1, .state = MEMHP_STATE_ONLINE, .zone = MEMHP_ZONE_NONE,
	  .owner = MEMHP_OWNER_BOOT, .flags = MEMHP_BLOCK_EARLY },
	{ .first = 1, .count = 3, .state = MEMHP_STATE_ONLINE, .zone = MEMHP_ZONE_MOVABLE,
	  .owner = MEMHP_OWNER_DAX, .flags = MEMHP_BLOCK_MEMMAP | MEMHP_BLOCK_COUNTED | MEMHP_BLOCK_HWPOISON },
};

static int set_up(void **state)
{
	struct memhp *ctx;

	memset(&kernel, 0, sizeof(kernel));
	kernel.ranges = machine;
	kernel.nr_ranges = ARRAY_SIZE(machine);
	kernel.error = ENOMEM;
	kernel.block = UINT64_MAX;
	assert_int_equal(memhp_new(&ctx, NULL), 0);
	*state = ctx;
	return 0;
}

static int tear_down(void **state)
{
	memhp_unref(*state);
	return 0;
}

/* ---- Dumps ---- */

static void a_dump_of_blocks(void **state)
{
	struct memhp_blocks blocks = { .ctx = *state, .block_size = 128 * MIB };
	struct memhp_alikes alikes = { 0 };

	assert_int_equal(memhp_nl_blocks(*state, &alikes), 0);
	assert_int_equal(kernel.sent, 2);	/* the family, the dump */
	assert_int_equal(kernel.received, 2);
	assert_int_equal(memhp_blocks_expand(&blocks, &alikes), 0);
	assert_int_equal(memhp_blocks_count(&blocks), 6);
	assert_int_equal(blocks.at[0].index, 0);
	assert_true(blocks.at[0].multizone);
	assert_int_equal(blocks.at[0].early, 1);
	assert_int_equal(blocks.at[0].removable, -1);
	assert_int_equal(blocks.at[0].single, 0);
	assert_int_equal(blocks.at[3].index, 3);
	assert_int_equal(blocks.at[3].owner, MEMHP_OWNER_DAX);
	assert_int_equal(blocks.at[3].memmap, 1);
	assert_int_equal(blocks.at[3].hwpoison, 1);
	assert_int_equal(blocks.at[3].removable, 1);
	assert_int_equal(blocks.at[5].index, 33);
	assert_int_equal(blocks.at[5].node, 1);
	assert_int_equal(blocks.at[5].early, 0);
	assert_int_equal(blocks.at[5].single, 1);
	assert_int_equal(blocks.at[5].removable, 1);
	assert_false(blocks.at[5].multizone);
	free(blocks.at);
	free(alikes.at);
}

static void a_long_dump(void **state)
{
	struct memhp_alike many[300];
	struct memhp_alikes alikes = { 0 };
	size_t i;

	memset(many, 0, sizeof(many));
	for (i = 0; i < ARRAY_SIZE(many); i++)
		many[i] = (struct memhp_alike) { .first = i * 2, .count = 1, .state = 1 };
	kernel.ranges = many;
	kernel.nr_ranges = ARRAY_SIZE(many);
	assert_int_equal(memhp_nl_blocks(*state, &alikes), 0);
	assert_int_equal(alikes.count, ARRAY_SIZE(many));
	assert_int_equal(alikes.at[299].first, 598);
	free(alikes.at);
}

static void no_family(void **state)
{
	struct memhp_features *features;
	struct memhp_alikes alikes = { 0 };

	kernel.no_family = true;
	assert_int_equal(memhp_nl_blocks(*state, &alikes), -ENOENT);
	assert_non_null(strstr(memhp_error(*state), "not loaded"));
	assert_int_equal(memhp_features_get(*state, &features), -ENOENT);
	assert_int_equal(kernel.dumps, 0);
}

static void interrupted_dumps_are_repeated(void **state)
{
	struct memhp_alikes alikes = { 0 };

	kernel.interrupted = 3;
	assert_int_equal(memhp_nl_blocks(*state, &alikes), 0);
	assert_int_equal(kernel.dumps, 4);
	assert_int_equal(alikes.count, ARRAY_SIZE(machine));
	free(alikes.at);
}

static void at_last_one_is_taken(void **state)
{
	struct memhp_alikes alikes = { 0 };

	kernel.interrupted = 1000;
	assert_int_equal(memhp_nl_blocks(*state, &alikes), 0);
	assert_int_equal(kernel.dumps, 10);
	assert_int_equal(alikes.count, ARRAY_SIZE(machine));
	free(alikes.at);
}

static void dumps_that_fail(void **state)
{
	struct memhp_alikes alikes = { 0 };

	kernel.end = ERROR;
	assert_int_equal(memhp_nl_blocks(*state, &alikes), -EOPNOTSUPP);
	assert_non_null(strstr(memhp_error(*state), "EOPNOTSUPP"));
	kernel.end = DONE_WITH_ERROR;
	assert_int_equal(memhp_nl_blocks(*state, &alikes), -ENOMEM);
	kernel.end = NOTHING;
	assert_int_equal(memhp_nl_blocks(*state, &alikes), -EIO);
	kernel.end = DONE;
	kernel.garbage = true;
	assert_int_equal(memhp_nl_blocks(*state, &alikes), -EBADMSG);
	free(alikes.at);
}

/* A dump on the socket of the one before, refused with @error so many times. */
static int dump_again(struct memhp *ctx, int error, int fails)
{
	struct memhp_alikes alikes = { 0 };
	int err;

	assert_int_equal(memhp_nl_blocks(ctx, &alikes), 0);
	kernel.dumps = 0;
	kernel.error = error;
	kernel.fails = fails;
	err = memhp_nl_blocks(ctx, &alikes);
	assert_true(err || alikes.count == ARRAY_SIZE(machine));
	free(alikes.at);
	return err;
}

/* The module was loaded anew, or something is wrong that asking again cannot mend. */
static void a_socket_that_is_stale(void **state)
{
	static const int stale[] = { ENOENT, EOPNOTSUPP, EIO }, not[] = { EPERM, ENOMEM, ENODEV };
	struct memhp_alikes alikes = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(stale); i++) {
		assert_int_equal(dump_again(*state, stale[i], 1), 0);
		assert_int_equal(kernel.dumps, 2);
		assert_string_equal(memhp_error(*state), "");
	}
	assert_int_equal(dump_again(*state, ENOENT, 2), -ENOENT);
	assert_int_equal(kernel.dumps, 2);
	for (i = 0; i < ARRAY_SIZE(not); i++) {
		assert_int_equal(dump_again(*state, not[i], 1), -not[i]);
		assert_int_equal(kernel.dumps, 1);
	}
	/* A new one is not stale. */
	kernel.error = EIO;
	kernel.fails = 1;
	assert_int_equal(memhp_nl_blocks(*state, &alikes), -EIO);
	assert_int_equal(kernel.dumps, 2);
	free(alikes.at);
}

static void features_by_index(void **state)
{
	struct memhp_features *features;

	kernel.interrupted = 1;
	assert_int_equal(memhp_features_get(*state, &features), 0);
	assert_int_equal(memhp_features_count(features), 2);
	assert_string_equal(memhp_features_name(features, 0), "list");
	assert_false(memhp_features_available(features, 0));
	assert_string_equal(memhp_features_reason(features, 0), "no such thing");
	assert_string_equal(memhp_features_name(features, 1), "change");
	assert_string_equal(memhp_features_about(features, 1), "for this and that");
	assert_true(memhp_features_available(features, 1));
	assert_null(memhp_features_reason(features, 1));
	assert_string_equal(memhp_features_name(features, 2), "");
	assert_string_equal(memhp_features_about(features, 2), "");
	assert_false(memhp_features_available(features, 2));
	assert_null(memhp_features_reason(features, 2));
	memhp_features_free(features);
}

/* Ranges that cannot be are an error, never a wild allocation. */
static void ranges_that_make_no_sense(void **state)
{
	static const struct memhp_alike bad[][2] = {
		{ { .first = 0, .count = 0 }, { .first = 5, .count = 1 } },
		{ { .first = 0, .count = 6 }, { .first = 5, .count = 1 } },
		{ { .first = 5, .count = 1 }, { .first = 5, .count = 1 } },
		{ { .first = 0, .count = 1 }, { .first = 5, .count = 1ULL << 60 } },
		{ { .first = 0, .count = 1 }, { .first = UINT64_MAX, .count = 2 } },
		{ { .first = 0, .count = 1 }, { .first = 1ULL << 37, .count = 1 } },
	};
	struct memhp_blocks blocks = { .ctx = *state, .block_size = 128 * MIB };
	struct memhp_alike pair[2];
	struct memhp_alikes alikes = { .at = pair, .room = 2 };
	size_t i;

	assert_int_equal(memhp_blocks_expand(&blocks, &alikes), -ENOENT);
	alikes.count = 2;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		memcpy(pair, bad[i], sizeof(pair));
		assert_int_equal(memhp_blocks_expand(&blocks, &alikes), -EIO);
	}
	assert_null(blocks.at);
}

/* Values of a later module read as not known. */
static void values_of_a_later_module(void **state)
{
	static const struct memhp_alike later = { .first = 1, .count = 1, .state = 77,
						  .zone = 300, .owner = 256 + 3 };
	struct memhp_blocks *blocks = machine_new(*state, 128 * MIB, &later, 1);

	assert_int_equal(memhp_block_state(memhp_blocks_at(blocks, 0)), MEMHP_STATE_UNKNOWN);
	assert_int_equal(memhp_block_zone(memhp_blocks_at(blocks, 0)), MEMHP_ZONE_NONE);
	assert_int_equal(memhp_block_owner(memhp_blocks_at(blocks, 0)), MEMHP_OWNER_UNKNOWN);
	memhp_blocks_free(blocks);
}

/* What blocks share of a name, and what they are told apart by. */
static void groups_of_blocks(void **state)
{
	static const struct memhp_alike ranges[] = {
		{ .first = 0, .count = 2, .state = 1, .group = "a" },
		{ .first = 2, .count = 1, .state = 1, .group = "a", .flags = MEMHP_BLOCK_FIRMWARE },
		{ .first = 3, .count = 1, .state = 1 },
		{ .first = 4, .count = 1, .state = 1, .group = "b" },
		{ .first = 5, .count = 1, .state = 1, .group = "a",
		  .flags = MEMHP_BLOCK_FIRMWARE | MEMHP_BLOCK_HOTPLUGGABLE },
	};
	struct memhp_blocks *blocks = machine_new(*state, 128 * MIB, ranges, ARRAY_SIZE(ranges));
	const struct memhp_block *at = blocks->at;

	assert_string_equal(memhp_block_group(&at[0]), "a");
	assert_ptr_equal(memhp_block_group(&at[0]), memhp_block_group(&at[2]));
	assert_null(memhp_block_group(&at[3]));
	assert_string_equal(memhp_block_group(&at[4]), "b");
	assert_string_equal(memhp_block_group(&at[5]), "a");
	assert_true(memhp_block_alike(&at[0], &at[1]));
	assert_false(memhp_block_alike(&at[0], &at[3]));
	assert_false(memhp_block_alike(&at[0], &at[4]));
	assert_false(memhp_block_alike(&at[3], &at[4]));
	assert_int_equal(memhp_block_hotpluggable(&at[0]), -1);
	assert_int_equal(memhp_block_hotpluggable(&at[2]), 0);
	assert_int_equal(memhp_block_hotpluggable(&at[5]), 1);
	assert_false(memhp_block_alike(&at[2], &at[5]));
	memhp_blocks_free(blocks);
}

static void put_struct(int attribute, const void *at, size_t size)
{
	kernel.structs[kernel.nr_structs].attribute = attribute;
	kernel.structs[kernel.nr_structs].at = at;
	kernel.structs[kernel.nr_structs++].size = size;
}

static void a_policy(void **state)
{
	static const struct memhp_policy_state told = {
		.options = MEMHP_POLICY_ENFORCE, .nr_rules = 2, .refused = 5,
	};
	static const struct memhp_rule rules[2] = {
		{ .match = MEMHP_MATCH_NODE, .node = 3, .action = MEMHP_ACTION_KERNEL },
		{ .action = MEMHP_ACTION_AUTO_MOVABLE, .ratio = 200 },
	};
	char text[MEMHP_RULE_TEXT];
	struct memhp_rules *got;

	put_struct(MEMHP_A_POLICY_STATE, &told, sizeof(told));
	put_struct(MEMHP_A_POLICY_RULE, &rules[0], sizeof(rules[0]));
	put_struct(MEMHP_A_POLICY_RULE, &rules[1], sizeof(rules[1]));
	kernel.interrupted = 1;
	assert_int_equal(memhp_rules_get(*state, &got), 0);
	assert_int_equal(memhp_rules_count(got), 2);
	assert_memory_equal(memhp_rules_at(got, 0), &rules[0], sizeof(rules));
	assert_int_equal(memhp_rules_options(got), MEMHP_POLICY_ENFORCE);
	assert_int_equal(memhp_rules_state(got)->refused, 5);
	assert_string_equal(memhp_rules_text(got, 1, text, sizeof(text)),
			    "default auto-movable ratio=200");
	assert_null(memhp_rules_text(got, 2, text, sizeof(text)));
	memhp_rules_free(got);
	kernel.nr_structs = 0;
	assert_int_equal(memhp_rules_get(*state, &got), -EIO);
	kernel.end = ERROR;
	assert_int_equal(memhp_rules_get(*state, &got), -EOPNOTSUPP);
	assert_non_null(strstr(memhp_error(*state), "knows of no policy"));
	kernel.no_family = true;
	assert_int_equal(memhp_rules_get(*state, &got), -ENOENT);
}

static void some_groups(void **state)
{
	struct memhp_group_info told[3] = {
		{ .id = 9, .name = "c" }, { .id = 2, .name = "b" }, { .id = 5, .name = "a" },
	};
	struct memhp_groups *got;
	size_t i;

	assert_int_equal(memhp_groups_get(*state, &got), 0);
	assert_int_equal(memhp_groups_count(got), 0);
	assert_null(memhp_groups_find(got, "a"));
	memhp_groups_free(got);
	memset(told[2].name + 1, 'x', sizeof(told[2].name) - 1);	/* never ends */
	for (i = 0; i < 3; i++)
		put_struct(MEMHP_A_POLICY_GROUP, &told[i], sizeof(told[i]));
	assert_int_equal(memhp_groups_get(*state, &got), 0);
	assert_int_equal(memhp_groups_count(got), 3);
	assert_string_equal(memhp_groups_at(got, 0)->name, "b");
	assert_string_equal(memhp_groups_at(got, 2)->name, "c");
	assert_int_equal(strlen(memhp_groups_at(got, 1)->name), MEMHP_GROUP_NAME_SIZE - 1);
	assert_null(memhp_groups_at(got, 3));
	assert_int_equal(memhp_groups_find(got, "c")->id, 9);
	memhp_groups_free(got);
}

static int plan(struct memhp *ctx, enum memhp_group_op op, const char *name,
		const struct memhp_set *set)
{
	const struct memhp_group_opts opts = { .sz = sizeof(opts), .set = set,
					       .type = op == MEMHP_GROUP_OP_CREATE ?
					       MEMHP_GROUP_STATIC : MEMHP_GROUP_NONE };

	return memhp_group_plan(ctx, op, name, &opts);
}

/* What the module would say, as far as its lists tell. */
static void plans_of_groups(void **state)
{
	static const struct { enum memhp_group_op op; const char *name, *blocks; int gives; } rows[] = {
		{ MEMHP_GROUP_OP_CREATE, "new", NULL, 0 },
		{ MEMHP_GROUP_OP_CREATE, "mine", NULL, EEXIST },
		{ MEMHP_GROUP_OP_CREATE, "dimm@1", NULL, EEXIST },
		{ MEMHP_GROUP_OP_CREATE, "1x", NULL, EINVAL },
		{ MEMHP_GROUP_OP_DELETE, "empty", NULL, 0 },
		{ MEMHP_GROUP_OP_DELETE, "mine", NULL, ENOTEMPTY },
		{ MEMHP_GROUP_OP_DELETE, "dimm@1", NULL, EINVAL },
		{ MEMHP_GROUP_OP_DELETE, "none", NULL, EINVAL },
		{ MEMHP_GROUP_OP_DELETE, "new", NULL, ENXIO },
		{ MEMHP_GROUP_OP_ADD, "empty", "0-3", 0 },	/* boot memory, and a device's */
		{ MEMHP_GROUP_OP_ADD, "empty", "3-4", EEXIST },
		{ MEMHP_GROUP_OP_ADD, "mine", "4-5", EALREADY },
		{ MEMHP_GROUP_OP_ADD, "mine", "3-4", EEXIST },
		{ MEMHP_GROUP_OP_ADD, "new", "0", ENXIO },
		{ MEMHP_GROUP_OP_ADD, "dimm@1", "0", EINVAL },
		{ MEMHP_GROUP_OP_ADD, "empty", NULL, EINVAL },
		{ MEMHP_GROUP_OP_REMOVE, "mine", "4-5", 0 },
		{ MEMHP_GROUP_OP_REMOVE, "mine", "3-4", ENODATA },
		{ MEMHP_GROUP_OP_REMOVE, "empty", "4", ENODATA },
		{ MEMHP_GROUP_OP_REMOVE, "a b", "4", EINVAL },
	};
	static const struct memhp_group_info told[] = {
		{ .id = 1, .name = "dimm@1", .blocks = 2 }, { .id = 2, .by_hand = 1, .name = "empty" },
		{ .id = 3, .by_hand = 1, .name = "mine", .blocks = 2 },
	};
	static const struct memhp_alike ranges[] = {
		{ .first = 0, .count = 2 }, { .first = 2, .count = 2, .group = "dimm@1" },
		{ .first = 4, .count = 2, .group = "mine" },
	};
	struct memhp_blocks *blocks = machine_new(*state, 128 * MIB, ranges, ARRAY_SIZE(ranges));
	struct memhp_set *set;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(told); i++)
		put_struct(MEMHP_A_POLICY_GROUP, &told[i], sizeof(told[i]));
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(memhp_set_new(*state, blocks, &set), 0);
		if (rows[i].blocks)
			assert_int_equal(memhp_set_add(set, rows[i].blocks), 0);
		if (plan(*state, rows[i].op, rows[i].name, set) != -rows[i].gives)
			fail_msg("row %zu: %s", i, memhp_error(*state));
		memhp_set_free(set);
	}
	memhp_blocks_free(blocks);
	memhp_nl_close(*state);
	kernel.no_family = true;
	assert_int_equal(plan(*state, MEMHP_GROUP_OP_DELETE, "mine", NULL), 0);
}

static void a_decision(void **state)
{
	static const struct memhp_decision told = { .block = 42, .rule = 1, .ratio = 301 };
	struct memhp_decision *got;

	put_struct(MEMHP_A_POLICY_DECISION, &told, 40);
	assert_int_equal(memhp_decision_get(*state, 42, &got), 0);
	assert_int_equal(kernel.block, 42);
	assert_int_equal(got->rule, 1);
	assert_int_equal(got->ratio, 301);
	assert_string_equal(got->group, "");
	memhp_decision_free(got);
	kernel.nr_structs = 0;
	assert_int_equal(memhp_decision_get(*state, 42, &got), -EIO);
	kernel.end = DONE_WITH_ERROR;
	kernel.error = ENODEV;
	assert_int_equal(memhp_decision_get(*state, 43, &got), -ENODEV);
	assert_string_equal(memhp_error(*state), "memory43 is no longer there");
}

/* Where "auto" would go, the policy says; without rules, sysfs does. */
static void a_plan_by_the_policy(void **state)
{
	static const struct memhp_alike offline = { .first = 1 << 20, .count = 2,
						    .state = MEMHP_STATE_OFFLINE };
	static const struct memhp_policy_state told = { .nr_rules = 1 };
	static const struct memhp_rule rule = { .action = MEMHP_ACTION_MOVABLE };
	static const struct memhp_decision decision = { .choice = MEMHP_CHOICE_MOVABLE };
	struct memhp_blocks *blocks = machine_new(*state, 128 * MIB, &offline, 1);
	struct memhp_change_req *req;
	struct memhp_set *set;

	assert_int_equal(memhp_set_new(*state, blocks, &set), 0);
	assert_int_equal(memhp_set_add(set, "1048576-1048577"), 0);
	assert_int_equal(memhp_change_new(*state, set, MEMHP_OP_ONLINE, MEMHP_CHOICE_AUTO, &req), 0);
	put_struct(MEMHP_A_POLICY_STATE, &told, sizeof(told));
	put_struct(MEMHP_A_POLICY_DECISION, &decision, sizeof(decision));
	assert_int_equal(memhp_change_plan(req), 0);
	assert_int_equal(kernel.dumps, 1);
	assert_int_equal(memhp_change_result(req, 1)->to_zone, MEMHP_ZONE_NONE);
	put_struct(MEMHP_A_POLICY_RULE, &rule, sizeof(rule));
	assert_int_equal(memhp_change_plan(req), 0);
	assert_int_equal(kernel.dumps, 4);
	assert_int_equal(kernel.block, 1048577);
	assert_int_equal(memhp_change_result(req, 1)->to_zone, MEMHP_ZONE_MOVABLE);
	memhp_change_free(req);
	memhp_set_free(set);
	memhp_blocks_free(blocks);
}

/* Bytes of accounts as the policy weighs them, in whole pages. */
static void some_accounts(void **state)
{
	static const struct memhp_node_info told[] = {
		{ .node = -1, .early = 4000 * MIB, .cma = 100 * MIB, .plugged = 1000 * MIB,
		  .movable = 2000 * MIB, .reserve = 900 * MIB, .ratio = 100,
		  .flags = MEMHP_RULE_COUNT_HOTPLUGGED, .free_kernel = 10, .low_kernel = 6 },
		{ .node = 0, .early = 4000 * MIB, .cma = 100 * MIB, .ratio = 100,
		  .flags = MEMHP_RULE_COUNT_HOTPLUGGED },
		{ .node = 1, .early = 1000 * MIB, .movable = 2000 * MIB, .reserve = 900 * MIB,
		  .ratio = 250, .flags = MEMHP_RULE_COUNT_HOTPLUGGED | MEMHP_RULE_NUMA_AWARE },
	};
	struct memhp_accounts *got;
	const struct memhp_account *at;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(told); i++)
		put_struct(MEMHP_A_POLICY_NODE, &told[i], sizeof(told[i]));
	assert_int_equal(memhp_accounts_get(*state, &got), 0);
	assert_int_equal(memhp_accounts_count(got), 3);
	at = memhp_accounts_at(got, 0);
	assert_true(at->known);
	assert_int_equal(at->kernel, 5000 * MIB);
	assert_int_equal(at->kernel_counted, 4000 * MIB);
	assert_int_equal(at->movable_counted, 2100 * MIB);
	assert_int_equal(at->headroom, 1900 * MIB);
	assert_false(memhp_account_past(at));
	assert_true(memhp_account_short(at));
	/* Not held against the ratio by itself. */
	assert_int_equal(memhp_accounts_at(got, 1)->headroom, 1900 * MIB);
	assert_false(memhp_account_short(memhp_accounts_at(got, 1)));
	/* What is kept back is of the machine alone. */
	assert_int_equal(memhp_accounts_at(got, 2)->kernel_counted, 1000 * MIB);
	assert_int_equal(memhp_accounts_at(got, 2)->headroom, 500 * MIB);
	assert_null(memhp_accounts_at(got, 3));
	memhp_accounts_free(got);
}

/* A ratio that no rule is behind is not kept, so nothing is past it. */
static void accounts_without_a_rule(void **state)
{
	struct memhp_node_info told = { .node = -1, .rule = 2, .early = MIB, .movable = 4 * MIB,
					.ratio = 301 };
	struct memhp_accounts *got;

	put_struct(MEMHP_A_POLICY_NODE, &told, sizeof(told));
	assert_int_equal(memhp_accounts_get(*state, &got), 0);
	assert_int_equal(memhp_accounts_at(got, 0)->rule, 2);
	assert_true(memhp_account_past(memhp_accounts_at(got, 0)));
	memhp_accounts_free(got);
	told.rule = -1;
	assert_int_equal(memhp_accounts_get(*state, &got), 0);
	assert_int_equal(memhp_accounts_at(got, 0)->rule, -1);
	assert_false(memhp_account_past(memhp_accounts_at(got, 0)));
	memhp_accounts_free(got);
}

static void put_sheet(uint64_t block, uint64_t pfn, size_t obstacles)
{
	kernel.sheets[kernel.nr_sheets].block = block;
	kernel.sheets[kernel.nr_sheets].pfn = pfn;
	kernel.sheets[kernel.nr_sheets++].obstacles = obstacles;
}

/* A block may begin inside a compound page of the one before: what is whose is told
 * by the messages, not by the numbers. */
static void pages_of_blocks(void **state)
{
	const struct memhp_obstacle *obstacles;
	struct memhp_pagesets *got;
	size_t count = 9;

	put_sheet(40, 100, 2);
	put_sheet(42, 300, 0);
	put_sheet(43, 101, MEMHP_MAX_OBSTACLES);
	kernel.interrupted = 1;
	assert_int_equal(memhp_pages_get(*state, 40, 9, &got), 0);
	assert_int_equal(kernel.dumps, 2);
	assert_int_equal(kernel.first, 40);
	assert_int_equal(kernel.count, 9);
	assert_int_equal(memhp_pages_count(got), 3);
	assert_int_equal(memhp_pages_at(got, 1)->block, 42);
	assert_null(memhp_pages_at(got, 3));
	assert_null(memhp_pages_find(got, 41));
	assert_ptr_equal(memhp_pages_find(got, 43), memhp_pages_at(got, 2));
	obstacles = memhp_pages_obstacles(got, memhp_pages_at(got, 0), &count);
	assert_int_equal(count, 2);
	assert_int_equal(obstacles[1].pfn, 101);
	assert_null(memhp_pages_obstacles(got, memhp_pages_at(got, 1), &count));
	assert_int_equal(count, 0);
	obstacles = memhp_pages_obstacles(got, memhp_pages_find(got, 43), &count);
	assert_int_equal(count, MEMHP_MAX_OBSTACLES);
	assert_int_equal(obstacles[0].pfn, 101);
	assert_int_equal(obstacles[15].pfn, 116);
	memhp_pages_free(got);
}

/* The first message says nothing; a module that did not send it is understood, too. */
static void pages_after_nothing(void **state)
{
	struct memhp_pagesets *got;

	put_sheet(40, 100, 2);
	assert_int_equal(memhp_pages_get(*state, 40, 1, &got), 0);
	assert_int_equal(memhp_pages_count(got), 1);
	assert_int_equal(kernel.received, 3);	/* the family, nothing, the dump */
	memhp_pages_free(got);
	kernel.old = true;
	assert_int_equal(memhp_pages_get(*state, 40, 1, &got), 0);
	assert_int_equal(memhp_pages_count(got), 1);
	assert_int_equal(kernel.received, 4);
	memhp_pages_free(got);
}

static void pages_that_cannot_be_had(void **state)
{
	static const struct { int error, gives; const char *text; } rows[] = {
		{ EPERM, EPERM, "root (CAP_SYS_ADMIN)" },
		{ EAGAIN, EAGAIN, "try again later" },
		{ EOPNOTSUPP, EOPNOTSUPP, "knows of no pages of blocks" },
		{ ENOMEM, ENOMEM, "ENOMEM" },
	};
	struct memhp_pagesets *got;
	struct memhp_opts opts = { .sz = sizeof(opts), .flags = MEMHP_OPT_NO_MODULE };
	struct memhp *none;
	size_t i;

	kernel.end = DONE_WITH_ERROR;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		kernel.error = rows[i].error;
		assert_int_equal(memhp_pages_get(*state, 1, 1, &got), -rows[i].gives);
		if (!strstr(memhp_error(*state), rows[i].text))
			fail_msg("\"%s\" has no \"%s\"", memhp_error(*state), rows[i].text);
	}
	kernel.end = DONE;
	assert_int_equal(memhp_pages_get(*state, 1, 1, &got), 0);
	assert_int_equal(memhp_pages_count(got), 0);
	assert_null(memhp_pages_find(got, 1));
	memhp_pages_free(got);
	put_sheet(3, 0, 0);	/* one of them twice */
	put_sheet(3, 0, 0);
	assert_int_equal(memhp_pages_get(*state, 1, 9, &got), -EIO);
	assert_int_equal(memhp_new(&none, &opts), 0);
	assert_int_equal(memhp_pages_get(none, 1, 1, &got), -ENOENT);
	memhp_unref(none);
}

static void last_errors(void **state)
{
	struct memhp_trouble told[] = {
		{ .block = 9, .reason = MEMHP_REASON_NOTIFIER },
		{ .block = 4, .reason = MEMHP_REASON_MIGRATION },
	};
	struct memhp_troubles *got;
	size_t i;

	memset(told[0].notifier, 'n', sizeof(told[0].notifier));	/* never ends */
	memcpy(told[1].page.comm, "a\nb", 3);
	for (i = 0; i < ARRAY_SIZE(told); i++)
		put_struct(MEMHP_A_PAGES_TROUBLE, &told[i], sizeof(told[i]));
	assert_int_equal(memhp_troubles_get(*state, 0, UINT64_MAX, &got), 0);
	assert_int_equal(kernel.first, UINT64_MAX);
	assert_int_equal(memhp_troubles_count(got), 2);
	assert_int_equal(memhp_troubles_at(got, 0)->block, 4);
	assert_string_equal(memhp_troubles_at(got, 0)->page.comm, "a?b");
	assert_int_equal(strlen(memhp_troubles_find(got, 9)->notifier), MEMHP_NOTIFIER_SIZE - 1);
	assert_null(memhp_troubles_find(got, 5));
	assert_null(memhp_troubles_at(got, 2));
	memhp_troubles_free(got);
	kernel.nr_structs = 0;
	assert_int_equal(memhp_troubles_get(*state, 0, 7, &got), 0);
	assert_int_equal(kernel.first, 0);
	assert_int_equal(kernel.count, 7);
	assert_null(memhp_troubles_find(got, 5));
	memhp_troubles_free(got);
}

static void zones_of_nodes(void **state)
{
	static const struct memhp_zone_info told[] = {
		{ .node = 1, .zone = MEMHP_ZONE_MOVABLE, .start = 9 },
		{ .node = 0, .zone = MEMHP_ZONE_NORMAL, .start = 5, .contiguous = 1 },
		{ .node = 1, .zone = MEMHP_ZONE_NORMAL, .start = 7 },
		{ .node = 0, .zone = MEMHP_ZONE_DMA, .start = 1 },
	};
	struct memhp_zones *got;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(told); i++)
		put_struct(MEMHP_A_PAGES_ZONE, &told[i], sizeof(told[i]));
	assert_int_equal(memhp_zones_get(*state, &got), 0);
	assert_int_equal(memhp_zones_count(got), 4);
	assert_int_equal(memhp_zones_at(got, 0)->zone, MEMHP_ZONE_DMA);
	assert_int_equal(memhp_zones_at(got, 1)->contiguous, 1);
	assert_int_equal(memhp_zones_at(got, 2)->start, 7);
	assert_int_equal(memhp_zones_at(got, 3)->zone, MEMHP_ZONE_MOVABLE);
	assert_null(memhp_zones_at(got, 4));
	memhp_zones_free(got);
}

static void a_table_of_the_firmware(void **state)
{
	static const struct memhp_firmware_range ranges[] = {
		{ .size = 128 * MIB, .flags = MEMHP_FIRMWARE_ENABLED },
		{ .start = 128 * MIB, .size = MIB, .domain = 7, .node = 1,
		  .flags = MEMHP_FIRMWARE_ENABLED | MEMHP_FIRMWARE_HOTPLUGGABLE },
	};
	static const struct memhp_firmware_problem problems[] = {
		{ .fault = MEMHP_FAULT_CHECKSUM, .count = 1, .where = 0xab },
		{ .fault = 99, .count = 3 },	/* of a later module */
	};
	struct memhp_firmware *got;
	size_t i;

	for (i = 0; i < 2; i++) {
		put_struct(MEMHP_A_FIRMWARE_RANGE, &ranges[i], sizeof(ranges[i]));
		put_struct(MEMHP_A_FIRMWARE_PROBLEM, &problems[i], sizeof(problems[i]));
	}
	assert_int_equal(memhp_firmware_get(*state, &got), 0);
	assert_int_equal(memhp_firmware_count(got), 2);
	assert_memory_equal(memhp_firmware_at(got, 1), &ranges[1], sizeof(ranges[1]));
	assert_int_equal(memhp_firmware_hotpluggable(got, 128 * MIB, MIB), 1);
	assert_int_equal(memhp_firmware_problems(got), 2);
	assert_non_null(strstr(memhp_firmware_problem(got, 0), "0xab"));
	assert_non_null(strstr(memhp_firmware_problem(got, 1), "fault 99"));
	memhp_firmware_free(got);
}

/* ---- Events ---- */

/* What memhp_nl_event() makes of @message, of which @length bytes came. */
static int event_of(struct nl_msg *message, size_t length, struct memhp_event *event)
{
	struct memhp *ctx;
	int ret;

	assert_int_equal(memhp_new(&ctx, NULL), 0);
	ret = memhp_nl_event(ctx, FAMILY, (const char *)nlmsg_hdr(message), length, event);
	memhp_unref(ctx);
	nlmsg_free(message);
	return ret;
}

static struct nl_msg *event_message(const void *data, int size)
{
	struct nl_msg *message = message_new(MEMHP_CMD_EVENT);

	nla_put(message, MEMHP_A_EVENTS_EVENT, size, data);
	return message;
}

static size_t length_of(struct nl_msg *message)
{
	return nlmsg_hdr(message)->nlmsg_len;
}

static void an_event(void **state)
{
	struct { struct memhp_event event; char later[8]; } sent = {
		.event = { .seq = 7, .event = MEMHP_EVENT_ONLINE, .first = 42, .count = 3,
			   .node = -1, .comm = "a\033b", .name = "x" },
		.later = "later",
	};
	struct nl_msg *message = event_message(&sent, sizeof(sent));
	struct memhp_event got;

	(void)state;
	assert_int_equal(event_of(message, length_of(message), &got), 1);
	assert_int_equal(got.seq, 7);
	assert_int_equal(got.node, -1);
	assert_null(strchr(got.comm, '\033'));
	/* One of an earlier module is shorter. */
	message = event_message(&sent, offsetof(struct memhp_event, comm));
	memset(&got, 0xff, sizeof(got));
	assert_int_equal(event_of(message, length_of(message), &got), 1);
	assert_int_equal(got.first, 42);
	assert_string_equal(got.comm, "");
	assert_string_equal(got.name, "");
}

static void what_is_no_event(void **state)
{
	struct memhp_event event = { .seq = 1 }, got;
	struct nl_msg *message = event_message(&event, sizeof(event));

	(void)state;
	assert_int_equal(event_of(message, length_of(message) - 1, &got), 0);
	message = event_message(&event, sizeof(event));
	assert_int_equal(event_of(message, 3, &got), 0);
	message = event_message(&event, sizeof(event));
	nlmsg_hdr(message)->nlmsg_type = FAMILY + 1;
	assert_int_equal(event_of(message, length_of(message), &got), 0);
	message = message_new(MEMHP_CMD_EVENT);
	assert_int_equal(event_of(message, length_of(message), &got), 0);
	message = message_new(MEMHP_CMD_BLOCKS);
	assert_int_equal(event_of(message, length_of(message), &got), 0);
}

static struct nl_msg *farewell(uint16_t family)
{
	struct nl_msg *message = nlmsg_alloc();

	genlmsg_put(message, 0, 0, GENL_ID_CTRL, 0, 0, CTRL_CMD_DELFAMILY, 2);
	nla_put_u16(message, CTRL_ATTR_FAMILY_ID, family);
	return message;
}

static void the_module_goes_away(void **state)
{
	struct nl_msg *message = farewell(FAMILY);
	struct memhp_event got;

	(void)state;
	assert_int_equal(event_of(message, length_of(message), &got), -ENODEV);
	message = farewell(FAMILY + 1);
	assert_int_equal(event_of(message, length_of(message), &got), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_range),
		cmocka_unit_test(a_range_of_little),
		cmocka_unit_test(a_range_with_short_attributes),
		cmocka_unit_test(a_range_with_a_long_name),
		cmocka_unit_test(records_of_any_size),
		cmocka_unit_test(a_sheet),
		cmocka_unit_test(a_feature),
		cmocka_unit_test(a_feature_without_a_name),
		cmocka_unit_test(an_event),
		cmocka_unit_test(what_is_no_event),
		cmocka_unit_test(the_module_goes_away),
		cmocka_unit_test_setup_teardown(a_dump_of_blocks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_long_dump, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_family, set_up, tear_down),
		cmocka_unit_test_setup_teardown(interrupted_dumps_are_repeated, set_up, tear_down),
		cmocka_unit_test_setup_teardown(at_last_one_is_taken, set_up, tear_down),
		cmocka_unit_test_setup_teardown(dumps_that_fail, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_socket_that_is_stale, set_up, tear_down),
		cmocka_unit_test_setup_teardown(features_by_index, set_up, tear_down),
		cmocka_unit_test_setup_teardown(ranges_that_make_no_sense, set_up, tear_down),
		cmocka_unit_test_setup_teardown(values_of_a_later_module, set_up, tear_down),
		cmocka_unit_test_setup_teardown(groups_of_blocks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_policy, set_up, tear_down),
		cmocka_unit_test_setup_teardown(some_groups, set_up, tear_down),
		cmocka_unit_test_setup_teardown(plans_of_groups, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_decision, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_plan_by_the_policy, set_up, tear_down),
		cmocka_unit_test_setup_teardown(some_accounts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(accounts_without_a_rule, set_up, tear_down),
		cmocka_unit_test_setup_teardown(pages_of_blocks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(pages_after_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(pages_that_cannot_be_had, set_up, tear_down),
		cmocka_unit_test_setup_teardown(last_errors, set_up, tear_down),
		cmocka_unit_test_setup_teardown(zones_of_nodes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_table_of_the_firmware, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
