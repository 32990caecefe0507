/* SPDX-License-Identifier: MIT */
/* What the fixture library notes while it runs: return addresses, and the lines they are of. */
#ifndef V8SCOPE_FIXTURE_H
#define V8SCOPE_FIXTURE_H

struct fixture_record {
	const void *ips[2];		  /* a stack: of a scope's constructor, innermost first */
	const void *now_in_same_inline;	  /* later, in the inlined function that opened it */
	const void *now_in_same_function; /* later, in the function around that */
	const void *now_elsewhere;	  /* later, in another function */
	int line;			  /* of ips */
	int line_around;		  /* where the function around it called that */
	int line_in_same_inline;
	int line_in_same_function;
};

/* A scope opened by an inlined function. ips[1] is not set. */
typedef void fixture_run(struct fixture_record *record);

#endif
