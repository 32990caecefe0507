/* SPDX-License-Identifier: MIT */
/* A holder's part in what happened between two marks. */
#ifndef V8SCOPE_RENDER_PHASES_H
#define V8SCOPE_RENDER_PHASES_H

#include <glib.h>

#include "report.h"

/* Handles that it gained in the isolate's phase of that number. */
struct v8scope_optional v8scope_phase_handles(const struct v8scope_holder *holder, guint phase);

/* Its growth in that phase: in proportion to the handles. */
struct v8scope_optional v8scope_phase_bytes(const struct v8scope_holder *holder, guint phase);

#endif
