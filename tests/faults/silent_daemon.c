/* SPDX-License-Identifier: MIT */
/*
 * A session daemon that accepts whatever comes and never answers: silent_daemon SOCKET. Prints
 * a line for each program that has come.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (argc != 2 || strlen(argv[1]) >= sizeof(address.sun_path)) {
		fprintf(stderr, "usage: silent_daemon SOCKET\n");
		return 2;
	}
	strcpy(address.sun_path, argv[1]);
	if (listener < 0 ||
		bind(listener, (const struct sockaddr *)&address, sizeof(address)) != 0 ||
		listen(listener, SOMAXCONN) != 0) {
		perror("silent_daemon");
		return 1;
	}
	while (accept4(listener, NULL, NULL, SOCK_CLOEXEC) >= 0) {
		printf("came\n");
		fflush(stdout);
	}
	return 1;
}
