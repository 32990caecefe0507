/* SPDX-License-Identifier: MIT */
#include "keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../exit_status.h"

/* How long it may go on without us: as long as Linux takes to give a connection up. */
static const unsigned int alone_s = 15 * 60;
static const int end_timeout_ms = 20000;
static const int poll_interval_ms = 5;

struct request {
	uint64_t number;
	uint32_t request;
	int64_t argument;
};

struct answer {
	uint64_t number; /* of its request */
	int32_t status;	 /* of the error; OK: none */
	int64_t value;
	char message[512]; /* of the error */
};

/* Requests are numbered from 1; the beginning is answered like one. */
static const uint64_t beginning = 1;

struct v8scope_keeper {
	pid_t pid;
	int fd;
	uint64_t asked;	   /* number of the last request */
	uint64_t answered; /* number of the last answer */
};

static void fill_in_error(struct answer *answer, GError *error)
{
	if (error) {
		answer->status = (int32_t)v8scope_exit_status_of(error);
		g_strlcpy(answer->message, error->message, sizeof(answer->message));
		g_error_free(error);
	}
}

static void note_orphaned(int signal)
{
	(void)signal;
	alarm(alone_s);
}

/*
 * In the new process. Nobody is to wait for what it has open, and the terminal's signals are
 * not for it.
 */
static void settle(int fd, pid_t parent)
{
	const struct sigaction orphaned = {.sa_handler = note_orphaned, .sa_flags = SA_RESTART};
	sigset_t none;

	setsid();
	/* Nor is a directory to be in use because of it. */
	(void)!chdir("/");
	int null_fd = open("/dev/null", O_RDWR);

	if (null_fd >= 0) {
		dup2(null_fd, STDIN_FILENO);
		dup2(null_fd, STDOUT_FILENO);
		dup2(null_fd, STDERR_FILENO);
	}
	dup2(fd, STDERR_FILENO + 1);
	close_range(STDERR_FILENO + 2, ~0U, 0);
	sigaction(SIGHUP, &orphaned, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGHUP);
	if (getppid() != parent) {
		alarm(alone_s);
	}
}

static void serve(int fd, const struct v8scope_keeper_work *work, const void *data)
{
	struct answer answer = {.number = beginning};
	struct request request;
	GError *error = NULL;
	void *state = work->begin(data, &error);

	fill_in_error(&answer, error);
	/* Whoever does not wait for it any more has closed the socket, which ends the loop. */
	(void)!send(fd, &answer, sizeof(answer), MSG_NOSIGNAL);
	while (state && TEMP_FAILURE_RETRY(recv(fd, &request, sizeof(request), 0)) ==
				(ssize_t)sizeof(request)) {
		answer = (struct answer){.number = request.number};
		error = NULL;
		work->serve(state, request.request, request.argument, &answer.value, &error);
		fill_in_error(&answer, error);
		(void)!send(fd, &answer, sizeof(answer), MSG_NOSIGNAL);
	}
	if (state) {
		work->end(state);
	}
}

/* Takes the next answer, waiting at most so long; false: none came. */
static bool take_answer(struct v8scope_keeper *keeper, struct answer *answer, int timeout_ms)
{
	struct pollfd readable = {.fd = keeper->fd, .events = POLLIN};

	if (poll(&readable, 1, timeout_ms) != 1 ||
		recv(keeper->fd, answer, sizeof(*answer), MSG_DONTWAIT) !=
			(ssize_t)sizeof(*answer)) {
		return false;
	}
	keeper->answered = answer->number;
	return true;
}

/* Those before it, for which nobody waited any more, are passed over. */
static bool wait_for_answer(
	struct v8scope_keeper *keeper, uint64_t number, int timeout_ms, struct answer *answer)
{
	int64_t deadline = g_get_monotonic_time() + (int64_t)timeout_ms * 1000;
	int64_t left_ms = timeout_ms;

	while (left_ms >= 0) {
		if (!take_answer(keeper, answer, (int)left_ms)) {
			return false;
		}
		if (answer->number == number) {
			return true;
		}
		left_ms = (deadline - g_get_monotonic_time()) / 1000;
	}
	return false;
}

static bool set_no_answer(GError **error, int timeout_ms)
{
	g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_RELAY,
		"LTTng did not answer within %d s", timeout_ms / 1000);
	return false;
}

static bool check_answer(const struct answer *answer, GError **error)
{
	if (answer->status == V8SCOPE_EXIT_STATUS_OK) {
		return true;
	}
	g_set_error(error, V8SCOPE_EXIT_ERROR, answer->status, "%s", answer->message);
	return false;
}

struct v8scope_keeper *v8scope_keeper_start(
	const struct v8scope_keeper_work *work, const void *data, int timeout_ms, GError **error)
{
	struct answer answer;
	int fds[2];
	pid_t parent = getpid();

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_TRACING,
			"socketpair: %s", g_strerror(errno));
		return NULL;
	}
	pid_t pid = fork();
	if (pid == 0) {
		settle(fds[1], parent);
		serve(STDERR_FILENO + 1, work, data);
		_exit(0);
	}
	int problem = errno;
	close(fds[1]);
	if (pid < 0) {
		close(fds[0]);
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_TRACING, "fork: %s",
			g_strerror(problem));
		return NULL;
	}
	struct v8scope_keeper *keeper = g_new0(struct v8scope_keeper, 1);

	keeper->pid = pid;
	keeper->fd = fds[0];
	keeper->asked = beginning;
	bool ok = wait_for_answer(keeper, beginning, timeout_ms, &answer)
			  ? check_answer(&answer, error)
			  : set_no_answer(error, timeout_ms);
	if (!ok) {
		v8scope_keeper_destroy(keeper);
		return NULL;
	}
	return keeper;
}

bool v8scope_keeper_ask(struct v8scope_keeper *keeper, uint32_t request, int64_t argument,
	int timeout_ms, int64_t *value, GError **error)
{
	const struct request message = {
		.number = ++keeper->asked, .request = request, .argument = argument};
	struct answer answer;

	if (send(keeper->fd, &message, sizeof(message), MSG_NOSIGNAL | MSG_DONTWAIT) !=
			(ssize_t)sizeof(message) ||
		!wait_for_answer(keeper, message.number, timeout_ms, &answer)) {
		return set_no_answer(error, timeout_ms);
	}
	if (value) {
		*value = answer.value;
	}
	return check_answer(&answer, error);
}

bool v8scope_keeper_is_busy(struct v8scope_keeper *keeper)
{
	struct answer answer;

	while (keeper->answered < keeper->asked && take_answer(keeper, &answer, 0)) {
	}
	return keeper->answered < keeper->asked;
}

void v8scope_keeper_destroy(struct v8scope_keeper *keeper)
{
	if (!keeper) {
		return;
	}
	bool is_busy = v8scope_keeper_is_busy(keeper);

	close(keeper->fd);
	for (int waited = 0; waited < end_timeout_ms; waited += poll_interval_ms) {
		if (waitpid(keeper->pid, NULL, WNOHANG) != 0 || is_busy) {
			break;
		}
		g_usleep((gulong)poll_interval_ms * 1000);
	}
	g_free(keeper);
}
