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
	return message;
}

static void a_range(void **state)
{
	static const struct memhp_alike sent = {
		.first = 1ULL << 40, .count = 7, .state = MEMHP_STATE_ONLINE,
		.zone = MEMHP_ZONE_MOVABLE, .node = -1, .owner = MEMHP_OWNER_DAX,
		.flags = MEMHP_BLOCK_SINGLE, .size = 128 * MIB,
	};
	struct nl_msg *message = blocks_message(&sent);
	struct memhp_alike got;

	(void)state;
	nla_put_u32(message, 99, 5);	/* of a later module */
	assert_int_equal(memhp_nl_alike(nlmsg_hdr(message), &got), 0);
	assert_memory_equal(&got, &sent, offsetof(struct memhp_alike, flags) + 4);
	assert_int_equal(got.size, sent.size);
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

/* ---- The stand-in ---- */

enum end { DONE, DONE_WITH_ERROR, ERROR, NOTHING };

static struct kernel {
	bool no_family;
	int interrupted;	/* so many dumps are */
	enum end end;
	const struct memhp_alike *ranges;
	size_t nr_ranges;
	bool garbage;
	/* since set up */
	int sent, received, dumps;
	uint8_t queue[65536];
	size_t queued;
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
	for (i = 0; command == MEMHP_CMD_BLOCKS && i < kernel.nr_ranges; i++)
		queue(blocks_message(&kernel.ranges[i]), request, flags);
	if (command == MEMHP_CMD_FEATURES) {
		queue(feature_message(1, "change", NULL), request, flags);
		queue(feature_message(0, "list", "no such thing"), request, flags);
	}
	if (kernel.garbage)
		queue(message_new(command), request, flags);
	if (kernel.end == ERROR)
		queue_error(request, -EOPNOTSUPP);
	else if (kernel.end != NOTHING)
		queue_done(request, kernel.end == DONE ? 0 : -ENOMEM, flags);
}

ssize_t sendmsg(int fd, const struct msghdr *header, int flags)
{
	const struct nlmsghdr *request = header->msg_iov[0].iov_base;
	const struct genlmsghdr *generic = NLMSG_DATA(request);

	(void)fd;
	(void)flags;
	assert_int_equal(header->msg_iovlen, 1);
	kernel.sent++;
	kernel.queued = 0;
	if (request->nlmsg_type == GENL_ID_CTRL)
		answer_resolve(request);
	else
		answer_dump(request, generic->cmd);
	return request->nlmsg_len;
}

ssize_t recvmsg(int fd, struct msghdr *header, int flags)
{
	struct sockaddr_nl *from = header->msg_name;
	size_t length = kernel.queued;

	(void)fd;
	assert_int_equal(flags & MSG_PEEK, 0);
	kernel.received++;
	if (!length) {		/* a kernel would keep us waiting */
		errno = ECONNRESET;
		return -1;
	}
	assert_true(header->msg_iov[0].iov_len >= length);
	memcpy(header->msg_iov[0].iov_base, kernel.queue, length);
	kernel.queued = 0;
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_range),
		cmocka_unit_test(a_range_of_little),
		cmocka_unit_test(a_range_with_short_attributes),
		cmocka_unit_test(a_feature),
		cmocka_unit_test(a_feature_without_a_name),
		cmocka_unit_test_setup_teardown(a_dump_of_blocks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_long_dump, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_family, set_up, tear_down),
		cmocka_unit_test_setup_teardown(interrupted_dumps_are_repeated, set_up, tear_down),
		cmocka_unit_test_setup_teardown(at_last_one_is_taken, set_up, tear_down),
		cmocka_unit_test_setup_teardown(dumps_that_fail, set_up, tear_down),
		cmocka_unit_test_setup_teardown(features_by_index, set_up, tear_down),
		cmocka_unit_test_setup_teardown(ranges_that_make_no_sense, set_up, tear_down),
		cmocka_unit_test_setup_teardown(values_of_a_later_module, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
