/* SPDX-License-Identifier: GPL-2.0 */
/* Signals that end a change between two runs, or several between two of them, not the command. */
#ifndef MEMHPCTL_SIGNALS_H
#define MEMHPCTL_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

#define SIGNALS_CAUGHT 4

/* Handlers as they were. */
struct signals {
	struct sigaction old[SIGNALS_CAUGHT];
};

/* From here, SIGINT, SIGTERM and SIGHUP end the system call that a change is in. */
void signals_catch(struct signals *signals);
/* Whether one came since; from then on system calls are left alone. */
bool signals_came(void);
void signals_release(const struct signals *signals);

#endif
