/* SPDX-License-Identifier: MIT */
#include "public_functions.h"

#include "got.h"
#include "v8scope/annotate.h"
#include "v8scope/scope_notes.h"

void v8scope_public_functions_add_hooks(void)
{
#define ADD(function) v8scope_got_add_hook_everywhere(#function, (void *)function)
	ADD(v8scope_mark);
	ADD(v8scope_note_opening);
	ADD(v8scope_note_opened);
	ADD(v8scope_note_closing);
	ADD(v8scope_note_closed);
#undef ADD
}
