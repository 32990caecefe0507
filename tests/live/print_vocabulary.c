/* SPDX-License-Identifier: MIT */
/* Prints what the analysis expects: "EVENT FIELD" a line, sorted by nothing. */
#include <stdio.h>

#include "vocabulary.h"

int main(void)
{
	for (size_t i = 0; i < v8scope_vocabulary_count(); i++) {
		const struct v8scope_record_spec *event = v8scope_vocabulary_event(i);

		for (size_t j = 0; j < event->field_count; j++) {
			printf("%s %s\n", event->event_name, event->fields[j].name);
		}
	}
	return 0;
}
