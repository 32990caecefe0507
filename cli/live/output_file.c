/* SPDX-License-Identifier: MIT */
#include "output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../exit_status.h"
#include "../message.h"

bool v8scope_output_file_init(
	struct v8scope_output_file *file, const char *requested, GError **error)
{
	*file = (struct v8scope_output_file){.fd = -1, .ours = !requested};
	if (requested) {
		file->path = g_strdup(requested);
		file->fd =
			open(requested, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
	} else {
		file->path = g_build_filename(g_get_tmp_dir(), "v8scope-output-XXXXXX", NULL);
		file->fd = g_mkstemp_full(file->path, O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
	}
	if (file->fd < 0) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_OUTPUT,
			"cannot write what the command prints to %s: %s", file->path,
			g_strerror(errno));
		g_clear_pointer(&file->path, g_free);
	}
	return file->fd >= 0;
}

void v8scope_output_file_fini(struct v8scope_output_file *file)
{
	struct stat st;

	if (file->fd < 0) {
		return;
	}
	if (fstat(file->fd, &st) == 0 && st.st_size > 0) {
		v8scope_message("what the command printed: %s", file->path);
	} else if (file->ours) {
		unlink(file->path);
	}
	close(file->fd);
	file->fd = -1;
	g_clear_pointer(&file->path, g_free);
}
