/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <glib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "exit_status.h"
#include "record/relay_address.h"

static void assert_urls(const char *text, const char *control, const char *data)
{
	struct v8scope_relay_address address;

	assert_true(v8scope_relay_address_parse(&address, text));
	assert_string_equal(address.text, text);
	assert_string_equal(address.control_url, control);
	assert_string_equal(address.data_url, data);
	v8scope_relay_address_fini(&address);
}

static void ports_are_those_of_lttng_unless_given(void **state)
{
	(void)state;
	assert_urls("net://collector", "tcp://collector:5342", "tcp://collector:5343");
	assert_urls("net://10.0.0.7:7000", "tcp://10.0.0.7:7000", "tcp://10.0.0.7:5343");
	assert_urls("net4://a.b:1:65535", "tcp4://a.b:1", "tcp4://a.b:65535");
}

static void an_address_of_ipv6_has_brackets(void **state)
{
	(void)state;
	assert_urls("net6://[fd00::7]", "tcp6://[fd00::7]:5342", "tcp6://[fd00::7]:5343");
	assert_urls("net6://name:1:2", "tcp6://name:1", "tcp6://name:2");
}

static void anything_else_is_refused(void **state)
{
	static const char *const bad[] = {"", "host", "net:/host", "net://", "net://:1:2",
		"net://host:", "net://host:1:", "net://host:0", "net://host:1:65536",
		"net://host:1:2:3", "net://host:x", "net://host:+1", "net://host/path",
		"net://host:1:2/path", "net://host:5343", "net://[::1]", "net6://[::1", "net6://[]",
		"net6://::1", "tcp://host:1", "file:///tmp", "NET://host", "net://a b"};
	struct v8scope_relay_address address;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		if (v8scope_relay_address_parse(&address, bad[i])) {
			fail_msg("'%s' is taken", bad[i]);
		}
	}
}

/* On a port of 127.0.0.1 that nobody else has. */
static int open_port(bool listens, uint16_t *port)
{
	struct sockaddr_in name = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof(name);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&name, length), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&name, &length), 0);
	assert_int_equal(listens ? listen(fd, 4) : 0, 0);
	*port = ntohs(name.sin_port);
	return fd;
}

static void both_ports_must_answer(void **state)
{
	struct v8scope_relay_address address;
	GError *error = NULL;
	uint16_t ports[2];
	int open_fd = open_port(true, &ports[0]);
	int shut_fd = open_port(false, &ports[1]);
	char *text = g_strdup_printf("net://127.0.0.1:%u:%u", ports[0], ports[1]);

	(void)state;
	assert_true(v8scope_relay_address_parse(&address, text));
	assert_false(v8scope_relay_address_check(&address, &error));
	assert_int_equal(v8scope_exit_status_of(error), V8SCOPE_EXIT_STATUS_RELAY);
	assert_non_null(strstr(error->message, "Connection refused"));
	assert_null(strchr(error->message, '\n'));
	g_clear_error(&error);
	assert_int_equal(listen(shut_fd, 4), 0);
	assert_true(v8scope_relay_address_check(&address, &error));
	v8scope_relay_address_fini(&address);
	close(open_fd);
	close(shut_fd);
	g_free(text);
}

static void a_name_that_does_not_exist_is_an_error(void **state)
{
	struct v8scope_relay_address address;
	GError *error = NULL;

	(void)state;
	/* No resolver is asked for a label as long as that. */
	char *host = g_strnfill(64, 'x');
	char *text = g_strconcat("net://", host, NULL);

	assert_true(v8scope_relay_address_parse(&address, text));
	assert_false(v8scope_relay_address_check(&address, &error));
	assert_int_equal(v8scope_exit_status_of(error), V8SCOPE_EXIT_STATUS_RELAY);
	assert_non_null(strstr(error->message, host));
	g_clear_error(&error);
	v8scope_relay_address_fini(&address);
	g_free(text);
	g_free(host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ports_are_those_of_lttng_unless_given),
		cmocka_unit_test(an_address_of_ipv6_has_brackets),
		cmocka_unit_test(anything_else_is_refused),
		cmocka_unit_test(both_ports_must_answer),
		cmocka_unit_test(a_name_that_does_not_exist_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
