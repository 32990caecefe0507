/* SPDX-License-Identifier: MIT */
/* Which objects the holders' sites lie in, how much is known of them, and what would help. */
#ifndef V8SCOPE_USED_MODULES_H
#define V8SCOPE_USED_MODULES_H

#include <stdbool.h>

#include "module_map.h"
#include "report.h"

/* A new report is made: none is used yet. */
void v8scope_used_modules_reset(const struct v8scope_module_map *map);

/* Gives the process those that are used. `asked_servers`: debuginfod was. */
void v8scope_used_modules_list(const struct v8scope_module_map *map, bool asked_servers,
	struct v8scope_report_process *process);

#endif
