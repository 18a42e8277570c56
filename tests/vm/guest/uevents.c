// SPDX-License-Identifier: GPL-2.0
/*
 * uevents READY: print the uevents of memory blocks, a line each: all there is
 * in them but the sequence number. Makes the file READY when it listens.
 */
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void print(const char *text, const char *end)
{
	const char *word;

	if (!strstr(text, "/devices/system/memory/memory"))
		return;
	for (word = text; word < end; word += strlen(word) + 1)
		if (strncmp(word, "SEQNUM=", 7))
			printf("%s ", word);
	printf("\n");
	fflush(stdout);
}

int main(int argc, char **argv)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK, .nl_groups = 1 };
	int room = 64 << 20;
	char buf[16384];
	int fd = socket(AF_NETLINK, SOCK_DGRAM, NETLINK_KOBJECT_UEVENT);

	if (argc != 2 || fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)) ||
	    bind(fd, (struct sockaddr *)&addr, sizeof(addr))) {
		perror("uevents");
		return 1;
	}
	close(open(argv[1], O_CREAT | O_WRONLY, 0600));
	for (;;) {
		ssize_t n = recv(fd, buf, sizeof(buf) - 1, 0);

		if (n < 0) {
			perror("uevents: lost");
			return 1;
		}
		buf[n] = 0;
		print(buf, buf + n);
	}
}
