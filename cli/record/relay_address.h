/* SPDX-License-Identifier: MIT */
/* Where a relay daemon takes traces, as --output-url names it. */
#ifndef V8SCOPE_RECORD_RELAY_ADDRESS_H
#define V8SCOPE_RECORD_RELAY_ADDRESS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct v8scope_relay_address {
	char *text;	   /* owned; as it was given */
	char *host;	   /* owned; a name or an address, without brackets */
	char *control_url; /* owned; "tcp[4|6]://HOST:PORT" */
	char *data_url;	   /* owned; likewise */
	uint16_t control_port;
	uint16_t data_port;
	int family; /* AF_INET or AF_INET6 */
};

/*
 * "net[4|6]://HOST[:CONTROL[:DATA]]"; the ports are LTTng's if they are left out, and so is
 * that net:// is IPv4. False: not of that form. Fini is needed after a success only.
 */
bool v8scope_relay_address_parse(struct v8scope_relay_address *address, const char *text);
void v8scope_relay_address_fini(struct v8scope_relay_address *address);

/*
 * Whether somebody listens on both ports. LTTng itself finds out when the recording is set up,
 * and waits minutes for a host that does not answer.
 */
bool v8scope_relay_address_check(const struct v8scope_relay_address *address, GError **error);

#endif
