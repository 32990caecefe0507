/* SPDX-License-Identifier: MIT */
#include "control.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "env.h"
#include "log.h"

/* The protocol's bytes. */
static const char process_started = 'p';
static const char isolate_attached = 'i';
static const char near_heap_limit = 'l';

enum { ANSWER_TIMEOUT_MS = 2000 };

static int connect_to_recorder(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd;

	if (v8scope_env.control == NULL ||
		strlen(v8scope_env.control) >= sizeof(address.sun_path)) {
		return -1;
	}
	strcpy(address.sun_path, v8scope_env.control);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		return -1;
	}
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
		v8scope_log("the recorder at %s does not answer", v8scope_env.control);
		close(fd);
		return -1;
	}
	return fd;
}

static void wait_for_answer(int fd)
{
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};

	if (poll(&poll_fd, 1, ANSWER_TIMEOUT_MS) != 1) {
		v8scope_log("the recorder did not include this process in time");
	}
}

static void report(char message, bool wait)
{
	int saved_errno = errno;
	int fd = connect_to_recorder();

	if (fd >= 0) {
		if (send(fd, &message, 1, MSG_NOSIGNAL) == 1 && wait) {
			wait_for_answer(fd);
		}
		close(fd);
	}
	errno = saved_errno;
}

void v8scope_control_report_process(void)
{
	report(process_started, true);
}

void v8scope_control_report_isolate(void)
{
	static bool reported;

	if (!__atomic_exchange_n(&reported, true, __ATOMIC_RELAXED)) {
		report(isolate_attached, false);
	}
}

void v8scope_control_report_heap_limit(void)
{
	report(near_heap_limit, false);
}
