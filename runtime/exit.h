/* SPDX-License-Identifier: MIT */
#ifndef V8SCOPE_EXIT_H
#define V8SCOPE_EXIT_H

/*
 * Arranges for a last census when the program exits with isolates alive. To be
 * called when V8 is up: exit handlers run last registered first, and ours must
 * come before those with which V8's library takes itself down. Only in processes
 * that have called it: the child of a fork calls it again when it uses V8.
 */
void v8scope_exit_register(void);

#endif
