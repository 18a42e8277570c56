// SPDX-License-Identifier: GPL-2.0
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "progress.h"
#include "words.h"

#define FIRST_MS	1000	/* what is over by then needs no bar */
#define STEP_MS		100
#define CELLS		24

struct progress {
	const char *verb;
	const struct memhp_change_req *req;	/* this to total: by the lock */
	size_t done;			/* besides those of @req */
	size_t total;
	struct timespec start;
	int width;			/* of the line drawn last */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t stopped;
	bool stop;
};

static void add_ms(struct timespec *time, long ms)
{
	time->tv_nsec += ms * 1000000;
	time->tv_sec += time->tv_nsec / 1000000000;
	time->tv_nsec %= 1000000000;
}

/* Columns of a line that the cursor may stand behind; asked each time, since the
 * terminal may be resized. */
static int columns(void)
{
	size_t width = words_width(stderr);

	return width ? (int)width - 1 : 79;
}

/* "offline [###.....] 3/8 blocks  37% 2s"; the bar takes what is left, or goes. */
static int format(const struct progress *progress, char *line, size_t room, int width)
{
	size_t done = progress->done;
	struct timespec now;
	char bar[CELLS + 4] = "", tail[96];
	int cells, filled;

	if (progress->req)
		done += memhp_change_progress(progress->req);
	if (done > progress->total)
		done = progress->total;
	clock_gettime(CLOCK_MONOTONIC, &now);
	cells = snprintf(tail, sizeof(tail), "%zu/%zu blocks %3zu%% %lds", done, progress->total,
			 done * 100 / progress->total,
			 (long)(now.tv_sec - progress->start.tv_sec));
	cells = width - cells - (int)strlen(progress->verb) - 4;
	if (cells > CELLS)
		cells = CELLS;
	if (cells > 2) {
		filled = (int)(done * (size_t)cells / progress->total);
		bar[0] = '[';
		memset(bar + 1, '#', (size_t)filled);
		memset(bar + 1 + filled, '.', (size_t)(cells - filled));
		strcpy(bar + 1 + cells, "] ");
	}
	snprintf(line, room, "%s %s%s", progress->verb, bar, tail);
	if (width < (int)strlen(line))
		line[width] = '\0';
	return (int)strlen(line);
}

/* What there is to blank; a terminal that was narrowed has no room for all of it. */
static int drawn(const struct progress *progress, int most)
{
	return progress->width < most ? progress->width : most;
}

static void draw(struct progress *progress)
{
	int most = columns(), width, old = drawn(progress, most);
	char line[160];

	width = format(progress, line, sizeof(line), most);
	/* One write; what is left of a longer line is blanked. */
	fprintf(stderr, "\r%-*s", old > width ? old : width, line);
	progress->width = width;
}

static void *watch(void *data)
{
	struct progress *progress = data;
	struct timespec next = progress->start;

	add_ms(&next, FIRST_MS);
	pthread_mutex_lock(&progress->lock);
	while (!progress->stop) {
		if (!pthread_cond_timedwait(&progress->stopped, &progress->lock, &next))
			continue;
		if (progress->total)
			draw(progress);
		clock_gettime(CLOCK_MONOTONIC, &next);
		add_ms(&next, STEP_MS);
	}
	pthread_mutex_unlock(&progress->lock);
	return NULL;
}

/* Signals are for the main thread, whose system call they must end. */
static int start_deaf(struct progress *progress)
{
	sigset_t all, old;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	rc = pthread_create(&progress->thread, NULL, watch, progress);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return rc;
}

struct progress *progress_start(const char *verb)
{
	struct progress *progress;
	pthread_condattr_t attr;

	if (!isatty(STDERR_FILENO))
		return NULL;
	progress = calloc(1, sizeof(*progress));
	if (!progress)
		return NULL;
	progress->verb = verb;
	clock_gettime(CLOCK_MONOTONIC, &progress->start);
	pthread_mutex_init(&progress->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&progress->stopped, &attr);
	pthread_condattr_destroy(&attr);
	if (!start_deaf(progress))
		return progress;
	pthread_cond_destroy(&progress->stopped);
	pthread_mutex_destroy(&progress->lock);
	free(progress);
	return NULL;
}

void progress_watch(struct progress *progress, const struct memhp_change_req *req,
		    size_t done, size_t total)
{
	if (!progress)
		return;
	pthread_mutex_lock(&progress->lock);
	progress->req = req;
	progress->done = done;
	progress->total = total;
	pthread_mutex_unlock(&progress->lock);
}

void progress_stop(struct progress *progress)
{
	if (!progress)
		return;
	pthread_mutex_lock(&progress->lock);
	progress->stop = true;
	pthread_cond_signal(&progress->stopped);
	pthread_mutex_unlock(&progress->lock);
	pthread_join(progress->thread, NULL);
	if (progress->width)
		fprintf(stderr, "\r%*s\r", drawn(progress, columns()), "");
	pthread_cond_destroy(&progress->stopped);
	pthread_mutex_destroy(&progress->lock);
	free(progress);
}
