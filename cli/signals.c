// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>
#include <unistd.h>

#include "signals.h"

static const int numbers[SIGNALS_CAUGHT] = { SIGALRM, SIGINT, SIGTERM, SIGHUP };

/* A handler has nowhere else to put it. */
static volatile sig_atomic_t came;

/*
 * That the system call ends is all that is wanted. One that had not begun when
 * the signal came would miss it: the alarm comes back until it is over.
 */
static void interrupt(int number)
{
	(void)number;
	came = 1;
	alarm(1);
}

void signals_catch(struct signals *signals)
{
	struct sigaction action = { .sa_handler = interrupt };
	size_t i;

	came = 0;
	sigemptyset(&action.sa_mask);
	for (i = 0; i < SIGNALS_CAUGHT; i++) {
		sigaction(numbers[i], &action, &signals->old[i]);
		/* What a parent had ignored (nohup) stays so. */
		if (i && signals->old[i].sa_handler == SIG_IGN)
			sigaction(numbers[i], &signals->old[i], NULL);
	}
}

bool signals_came(void)
{
	bool answer = came;

	if (answer)
		alarm(0);
	return answer;
}

void signals_release(const struct signals *signals)
{
	size_t i;

	alarm(0);
	for (i = 0; i < SIGNALS_CAUGHT; i++)
		sigaction(numbers[i], &signals->old[i], NULL);
}
