/* SPDX-License-Identifier: MIT */
/*
 * babeltrace2's reader of CTF can be made to crash by a trace (2.0: an array's length that
 * is out of all bounds). So what reads traces does it in a process of its own: then a
 * crash is an error like others.
 */
#ifndef V8SCOPE_CONTAIN_H
#define V8SCOPE_CONTAIN_H

/*
 * Calls `run` in a child process and gives its status; it ends with us, however we end, and
 * what ended it by a signal ends us. A crash of it is told, and gives `crash_status`. Call it
 * before there are threads.
 */
int v8scope_contain(int (*run)(int argc, char **argv), int argc, char **argv, int crash_status);

#endif
