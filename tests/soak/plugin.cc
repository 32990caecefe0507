/* SPDX-License-Identifier: MIT */
/* An addon of the soak's server, which loads it, calls it, and unloads it. */
#include "ledger.hh"

extern "C" __attribute__((visibility("default"))) serve_function serve;

static void keep_for_a_while(v8::Isolate *isolate, struct ledger *ledger)
{
	CountedScope scope(isolate, ledger);
	v8::Global<v8::Value> kept[4];

	for (auto &global : kept) {
		global.Reset(isolate, v8::Object::New(isolate));
		ledger->globals_created++;
	}
	for (auto &global : kept) {
		global.Reset();
		ledger->globals_disposed++;
	}
}

void serve(v8::Isolate *isolate, struct ledger *ledger)
{
	for (int i = 0; i < 20; i++) {
		CountedScope scope(isolate, ledger);

		keep_for_a_while(isolate, ledger);
	}
}
