/* SPDX-License-Identifier: MIT */
#ifndef V8SCOPE_DYNAMIC_SYMBOLS_H
#define V8SCOPE_DYNAMIC_SYMBOLS_H

/*
 * Visits every data symbol that the loaded object which contains `address`
 * defines in its dynamic symbol table.
 */
void v8scope_dynamic_symbols_for_each(const void *address,
	void (*visit)(const char *name, const void *address, void *data), void *data);

#endif
