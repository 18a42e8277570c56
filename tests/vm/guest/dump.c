// SPDX-License-Identifier: GPL-2.0
/*
 * dump COMMAND [FIRST COUNT]: ask the module's netlink family for a dump, COMMAND by
 * its number, and print "N messages" or the error that ended it. By hand, so that it
 * can ask for what the library never would.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memhp/uapi.h>

struct request {
	struct nlmsghdr nl;
	struct genlmsghdr genl;
	char attributes[128];
};

static int fd;
static char buffer[1 << 16];

static void add(struct request *request, uint16_t type, const void *data, size_t size)
{
	struct nlattr *attribute = (void *)((char *)request + NLMSG_ALIGN(request->nl.nlmsg_len));

	attribute->nla_type = type;
	attribute->nla_len = NLA_HDRLEN + size;
	memcpy((char *)attribute + NLA_HDRLEN, data, size);
	request->nl.nlmsg_len = NLMSG_ALIGN(request->nl.nlmsg_len) + NLA_ALIGN(attribute->nla_len);
}

static struct request new_request(uint16_t family, uint8_t command, uint16_t flags)
{
	return (struct request){
		.nl = { .nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN), .nlmsg_type = family,
			.nlmsg_flags = NLM_F_REQUEST | flags },
		.genl = { .cmd = command, .version = MEMHP_GENL_VERSION },
	};
}

static ssize_t receive(void)
{
	ssize_t got = recv(fd, buffer, sizeof(buffer), 0);

	if (got < 0) {
		perror("dump: recv");
		exit(1);
	}
	return got;
}

static void say(const struct request *request)
{
	if (send(fd, request, request->nl.nlmsg_len, 0) < 0) {
		perror("dump: send");
		exit(1);
	}
}

/* The number of the family, 0 if there is none. */
static uint16_t family(void)
{
	struct request request = new_request(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	struct nlmsghdr *nl = (void *)buffer;
	char *at, *end;

	add(&request, CTRL_ATTR_FAMILY_NAME, MEMHP_GENL_NAME, sizeof(MEMHP_GENL_NAME));
	say(&request);
	end = buffer + receive();
	if (nl->nlmsg_type == NLMSG_ERROR)
		return 0;
	for (at = (char *)NLMSG_DATA(nl) + GENL_HDRLEN; at + NLA_HDRLEN <= end;
	     at += NLA_ALIGN(((struct nlattr *)at)->nla_len))
		if (((struct nlattr *)at)->nla_type == CTRL_ATTR_FAMILY_ID)
			return *(uint16_t *)(at + NLA_HDRLEN);
	return 0;
}

/* Its errno: at the end of a dump it is told with DONE. */
static int last_error(const struct nlmsghdr *nl)
{
	if (nl->nlmsg_type == NLMSG_ERROR)
		return -((struct nlmsgerr *)NLMSG_DATA(nl))->error;
	return nl->nlmsg_len >= NLMSG_LENGTH(sizeof(int)) ? -*(int *)NLMSG_DATA(nl) : 0;
}

/* Returns the errno that the dump ended with. */
static int dump(unsigned int *messages)
{
	struct nlmsghdr *nl;
	size_t left;

	for (;;) {
		left = receive();
		for (nl = (void *)buffer; NLMSG_OK(nl, left); nl = NLMSG_NEXT(nl, left)) {
			if (nl->nlmsg_type == NLMSG_DONE || nl->nlmsg_type == NLMSG_ERROR)
				return last_error(nl);
			*messages += nl->nlmsg_type != NLMSG_NOOP;
		}
	}
}

int main(int argc, char **argv)
{
	struct request request;
	unsigned int messages = 0;
	uint64_t number;
	int error, i;

	if (argc < 2)
		return 2;
	fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
	request = new_request(family(), strtoul(argv[1], NULL, 0), NLM_F_DUMP);
	if (fd < 0 || !request.nl.nlmsg_type) {
		fprintf(stderr, "dump: no such family\n");
		return 1;
	}
	for (i = 2; i < argc && i < 4; i++) {
		number = strtoull(argv[i], NULL, 0);
		add(&request, i == 2 ? MEMHP_A_PAGES_FIRST : MEMHP_A_PAGES_COUNT, &number,
		    sizeof(number));
	}
	say(&request);
	error = dump(&messages);
	if (error)
		printf("%s\n", strerrorname_np(error));
	else
		printf("%u messages\n", messages);
	return 0;
}
