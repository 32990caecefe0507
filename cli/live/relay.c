/* SPDX-License-Identifier: MIT */
#include "relay.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../exit_status.h"
#include "../record/daemon.h"
#include "../remove_tree.h"

#define DAEMON_NAME "lttng-relayd"
#define ADDRESS "127.0.0.1"

/* Somebody may take a free port before the daemon does. */
static const int attempts = 5;
static const int start_timeout_ms = 10000;
static const int stop_timeout_ms = 5000;
static const int poll_interval_ms = 20;

enum {
	PORT_CONTROL,
	PORT_DATA,
	PORT_LIVE,
	PORT_COUNT,
};

static struct sockaddr_in local_address(int port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)port),
	};
}

/* Ports that nobody used a moment ago; all are held until all are found, so they differ. */
static bool find_ports(int ports[PORT_COUNT])
{
	int fds[PORT_COUNT] = {-1, -1, -1};
	bool ok = true;

	for (int i = 0; i < PORT_COUNT; i++) {
		struct sockaddr_in address = local_address(0);
		socklen_t length = sizeof(address);

		fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		ok = ok && fds[i] >= 0 &&
		     bind(fds[i], (struct sockaddr *)&address, sizeof(address)) == 0 &&
		     getsockname(fds[i], (struct sockaddr *)&address, &length) == 0;
		ports[i] = ntohs(address.sin_port);
	}
	for (int i = 0; i < PORT_COUNT; i++) {
		if (fds[i] >= 0) {
			close(fds[i]);
		}
	}
	return ok;
}

static bool answers(int port)
{
	struct sockaddr_in address = local_address(port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ok = fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;

	if (fd >= 0) {
		close(fd);
	}
	return ok;
}

static char *make_url(int port)
{
	return g_strdup_printf("tcp://" ADDRESS ":%d", port);
}

/*
 * In the child; only async-signal-safe calls. A process group of its own: a Ctrl-C is for
 * the command, of which the daemon still has to take the last events.
 */
static void exec_daemon(char *const *argv, char *const *envp, int log_fd, pid_t parent)
{
	int null_fd = open("/dev/null", O_RDWR);

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent) {
		_exit(127);
	}
	if (null_fd >= 0) {
		dup2(null_fd, STDIN_FILENO);
	}
	dup2(log_fd, STDOUT_FILENO);
	dup2(log_fd, STDERR_FILENO);
	execve(argv[0], argv, envp);
	_exit(127);
}

/* -1 with errno: it did not start. */
static pid_t spawn(
	const struct v8scope_relay *relay, const char *path, const int ports[PORT_COUNT], int log)
{
	char *output = g_build_filename(relay->directory, "traces", NULL);
	char *health = g_build_filename(relay->directory, "health", NULL);
	char **envp = g_environ_setenv(g_get_environ(), "LTTNG_RELAYD_HEALTH", health, TRUE);
	char *argv[] = {
		g_strdup(path),
		g_strdup_printf("--control-port=tcp://" ADDRESS ":%d", ports[PORT_CONTROL]),
		g_strdup_printf("--data-port=tcp://" ADDRESS ":%d", ports[PORT_DATA]),
		g_strdup_printf("--live-port=tcp://" ADDRESS ":%d", ports[PORT_LIVE]),
		g_strdup_printf("--output=%s", output),
		NULL,
	};
	pid_t parent = getpid();
	pid_t pid = fork();

	if (pid == 0) {
		exec_daemon(argv, envp, log, parent);
	}
	for (char **argument = argv; *argument; argument++) {
		g_free(*argument);
	}
	g_strfreev(envp);
	g_free(health);
	g_free(output);
	return pid;
}

/* False: it has ended, or does not answer in time. */
static bool wait_until_ready(struct v8scope_relay *relay, const int ports[PORT_COUNT])
{
	for (int waited = 0; waited < start_timeout_ms; waited += poll_interval_ms) {
		if (waitpid(relay->pid, NULL, WNOHANG) == relay->pid) {
			relay->pid = 0;
			return false;
		}
		/* The control port is opened last. */
		if (answers(ports[PORT_LIVE]) && answers(ports[PORT_DATA]) &&
			answers(ports[PORT_CONTROL])) {
			return true;
		}
		g_usleep((gulong)poll_interval_ms * 1000);
	}
	return false;
}

static void end_daemon(struct v8scope_relay *relay)
{
	if (relay->pid <= 0) {
		return;
	}
	kill(relay->pid, SIGTERM);
	for (int waited = 0; waited < stop_timeout_ms; waited += poll_interval_ms) {
		if (waitpid(relay->pid, NULL, WNOHANG) != 0) {
			relay->pid = 0;
			return;
		}
		g_usleep((gulong)poll_interval_ms * 1000);
	}
	kill(relay->pid, SIGKILL);
	waitpid(relay->pid, NULL, 0);
	relay->pid = 0;
}

static bool try_to_start(struct v8scope_relay *relay, const char *path, int log)
{
	int ports[PORT_COUNT];

	if (!find_ports(ports)) {
		return false;
	}
	relay->pid = spawn(relay, path, ports, log);
	if (relay->pid < 0 || !wait_until_ready(relay, ports)) {
		end_daemon(relay);
		return false;
	}
	relay->control_url = make_url(ports[PORT_CONTROL]);
	relay->data_url = make_url(ports[PORT_DATA]);
	relay->live_port = ports[PORT_LIVE];
	return true;
}

static void set_start_error(GError **error, const char *path, int log)
{
	char output[4096] = "";
	ssize_t length = pread(log, output, sizeof(output) - 1, 0);

	output[length > 0 ? length : 0] = '\0';
	char *cause = v8scope_daemon_first_error(output);
	g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_RELAY,
		"%s could not be started: %s", path, *cause ? cause : "it did not answer");
	g_free(cause);
}

static bool start_in_directory(struct v8scope_relay *relay, const char *path, GError **error)
{
	char *name = g_build_filename(relay->directory, DAEMON_NAME ".log", NULL);
	int log = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_APPEND, 0600);
	bool ok = false;

	for (int i = 0; log >= 0 && !ok && i < attempts; i++) {
		ok = try_to_start(relay, path, log);
	}
	if (!ok) {
		set_start_error(error, path, log);
	}
	if (log >= 0) {
		close(log);
	}
	g_free(name);
	return ok;
}

bool v8scope_relay_start(struct v8scope_relay *relay, GError **error)
{
	/* As the lttng command has it. */
	const char *configured = g_getenv("LTTNG_RELAYD_PATH");
	char *path = g_find_program_in_path(configured && *configured ? configured : DAEMON_NAME);
	GError *cause = NULL;
	bool ok = false;

	*relay = (struct v8scope_relay){0};
	if (!path) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_RELAY,
			DAEMON_NAME " was not found in PATH: install the package lttng-tools");
		return false;
	}
	relay->directory = g_dir_make_tmp("v8scope-live-XXXXXX", &cause);
	if (relay->directory) {
		ok = start_in_directory(relay, path, error);
	} else {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_RELAY,
			"no temporary directory for " DAEMON_NAME ": %s", cause->message);
		g_error_free(cause);
	}
	g_free(path);
	return ok;
}

void v8scope_relay_stop(struct v8scope_relay *relay)
{
	end_daemon(relay);
	if (relay->directory) {
		v8scope_remove_tree(relay->directory);
	}
	g_clear_pointer(&relay->directory, g_free);
	g_clear_pointer(&relay->control_url, g_free);
	g_clear_pointer(&relay->data_url, g_free);
}

char *v8scope_relay_session_url(const struct v8scope_relay *relay, const char *session)
{
	char host[256] = "";

	/* By this name the session daemon introduces itself. */
	gethostname(host, sizeof(host) - 1);
	return g_strdup_printf("net://" ADDRESS ":%d/host/%s/%s", relay->live_port, host, session);
}
