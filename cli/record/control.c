/* SPDX-License-Identifier: MIT */
#include "control.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../exit_status.h"

#define SOCKET_NAME "control"

enum {
	MESSAGE_PROCESS = 'p',
	MESSAGE_ISOLATE = 'i',
	MESSAGE_HEAP_LIMIT = 'l',
	MESSAGE_TRACKED = 'k',
};

static const int max_events = 32;
static const int backlog = 128;

struct v8scope_control {
	char *dir;  /* owned */
	char *path; /* owned */
	int listen_fd;
	int epoll_fd;	   /* of listen_fd and every peer */
	GHashTable *peers; /* of fds; closes them */
	bool saw_isolate;
	bool near_heap_limit; /* not taken yet */
	v8scope_control_track_fn track;
	void *data; /* borrowed; track's */
};

static bool set_error(GError **error, const char *what, const char *where)
{
	g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_TRACING,
		"cannot make the control socket: %s %s: %s; set XDG_RUNTIME_DIR or TMPDIR to a "
		"writable directory with a short name",
		what, where, g_strerror(errno));
	return false;
}

static void close_peer(gpointer fd)
{
	close(GPOINTER_TO_INT(fd));
}

/* The first of the usual places that can be written to. */
static bool make_dir(struct v8scope_control *control, GError **error)
{
	const char *parents[] = {g_getenv("XDG_RUNTIME_DIR"), g_getenv("TMPDIR"), "/tmp"};

	for (size_t i = 0; i < G_N_ELEMENTS(parents); i++) {
		if (!parents[i] || !g_path_is_absolute(parents[i])) {
			continue;
		}
		control->dir = g_build_filename(parents[i], "v8scope-XXXXXX", NULL);
		if (g_mkdtemp_full(control->dir, 0700)) {
			return true;
		}
		g_clear_pointer(&control->dir, g_free);
	}
	return set_error(error, "mkdtemp in", "XDG_RUNTIME_DIR, TMPDIR and /tmp");
}

static bool bind_socket(struct v8scope_control *control, GError **error)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	control->path = g_build_filename(control->dir, SOCKET_NAME, NULL);
	if (g_strlcpy(address.sun_path, control->path, sizeof(address.sun_path)) >=
		sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		return set_error(error, "bind", control->path);
	}
	control->listen_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (control->listen_fd < 0 ||
		bind(control->listen_fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
		listen(control->listen_fd, backlog) != 0) {
		return set_error(error, "bind", control->path);
	}
	return true;
}

static bool watch(struct v8scope_control *control, int fd)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

	return epoll_ctl(control->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

static bool open_epoll(struct v8scope_control *control, GError **error)
{
	control->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (control->epoll_fd < 0 || !watch(control, control->listen_fd)) {
		return set_error(error, "epoll for", control->path);
	}
	return true;
}

struct v8scope_control *v8scope_control_create(
	v8scope_control_track_fn track, void *data, GError **error)
{
	struct v8scope_control *control = g_new0(struct v8scope_control, 1);

	control->listen_fd = -1;
	control->epoll_fd = -1;
	control->peers = g_hash_table_new_full(NULL, NULL, close_peer, NULL);
	control->track = track;
	control->data = data;
	if (make_dir(control, error) && bind_socket(control, error) && open_epoll(control, error)) {
		return control;
	}
	v8scope_control_destroy(control);
	return NULL;
}

void v8scope_control_destroy(struct v8scope_control *control)
{
	if (!control) {
		return;
	}
	g_hash_table_destroy(control->peers);
	if (control->epoll_fd >= 0) {
		close(control->epoll_fd);
	}
	if (control->listen_fd >= 0) {
		close(control->listen_fd);
	}
	if (control->path) {
		unlink(control->path);
	}
	if (control->dir) {
		rmdir(control->dir);
	}
	g_free(control->path);
	g_free(control->dir);
	g_free(control);
}

const char *v8scope_control_path(const struct v8scope_control *control)
{
	return control->path;
}

int v8scope_control_fd(const struct v8scope_control *control)
{
	return control->epoll_fd;
}

bool v8scope_control_saw_isolate(const struct v8scope_control *control)
{
	return control->saw_isolate;
}

bool v8scope_control_take_heap_limit(struct v8scope_control *control)
{
	bool near = control->near_heap_limit;

	control->near_heap_limit = false;
	return near;
}

static void track_peer(struct v8scope_control *control, int fd)
{
	struct ucred credentials;
	socklen_t length = sizeof(credentials);
	const char answer = MESSAGE_TRACKED;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) {
		return;
	}
	/* 0: a process of another pid namespace, which cannot be named here. */
	if (credentials.pid > 0) {
		control->track(credentials.pid, control->data);
	}
	/* The peer may have given up waiting; that is its right. */
	(void)send(fd, &answer, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void serve_peer(struct v8scope_control *control, int fd)
{
	char message = 0;
	ssize_t length = recv(fd, &message, 1, MSG_DONTWAIT);

	if (length < 0 && (errno == EAGAIN || errno == EINTR)) {
		return;
	}
	if (length == 1 && message == MESSAGE_PROCESS) {
		track_peer(control, fd);
	} else if (length == 1 && message == MESSAGE_ISOLATE) {
		control->saw_isolate = true;
	} else if (length == 1 && message == MESSAGE_HEAP_LIMIT) {
		control->near_heap_limit = true;
	}
	g_hash_table_remove(control->peers, GINT_TO_POINTER(fd));
}

static void accept_peers(struct v8scope_control *control)
{
	int fd;

	while ((fd = accept4(control->listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0) {
		g_hash_table_add(control->peers, GINT_TO_POINTER(fd));
		if (!watch(control, fd)) {
			g_hash_table_remove(control->peers, GINT_TO_POINTER(fd));
		}
	}
}

void v8scope_control_dispatch(struct v8scope_control *control)
{
	struct epoll_event events[max_events];
	int count;

	while ((count = epoll_wait(control->epoll_fd, events, max_events, 0)) > 0) {
		for (int i = 0; i < count; i++) {
			if (events[i].data.fd == control->listen_fd) {
				accept_peers(control);
			} else {
				serve_peer(control, events[i].data.fd);
			}
		}
	}
}
