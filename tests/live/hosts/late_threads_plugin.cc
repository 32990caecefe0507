/* SPDX-License-Identifier: MIT */
/* Calls what V8 exports and does not mind that it is not initialized. */
#include <v8.h>

extern "C" void call_v8()
{
	for (int i = 0; i < 100000; i++) {
		v8::api_internal::DisposeGlobal(nullptr);
	}
}
