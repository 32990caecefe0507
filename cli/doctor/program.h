/* SPDX-License-Identifier: MIT */
/* What the file of a command tells without being run: why v8scope may stay out of it. */
#ifndef V8SCOPE_DOCTOR_PROGRAM_H
#define V8SCOPE_DOCTOR_PROGRAM_H

#include <glib.h>
#include <stdbool.h>

struct v8scope_program {
	char *path;	   /* owned; links resolved; of a script what runs it; NULL: not found */
	char *interpreter; /* owned; the dynamic linker; NULL: none */
	bool is_elf;
	bool is_foreign;  /* for another machine than v8scope */
	bool is_musl;	  /* its dynamic linker is musl's */
	bool is_secure;	  /* run by this user it gains rights: preloading is refused */
	bool contains_v8; /* V8's own code is in it */
	bool exports_v8;  /* and other objects can import it */
};

/* Reads as much as can be read; what is not known is false. Fini is due. */
void v8scope_program_init(struct v8scope_program *program, const char *command);
void v8scope_program_fini(struct v8scope_program *program);

/* Whether no dynamic linker runs, which would preload. */
bool v8scope_program_is_static(const struct v8scope_program *program);

#endif
