/* SPDX-License-Identifier: MIT */
/* The parts of the text format. */
#ifndef V8SCOPE_TEXT_H
#define V8SCOPE_TEXT_H

struct v8scope_holder;
struct v8scope_layout;

/* One holder, the `number`th of its isolate's list, counted from 1. */
void v8scope_text_holder(
	struct v8scope_layout *layout, const struct v8scope_holder *holder, unsigned int number);

#endif
