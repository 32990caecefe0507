/* SPDX-License-Identifier: MIT */
#include "relay_address.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../exit_status.h"

/* LTTng's; lttng-relayd(8). */
#define CONTROL_PORT 5342
#define DATA_PORT 5343

static const int connect_timeout_ms = 5000;

static const struct {
	const char *scheme;
	const char *transport;
	int family;
} schemes[] = {
	{"net://", "tcp://", AF_INET},
	{"net4://", "tcp4://", AF_INET},
	{"net6://", "tcp6://", AF_INET6},
};

/* ":PORT" at the start of *text, which is moved past it; nothing there is the default. */
static bool take_port(const char **text, uint16_t default_port, uint16_t *port)
{
	guint64 number = default_port;

	if (**text == ':') {
		size_t length = strcspn(*text + 1, ":");
		char *digits = g_strndup(*text + 1, length);
		bool ok = g_ascii_string_to_unsigned(digits, 10, 1, G_MAXUINT16, &number, NULL);

		g_free(digits);
		if (!ok) {
			return false;
		}
		*text += 1 + length;
	}
	*port = (uint16_t)number;
	return true;
}

/* The host at the start of *text, which is moved past it; owned, NULL: there is none. */
static char *take_host(const char **text, int family)
{
	bool has_brackets = family == AF_INET6 && **text == '[';
	const char *start = *text + (has_brackets ? 1 : 0);
	size_t length = strcspn(start, has_brackets ? "]/" : ":/[]@?# ");

	if (length == 0 || (has_brackets && start[length] != ']')) {
		return NULL;
	}
	*text = start + length + (has_brackets ? 1 : 0);
	return g_strndup(start, length);
}

static char *make_url(const char *transport, const char *host, uint16_t port)
{
	return g_strdup_printf(
		strchr(host, ':') ? "%s[%s]:%u" : "%s%s:%u", transport, host, (unsigned)port);
}

bool v8scope_relay_address_parse(struct v8scope_relay_address *address, const char *text)
{
	size_t i = 0;

	*address = (struct v8scope_relay_address){0};
	while (i < G_N_ELEMENTS(schemes) && !g_str_has_prefix(text, schemes[i].scheme)) {
		i++;
	}
	if (i == G_N_ELEMENTS(schemes)) {
		return false;
	}
	const char *rest = text + strlen(schemes[i].scheme);

	address->family = schemes[i].family;
	address->host = take_host(&rest, address->family);
	if (!address->host || !take_port(&rest, CONTROL_PORT, &address->control_port) ||
		!take_port(&rest, DATA_PORT, &address->data_port) || *rest ||
		address->control_port == address->data_port) {
		v8scope_relay_address_fini(address);
		return false;
	}
	address->text = g_strdup(text);
	address->control_url = make_url(schemes[i].transport, address->host, address->control_port);
	address->data_url = make_url(schemes[i].transport, address->host, address->data_port);
	return true;
}

void v8scope_relay_address_fini(struct v8scope_relay_address *address)
{
	g_free(address->text);
	g_free(address->host);
	g_free(address->control_url);
	g_free(address->data_url);
	*address = (struct v8scope_relay_address){0};
}

/* Returns 0 or an errno. */
static int finish_connecting(int fd)
{
	struct pollfd writable = {.fd = fd, .events = POLLOUT};
	int problem = ETIMEDOUT;
	socklen_t length = sizeof(problem);
	int ready;

	do {
		ready = poll(&writable, 1, connect_timeout_ms);
	} while (ready < 0 && errno == EINTR);
	if (ready == 1) {
		getsockopt(fd, SOL_SOCKET, SO_ERROR, &problem, &length);
	}
	return problem;
}

/* Returns 0 or an errno. */
static int try_to_connect(const struct addrinfo *where)
{
	int fd = socket(where->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int problem = fd >= 0 && connect(fd, where->ai_addr, where->ai_addrlen) == 0 ? 0 : errno;

	if (problem == EINPROGRESS) {
		problem = finish_connecting(fd);
	}
	if (fd >= 0) {
		close(fd);
	}
	return problem;
}

static bool set_error(const struct v8scope_relay_address *address, const char *port,
	const char *problem, GError **error)
{
	g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_RELAY,
		"no relay daemon at %s, port %s: %s; start lttng-relayd there, and let TCP ports "
		"%u and %u through to it",
		address->host, port, problem, (unsigned)address->control_port,
		(unsigned)address->data_port);
	return false;
}

static bool check_port(const struct v8scope_relay_address *address, uint16_t number, GError **error)
{
	const struct addrinfo hints = {.ai_family = address->family, .ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	char port[8];

	g_snprintf(port, sizeof(port), "%u", (unsigned)number);
	int failure = getaddrinfo(address->host, port, &hints, &found);

	if (failure != 0) {
		return set_error(address, port, gai_strerror(failure), error);
	}
	/* LTTng takes the first address, too. */
	int problem = try_to_connect(found);

	freeaddrinfo(found);
	return problem == 0 || set_error(address, port, g_strerror(problem), error);
}

bool v8scope_relay_address_check(const struct v8scope_relay_address *address, GError **error)
{
	return check_port(address, address->control_port, error) &&
	       check_port(address, address->data_port, error);
}
