/* SPDX-License-Identifier: MIT */
#include "remove_tree.h"

#include <ftw.h>
#include <stdio.h>

static const int max_open_dirs = 16;

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	remove(path);
	return 0;
}

void v8scope_remove_tree(const char *path)
{
	nftw(path, remove_entry, max_open_dirs, FTW_DEPTH | FTW_PHYS);
}
