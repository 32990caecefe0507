/* SPDX-License-Identifier: MIT */
/* What the soak's server counts itself, by hand and without v8scope, and how it makes things. */
#ifndef V8SCOPE_SOAK_LEDGER_HH
#define V8SCOPE_SOAK_LEDGER_HH

#include <v8.h>

#include <atomic>

struct ledger {
	std::atomic<long> isolates;
	std::atomic<long> requests;
	std::atomic<long> plugins;
	std::atomic<long> scopes_opened;
	std::atomic<long> scopes_closed;
	std::atomic<long> globals_created;
	std::atomic<long> globals_disposed;
	std::atomic<long> promises_created;
	std::atomic<long> promises_settled;
};

/* A HandleScope that is counted. */
class CountedScope
{
public:
	CountedScope(v8::Isolate *isolate, struct ledger *ledger) : scope_(isolate), ledger_(ledger)
	{
		ledger_->scopes_opened++;
	}
	~CountedScope()
	{
		ledger_->scopes_closed++;
	}
	CountedScope(const CountedScope &) = delete;
	CountedScope &operator=(const CountedScope &) = delete;

private:
	v8::HandleScope scope_;
	struct ledger *ledger_; /* of the program */
};

/* What a plugin exports: it serves one request, in the scope of its caller. */
typedef void serve_function(v8::Isolate *isolate, struct ledger *ledger);

#endif
