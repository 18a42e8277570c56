// SPDX-License-Identifier: LGPL-2.1-or-later
/* Does this kernel load modules only that are signed? */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "private.h"

#define LOCKDOWN "/sys/kernel/security/lockdown"
#define ENFORCED "/sys/module/module/parameters/sig_enforce"

/* The begin of a file; "" if it cannot be read. */
static void first_bytes(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? 0 : read(fd, text, size - 1);

	if (fd >= 0)
		close(fd);
	text[got > 0 ? got : 0] = '\0';
}

const char *memhp_module_try(void)
{
	char text[64];

	first_bytes(LOCKDOWN, text, sizeof(text));
	if (strstr(text, "[integrity]") || strstr(text, "[confidentiality]"))
		return "try modprobe memhp; this kernel is locked down, so the module must be "
		       "signed with a key that the kernel trusts, see memhp(4)";
	first_bytes(ENFORCED, text, sizeof(text));
	if (*text == 'Y')
		return "try modprobe memhp; this kernel loads signed modules only, so the module "
		       "must be signed with a key that the kernel trusts, see memhp(4)";
	return "try modprobe memhp";
}
