/* SPDX-License-Identifier: MIT */
/*
 * Disk space set aside for the files without which nothing of a trace can be
 * read, or little: LTTng writes the metadata last, and on a full disk, not at all.
 */
#ifndef V8SCOPE_RECORD_RESERVE_H
#define V8SCOPE_RECORD_RESERVE_H

/*
 * Reserves space in the files that exist so far in the trace directory `path`. May be
 * called again; where the file system cannot reserve, it does nothing.
 */
void v8scope_reserve_take(const char *path);

/* Gives back what was not used, once the trace is finished. */
void v8scope_reserve_release(const char *path);

#endif
