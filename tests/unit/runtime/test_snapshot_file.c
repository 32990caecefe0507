/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "snapshot_file.h"

static char dir[] = "/tmp/v8scope-test-XXXXXX";

static int make_dir(void **state)
{
	(void)state;
	strcpy(strrchr(dir, '-'), "-XXXXXX");
	return mkdtemp(dir) != NULL ? 0 : -1;
}

static int remove_dir(void **state)
{
	(void)state;
	return rmdir(dir);
}

/* As V8 would: through the table of functions. */
static int write_through(struct v8scope_snapshot_file *file, const char *text)
{
	return file->stream.functions->write_ascii_chunk(
		&file->stream, (char *)text, (int)strlen(text));
}

static bool exists(const struct v8scope_snapshot_file *file)
{
	return access(file->path, F_OK) == 0;
}

static void what_is_written_is_private_and_kept(void **state)
{
	struct v8scope_snapshot_file file;
	struct stat st;

	(void)state;
	assert_true(v8scope_snapshot_file_begin(&file, dir, 12, 3, 4));
	assert_int_equal(write_through(&file, "abc"), V8SCOPE_OUTPUT_STREAM_CONTINUE);
	v8scope_snapshot_file_end(&file, true);
	assert_int_equal(stat(file.path, &st), 0);
	assert_int_equal(st.st_size, 3);
	assert_int_equal(file.bytes, 3);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_string_equal(strrchr(file.path, '/'), "/v8-12-3-4.heapsnapshot");
	v8scope_snapshot_file_remove(dir, 12, 3, 4);
	assert_false(exists(&file));
}

static void nobody_elses_file_is_touched(void **state)
{
	struct v8scope_snapshot_file first;
	struct v8scope_snapshot_file second;

	(void)state;
	assert_true(v8scope_snapshot_file_begin(&first, dir, 1, 1, 1));
	assert_false(v8scope_snapshot_file_begin(&second, dir, 1, 1, 1));
	assert_int_equal(second.error, EEXIST);
	v8scope_snapshot_file_end(&second, false);
	assert_true(exists(&first));
	v8scope_snapshot_file_end(&first, false);
	assert_false(exists(&first));

	assert_int_equal(symlink("/etc/passwd", first.path), 0);
	assert_false(v8scope_snapshot_file_begin(&second, dir, 1, 1, 1));
	v8scope_snapshot_file_end(&second, false);
	unlink(first.path);
}

static void a_directory_that_is_missing_is_told(void **state)
{
	struct v8scope_snapshot_file file;

	(void)state;
	assert_false(v8scope_snapshot_file_begin(&file, "/nonexistent/dir", 1, 1, 1));
	assert_int_equal(file.error, ENOENT);
	v8scope_snapshot_file_end(&file, true);
}

/* The signal that comes with it would end the test. */
static void the_limit_on_the_size_of_files_is_kept(void **state)
{
	struct v8scope_snapshot_file file;
	struct rlimit original;
	struct rlimit small;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &original), 0);
	small = original;
	small.rlim_cur = 5;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_true(v8scope_snapshot_file_begin(&file, dir, 1, 1, 1));
	assert_int_equal(write_through(&file, "abcde"), V8SCOPE_OUTPUT_STREAM_CONTINUE);
	assert_int_equal(write_through(&file, "f"), V8SCOPE_OUTPUT_STREAM_ABORT);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &original), 0);
	assert_int_equal(file.error, EFBIG);
	v8scope_snapshot_file_end(&file, true);
	assert_false(exists(&file));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			what_is_written_is_private_and_kept, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(nobody_elses_file_is_touched, make_dir, remove_dir),
		cmocka_unit_test(a_directory_that_is_missing_is_told),
		cmocka_unit_test_setup_teardown(
			the_limit_on_the_size_of_files_is_kept, make_dir, remove_dir),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
