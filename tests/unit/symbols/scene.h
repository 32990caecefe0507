/* SPDX-License-Identifier: MIT */
/*
 * The fixture library is loaded into this process and run; what it noted, and
 * where it was loaded, is what a trace would say.
 */
#ifndef V8SCOPE_SCENE_H
#define V8SCOPE_SCENE_H

#include "fixture.h"
#include "load_map.h"
#include "report.h"
#include "symbols.h"

#define PID 1234

/* A library that ran, and a report with one holder made from what it noted. */
struct scene {
	struct v8scope_symbols *symbols;
	struct v8scope_report *report;
	struct v8scope_holder *holder; /* of report */
	struct fixture_record record;
	struct loaded_object object;
	void *library;
};

/* Without a stack. */
void scene_init(struct scene *scene);
void scene_fini(struct scene *scene);

/* Loads and runs; the holder's stack is the first `depth` addresses noted. */
void scene_begin(struct scene *scene, const char *path, const char *function, uint32_t depth);

/* Where the library was loaded, a trace says that `path` was. */
void scene_add_module(struct scene *scene, const char *path);

void scene_resolve(struct scene *scene);

/* The three before: the library is what it was loaded as, and its sites are resolved. */
void scene_make(struct scene *scene, const char *path, const char *function, uint32_t depth);

/* Of fixture.cc, with all that its debug info has. */
void assert_site(const struct v8scope_site *site, const char *function, int line);

/* That the site where the holder was opened has no name. */
void assert_only_module(const struct scene *scene, const char *module);

/* The only object that the report's sites lie in. */
const struct v8scope_report_module *only_module(const struct scene *scene);

void assert_advises(const struct v8scope_report_module *module, const char *words);

#endif
