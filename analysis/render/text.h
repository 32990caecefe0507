/* SPDX-License-Identifier: MIT */
/* The parts of the text format. */
#ifndef V8SCOPE_TEXT_H
#define V8SCOPE_TEXT_H

struct v8scope_holder;
struct v8scope_layout;
struct v8scope_report_isolate;

/* One holder, the `number`th of its isolate's list, counted from 1. */
void v8scope_text_holder(struct v8scope_layout *layout,
	const struct v8scope_report_isolate *isolate, const struct v8scope_holder *holder,
	unsigned int number);

/* What happened between the program's marks; nothing without marks. */
void v8scope_text_phases(
	struct v8scope_layout *layout, const struct v8scope_report_isolate *isolate);

/* In which of those the holder gained most. */
void v8scope_text_holder_phases(struct v8scope_layout *layout,
	const struct v8scope_report_isolate *isolate, const struct v8scope_holder *holder);

#endif
