/* SPDX-License-Identifier: MIT */
#ifndef V8SCOPE_REMOVE_TREE_H
#define V8SCOPE_REMOVE_TREE_H

/* Removes a folder with all that is in it, as far as that can be; follows no links. */
void v8scope_remove_tree(const char *path);

#endif
