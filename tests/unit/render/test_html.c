/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "samples.h"

#define DATA_BEGIN "<script type=\"application/json\" id=\"report\">\n"

/* The report in the page, as the text that it is. The caller frees both. */
static char *render(struct v8scope_report *report, char **data)
{
	char *page = sample_render(report, "html", NULL);
	const char *begin = strstr(page, DATA_BEGIN);

	assert_non_null(begin);
	begin += strlen(DATA_BEGIN);
	*data = g_strndup(begin, (gsize)(strstr(begin, "</script>") - begin));
	v8scope_report_destroy(report);
	return page;
}

static size_t count(const char *text, const char *part)
{
	size_t found = 0;

	for (const char *p = strstr(text, part); p != NULL; p = strstr(p + 1, part)) {
		found++;
	}
	return found;
}

static void names_cannot_be_markup(void **state)
{
	char *data, *plain_data;
	char *page = render(sample_markup(), &data);
	char *plain = render(sample_empty(), &plain_data);

	(void)state;
	assert_null(strchr(data, '<'));
	assert_int_equal(count(page, "<"), count(plain, "<"));
	g_free(data);
	g_free(plain_data);
	free(page);
	free(plain);
}

static void the_page_has_the_report_and_more(void **state)
{
	char *data;
	char *page = render(sample_stacks(), &data);
	json_t *document = json_loads(data, JSON_REJECT_DUPLICATES, NULL);
	json_t *isolate, *holder;

	(void)state;
	assert_non_null(document);
	isolate = json_array_get(
		json_object_get(
			json_array_get(json_object_get(document, "processes"), 0), "isolates"),
		0);
	holder = json_array_get(json_object_get(isolate, "holders"), 0);
	assert_int_equal(json_array_size(json_object_get(isolate, "moments")), 3);
	assert_int_equal(json_array_size(json_object_get(holder, "series")), 2);
	assert_int_equal(json_array_size(json_object_get(holder, "stack")), 9);
	assert_int_equal(json_integer_value(json_object_get(holder, "growth_bytes")), 3000);
	json_decref(document);
	g_free(data);
	free(page);
}

/* Of its own: uPlot's comment names its home. */
static void the_page_loads_nothing(void **state)
{
	char *data;
	char *page = render(sample_leak(), &data);

	(void)state;
	assert_non_null(strstr(page, "default-src 'none'"));
	assert_int_equal(count(page, " src=") + count(page, " href=") + count(page, "@import"), 0);
	g_free(data);
	free(page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_cannot_be_markup),
		cmocka_unit_test(the_page_has_the_report_and_more),
		cmocka_unit_test(the_page_loads_nothing),
	};

	return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
