// SPDX-License-Identifier: GPL-2.0
/*
 * faults FILE FIRST COUNT START STEP: each call of the module's meets a failed
 * allocation: the START-th that it makes, then STEP further, until it makes no more.
 * FILE is the module; FIRST and COUNT are blocks, offline, that may change. For a
 * debug kernel (CONFIG_FAULT_INJECTION, FAILSLAB, FAIL_PAGE_ALLOC). The module is
 * not there at first, nor at the end.
 *
 * Whatever fails: the call says so or has done all of it, no block is in between, its
 * answer is true, and the same call succeeds afterwards. Prints "ok DESC" or "not ok
 * DESC: ..." a line.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "failing.h"

static const char *module;

static int load(void)
{
	int fd = open(module, O_RDONLY | O_CLOEXEC), error;

	if (fd < 0)
		return -errno;
	error = syscall(SYS_finit_module, fd, "", 0) ? -errno : 0;
	close(fd);
	return error;
}

static int unload(void)
{
	return syscall(SYS_delete_module, "memhp", O_NONBLOCK) && errno != ENOENT ? -errno : 0;
}

static int set_policy(void)
{
	struct memhp_rule rule = { .action = MEMHP_ACTION_MOVABLE };
	struct memhp_policy policy = {
		.size = sizeof(policy),
		.rules = (uintptr_t)&rule,
		.nr_rules = 1,
		.rule_size = sizeof(rule),
	};

	return ioctl(device, MEMHP_IOC_POLICY, &policy) ? -errno : 0;
}

static int clear_policy(void)
{
	struct memhp_rule rule = { .action = MEMHP_ACTION_KERNEL_DEFAULT };
	struct memhp_policy policy = {
		.size = sizeof(policy),
		.rules = (uintptr_t)&rule,
		.nr_rules = 1,
		.rule_size = sizeof(rule),
	};

	return ioctl(device, MEMHP_IOC_POLICY, &policy) ? -errno : 0;
}

static int group(uint32_t op, bool blocks)
{
	struct memhp_group g = {
		.size = sizeof(g),
		.op = op,
		.type = op == MEMHP_GROUP_OP_CREATE ? MEMHP_GROUP_DYNAMIC : 0,
		.ranges = blocks ? (uintptr_t)&range : 0,
		.nr_ranges = blocks,
		.name = "faults",
	};

	return ioctl(device, MEMHP_IOC_GROUP, &g) ? -errno : 0;
}

static int create_group(void)
{
	return group(MEMHP_GROUP_OP_CREATE, false);
}

static int add_to_group(void)
{
	return group(MEMHP_GROUP_OP_ADD, true);
}

static int remove_from_group(void)
{
	int error = group(MEMHP_GROUP_OP_REMOVE, true);

	return error == -EINVAL || error == -ENOENT ? 0 : error;
}

static int delete_group(void)
{
	int error = group(MEMHP_GROUP_OP_DELETE, false);

	return error == -ENOENT ? 0 : error;
}

static int be_agent(void)
{
	struct memhp_agent agent = { .size = sizeof(agent), .delay_ns = 1000000 };

	return ioctl(device, MEMHP_IOC_AGENT, &agent) ? -errno : 0;
}

static int be_no_agent(void)
{
	struct memhp_agent agent = { .size = sizeof(agent) };

	return ioctl(device, MEMHP_IOC_AGENT, &agent) ? -errno : 0;
}

/* A dump by netlink: all that it sends until it ends. */
static int netlink = -1;
static uint16_t family;
static char buffer[1 << 16];

struct request {
	struct nlmsghdr nl;
	struct genlmsghdr genl;
	char attributes[64];
};

static void attribute(struct request *r, uint16_t type, const void *data, size_t size)
{
	struct nlattr *a = (void *)((char *)r + NLMSG_ALIGN(r->nl.nlmsg_len));

	a->nla_type = type;
	a->nla_len = NLA_HDRLEN + size;
	memcpy((char *)a + NLA_HDRLEN, data, size);
	r->nl.nlmsg_len = NLMSG_ALIGN(r->nl.nlmsg_len) + NLA_ALIGN(a->nla_len);
}

static struct request new_request(uint16_t to, uint8_t command, uint16_t flags)
{
	return (struct request){
		.nl = { .nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN), .nlmsg_type = to,
			.nlmsg_flags = NLM_F_REQUEST | flags },
		.genl = { .cmd = command, .version = MEMHP_GENL_VERSION },
	};
}

static int open_netlink(void)
{
	struct request r = new_request(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	struct nlmsghdr *nl = (void *)buffer;
	char *at, *end;
	ssize_t got;

	netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	attribute(&r, CTRL_ATTR_FAMILY_NAME, MEMHP_GENL_NAME, sizeof(MEMHP_GENL_NAME));
	if (send(netlink, &r, r.nl.nlmsg_len, 0) < 0)
		return -errno;
	got = recv(netlink, buffer, sizeof(buffer), 0);
	if (got < 0 || nl->nlmsg_type == NLMSG_ERROR)
		return -ENOENT;
	end = buffer + got;
	for (at = (char *)NLMSG_DATA(nl) + GENL_HDRLEN; at + NLA_HDRLEN <= end;
	     at += NLA_ALIGN(((struct nlattr *)at)->nla_len))
		if (((struct nlattr *)at)->nla_type == CTRL_ATTR_FAMILY_ID)
			family = *(uint16_t *)(at + NLA_HDRLEN);
	return family ? 0 : -ENOENT;
}

static int end_of(const struct nlmsghdr *nl)
{
	if (nl->nlmsg_type == NLMSG_ERROR)
		return ((struct nlmsgerr *)NLMSG_DATA(nl))->error;
	return nl->nlmsg_len >= NLMSG_LENGTH(sizeof(int)) ? *(int *)NLMSG_DATA(nl) : 0;
}

static int read_dump(void)
{
	struct timeval patience = { .tv_sec = 2 };
	struct nlmsghdr *nl;
	ssize_t left;

	setsockopt(netlink, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	for (;;) {
		left = recv(netlink, buffer, sizeof(buffer), 0);
		if (left < 0)
			return -errno;
		for (nl = (void *)buffer; NLMSG_OK(nl, left); nl = NLMSG_NEXT(nl, left))
			if (nl->nlmsg_type == NLMSG_DONE || nl->nlmsg_type == NLMSG_ERROR)
				return end_of(nl);
	}
}

/* The rest of one that broke off, so that the next begins anew. */
static int drop_netlink(void)
{
	close(netlink);
	return open_netlink();
}

static int dump(uint8_t command, bool ranged)
{
	struct request r = new_request(family, command, NLM_F_DUMP);

	if (ranged) {
		attribute(&r, MEMHP_A_PAGES_FIRST, &range.first, sizeof(range.first));
		attribute(&r, MEMHP_A_PAGES_COUNT, &range.count, sizeof(range.count));
	}
	return send(netlink, &r, r.nl.nlmsg_len, 0) < 0 ? -errno : read_dump();
}

static int dump_blocks(void)
{
	return dump(MEMHP_CMD_BLOCKS, false);
}

static int dump_groups(void)
{
	return dump(MEMHP_CMD_GROUPS, false);
}

static int dump_nodes(void)
{
	return dump(MEMHP_CMD_NODES, false);
}

static int dump_pages(void)
{
	return dump(MEMHP_CMD_PAGES, true);
}

static int dump_trouble(void)
{
	return dump(MEMHP_CMD_TROUBLE, false);
}

static int dump_stats(void)
{
	return dump(MEMHP_CMD_STATS, false);
}

static int dump_features(void)
{
	return dump(MEMHP_CMD_FEATURES, false);
}

static int dump_policy(void)
{
	return dump(MEMHP_CMD_POLICY, false);
}

static int dump_zones(void)
{
	return dump(MEMHP_CMD_ZONES, false);
}

static int dump_firmware(void)
{
	return dump(MEMHP_CMD_FIRMWARE, false);
}

static const struct call loading = { "the module is loaded", NULL, load, unload, not_so };
static const struct call opening = { "the device is opened", NULL, open_device, close_device, not_so };
static const struct call calls[] = {
	{ "online", offline, online, NULL, not_so },
	{ "offline", online, offline, NULL, not_so },
	{ "shift", online, shift, offline, not_so },
	{ "online, all or nothing", offline, online_all, offline, not_so },
	{ "rules", clear_policy, set_policy, clear_policy, not_so },
	{ "a group", NULL, create_group, delete_group, not_so },
	{ "an agent", NULL, be_agent, be_no_agent, not_so },
	{ "list of blocks", NULL, dump_blocks, drop_netlink, not_so },
	{ "list of groups", NULL, dump_groups, drop_netlink, not_so },
	{ "list of nodes", NULL, dump_nodes, drop_netlink, not_so },
	{ "pages", NULL, dump_pages, drop_netlink, not_so },
	{ "errors of blocks", NULL, dump_trouble, drop_netlink, not_so },
	{ "counters", NULL, dump_stats, drop_netlink, not_so },
	{ "features", NULL, dump_features, drop_netlink, not_so },
	{ "the policy", NULL, dump_policy, drop_netlink, not_so },
	{ "zones", NULL, dump_zones, drop_netlink, not_so },
	{ "the firmware's table", NULL, dump_firmware, drop_netlink, not_so },
};

static const struct call grouping = { "blocks of a group", NULL, add_to_group, remove_from_group, not_so };
static const struct call working[] = {
	{ "online", offline, online, NULL, not_so },
	{ "offline", online, offline, NULL, not_so },
	{ "shift", online, shift, offline, not_so },
	{ "online, all or nothing", offline, online_all, offline, not_so },
};

int main(int argc, char **argv)
{
	unsigned long start, step;
	unsigned int i;

	if (argc != 6)
		return 2;
	module = argv[1];
	range.first = strtoull(argv[2], NULL, 0);
	range.count = strtoull(argv[3], NULL, 0);
	start = strtoul(argv[4], NULL, 0);
	step = strtoul(argv[5], NULL, 0);
	if (range.count > MAX_BLOCKS)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (prepare_all())
		return 1;

	sweep(&loading, "caller", arm_caller, disarm_caller, start, step);
	if (load()) {
		printf("not ok the module loads after all that\n");
		return 1;
	}
	sweep(&opening, "caller", arm_caller, disarm_caller, 1, 1);
	if (open_device() || open_netlink()) {
		printf("not ok it answers after all that\n");
		return 1;
	}
	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		sweep(&calls[i], "caller", arm_caller, disarm_caller, 1, 1);
	if (create_group())
		printf("not ok a group can be made after all that\n");
	sweep(&grouping, "caller", arm_caller, disarm_caller, 1, 1);
	delete_group();

	sweep_threads(working, sizeof(working) / sizeof(working[0]));
	offline();
	close(netlink);
	close_device();
	if (unload())
		printf("not ok the module goes: %s\n", strerror(errno));
	return 0;
}
