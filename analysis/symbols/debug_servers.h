/* SPDX-License-Identifier: MIT */
/*
 * debuginfod servers. libdw asks those of $DEBUGINFOD_URLS by itself, which a distribution may
 * have set for everybody: but what is analysed is nobody else's business unless the user says so.
 */
#ifndef V8SCOPE_DEBUG_SERVERS_H
#define V8SCOPE_DEBUG_SERVERS_H

/*
 * From here on libdw asks nobody. To be given to v8scope_debug_servers_show(). The environment
 * is the process': no other thread may use it meanwhile.
 */
char *v8scope_debug_servers_hide(void);
void v8scope_debug_servers_show(char *hidden);

#endif
