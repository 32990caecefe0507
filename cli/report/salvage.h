/* SPDX-License-Identifier: MIT */
/*
 * What can be read of damaged traces: links to their whole files, and mended
 * copies of those that are cut short. The traces stay untouched.
 */
#ifndef V8SCOPE_REPORT_SALVAGE_H
#define V8SCOPE_REPORT_SALVAGE_H

#include <glib.h>
#include <stdbool.h>

struct v8scope_salvage {
	char *dir;	     /* owned; temporary; NULL: nothing was cut short */
	char *first_damaged; /* owned; path of the first file that is */
};

/*
 * Replaces, in `traces`, the paths of those that are cut short by paths that live
 * until fini. False with an error if there is no room for the copies.
 */
bool v8scope_salvage_init(struct v8scope_salvage *salvage, GPtrArray *traces, GError **error);
void v8scope_salvage_fini(struct v8scope_salvage *salvage);

#endif
