// SPDX-License-Identifier: GPL-2.0
/*
 * Requests for dumps: good, nearly good, and noise behind a good header. One that the
 * kernel has to answer is read to its end, and every message looked at; after noise the
 * socket is closed, in the middle of a dump if there is one.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "../answers.h"
#include "fuzz.h"

#define REQUEST 512

struct request_message {
	struct nlmsghdr nl;
	struct genlmsghdr genl;
	unsigned char attributes[REQUEST];
};

static int sock = -1;
static uint16_t family;
static uint32_t sequence;
static char buffer[1 << 16];

static void open_socket(const struct worker *w)
{
	struct timeval patience = { .tv_sec = w->plan->limit };

	sock = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (sock < 0 || setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience))) {
		perror("fuzz: netlink");
		exit(1);
	}
}

static void close_socket(void)
{
	close(sock);
	sock = -1;
}

static void add(struct request_message *m, uint16_t type, uint16_t length, const void *data,
		size_t size)
{
	unsigned char *at = (unsigned char *)m + NLMSG_ALIGN(m->nl.nlmsg_len);
	struct nlattr attribute = { .nla_type = type, .nla_len = NLA_HDRLEN + length };

	if (NLMSG_ALIGN(m->nl.nlmsg_len) + NLA_HDRLEN + NLA_ALIGN(size) > sizeof(*m))
		return;
	memcpy(at, &attribute, sizeof(attribute));
	memcpy(at + NLA_HDRLEN, data, size);
	m->nl.nlmsg_len = NLMSG_ALIGN(m->nl.nlmsg_len) + NLA_HDRLEN + NLA_ALIGN(size);
}

static struct request_message new_message(uint16_t type, uint8_t command, uint16_t flags)
{
	return (struct request_message){
		.nl = { .nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN), .nlmsg_type = type,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags,
			.nlmsg_seq = ++sequence },
		.genl = { .cmd = command, .version = MEMHP_GENL_VERSION },
	};
}

/* Asked for once: all workers come from one that knows it. */
void netlink_find_family(void)
{
	struct request_message m = new_message(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	const char *at, *end;
	ssize_t got = -1;
	int s = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);

	add(&m, CTRL_ATTR_FAMILY_NAME, sizeof(MEMHP_GENL_NAME), MEMHP_GENL_NAME,
	    sizeof(MEMHP_GENL_NAME));
	if (s >= 0 && send(s, &m, m.nl.nlmsg_len, 0) >= 0)
		got = recv(s, buffer, sizeof(buffer), 0);
	if (got < 0) {
		perror("fuzz: netlink");
		exit(1);
	}
	end = buffer + got;
	for (at = (char *)NLMSG_DATA(buffer) + GENL_HDRLEN; at + NLA_HDRLEN < end;
	     at += NLA_ALIGN(((struct nlattr *)at)->nla_len))
		if (((struct nlattr *)at)->nla_type == CTRL_ATTR_FAMILY_ID)
			family = *(uint16_t *)(at + NLA_HDRLEN);
	close(s);
	if (!family) {
		fprintf(stderr, "fuzz: no such family\n");
		exit(1);
	}
}

/* ---- Asking ---- */

/* Where a look at pages is not too long. */
static void add_range(struct worker *w, struct request_message *m)
{
	struct numbers *n = &w->numbers;
	uint64_t first = w->plan->first + below(n, w->plan->last - w->plan->first + 1);
	uint64_t count = 1 + one_in(n, 4);

	add(m, MEMHP_A_PAGES_FIRST, sizeof(first), &first, sizeof(first));
	add(m, MEMHP_A_PAGES_COUNT, sizeof(count), &count, sizeof(count));
}

static void add_odd(struct numbers *n, struct request_message *m)
{
	const uint64_t data[8] = { odd_number(n), odd_number(n) };
	uint16_t size = below(n, 24);
	/* What it says may be longer than what there is, or shorter. */
	uint16_t said = one_in(n, 4) ? odd_number(n) : size;

	add(m, one_in(n, 4) ? number(n) : below(n, 16), said, data, size);
}

static void add_attributes(struct worker *w, struct request_message *m, bool good)
{
	struct numbers *n = &w->numbers;
	uint64_t block = w->plan->first + below(n, w->plan->last - w->plan->first + 1);

	switch (m->genl.cmd) {
	case MEMHP_CMD_EXPLAIN:
		add(m, MEMHP_A_POLICY_BLOCK, sizeof(block), &block, sizeof(block));
		break;
	case MEMHP_CMD_PAGES:
	case MEMHP_CMD_TROUBLE:
		add_range(w, m);
		break;
	}
	while (!good && one_in(n, 2))
		add_odd(n, m);
}

static struct request_message compose(struct worker *w, bool good)
{
	struct numbers *n = &w->numbers;
	uint8_t command = 1 + below(n, MEMHP_CMD_MAX - 1);
	struct request_message m;

	if (command == MEMHP_CMD_PAGES && !one_in(n, 8))
		command = MEMHP_CMD_BLOCKS;
	m = new_message(family, command, NLM_F_DUMP);
	add_attributes(w, &m, good);
	if (good)
		return m;
	switch (below(n, 6)) {
	case 0:
		m.genl.cmd = number(n);
		break;
	case 1:
		m.genl.version = number(n);
		break;
	case 2:
		m.genl.reserved = number(n);
		break;
	case 3:		/* not a dump, or more than that */
		m.nl.nlmsg_flags ^= 1 << (8 + below(n, 4));
		break;
	}
	return m;
}

/* ---- Reading ---- */

static bool allowed(const struct worker *w, uint8_t command, int error, bool good)
{
	bool privileged = command == MEMHP_CMD_PAGES || command == MEMHP_CMD_TROUBLE;
	bool root = w->role == ROOT || w->role == ROOT_READS;

	if (good && privileged && !root)
		return error == EPERM;
	switch (error) {
	case 0:
		return true;
	case EPERM:
		return privileged && !root;
	case ENODEV:
		return command == MEMHP_CMD_EXPLAIN;
	case EAGAIN:	/* its block is on its way; the lock is held for long */
		return command == MEMHP_CMD_EXPLAIN || command == MEMHP_CMD_PAGES;
	case EINVAL:
	case ERANGE:	/* of generic netlink: an attribute of another size */
	case EOPNOTSUPP:	/* FIRMWARE: there is no such table */
		return !good || command == MEMHP_CMD_FIRMWARE;
	default:
		return false;
	}
}

/* What an end says: a dump ends with DONE, all else with ERROR. */
static int error_of(const struct nlmsghdr *nl)
{
	return nl->nlmsg_len >= NLMSG_LENGTH(sizeof(int)) ? -*(int *)NLMSG_DATA(nl) : 0;
}

/* Returns the errno that it ended with. */
static int read_answer(struct worker *w, const struct request_message *m)
{
	const struct nlmsghdr *nl;
	const char *bad;
	ssize_t left;

	for (;;) {
		left = recv(sock, buffer, sizeof(buffer), 0);
		if (left < 0)
			wrong(w, "no end of the answer: %s", strerror(errno));
		for (nl = (void *)buffer; NLMSG_OK(nl, left); nl = NLMSG_NEXT(nl, left)) {
			if (nl->nlmsg_seq != m->nl.nlmsg_seq)
				wrong(w, "an answer to something else");
			if (nl->nlmsg_type == NLMSG_DONE || nl->nlmsg_type == NLMSG_ERROR)
				return error_of(nl);
			bad = nl->nlmsg_type == NLMSG_NOOP ? NULL :
			      nl->nlmsg_type != family ? "a message of a stranger" :
			      message_bad(nl);
			if (bad)
				wrong(w, "%s", bad);
		}
	}
}

static unsigned int kind_of(uint8_t command)
{
	return NETLINK + (command <= MEMHP_CMD_MAX ? command : 0);
}

static void ask(struct worker *w, bool good)
{
	struct request_message m = compose(w, good);
	int error;

	call_begins(w, "%s: netlink command %u flags %#x, %u bytes",
		    w->role < NOBODY ? "root" : "nobody", m.genl.cmd, m.nl.nlmsg_flags,
		    m.nl.nlmsg_len);
	error = send(sock, &m, m.nl.nlmsg_len, 0) < 0 ? errno : read_answer(w, &m);
	if (!allowed(w, m.genl.cmd, error, good))
		wrong(w, "errno %d", error);
	call_ends(w, kind_of(m.genl.cmd), error);
}

/* Bytes behind a header that leads to the family; they may be cut off anywhere. */
static void make_noise(struct worker *w)
{
	struct numbers *n = &w->numbers;
	struct request_message m = compose(w, false);
	unsigned char *at = (unsigned char *)&m;
	size_t size = one_in(n, 2) ? m.nl.nlmsg_len : 16 + below(n, sizeof(m) - 16);
	size_t i = 1 + below(n, 8);

	while (i--)
		at[4 + below(n, size - 4)] = number(n);
	m.nl.nlmsg_type = family;
	if (one_in(n, 2))
		m.nl.nlmsg_len = one_in(n, 2) ? size : odd_number(n);
	if (m.genl.cmd == MEMHP_CMD_PAGES)
		m.genl.cmd = MEMHP_CMD_TROUBLE;
	call_begins(w, "netlink noise, command %u flags %#x, %u of %zu bytes", m.genl.cmd,
		    m.nl.nlmsg_flags, m.nl.nlmsg_len, size);
	send(sock, &m, size, 0);
	for (i = below(n, 3); i; i--)
		recv(sock, buffer, below(n, sizeof(buffer)), MSG_DONTWAIT);
	close_socket();
	call_ends(w, NETLINK, 0);
}

void fuzz_netlink(struct worker *w)
{
	if (sock < 0)
		open_socket(w);
	switch (below(&w->numbers, 8)) {
	case 0:
		make_noise(w);
		break;
	case 1: case 2:
		ask(w, true);
		break;
	default:
		ask(w, false);
	}
}
