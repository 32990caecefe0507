// SPDX-License-Identifier: MIT
#include "fixture.h"
#include "v8-fixture.h"

#define BARRIER() asm volatile("" ::: "memory")

namespace v8
{

NOINLINE HandleScope::HandleScope(const void **ip)
{
	*ip = __builtin_return_address(0);
	BARRIER();
}

NOINLINE void open_out_of_line(const void **ips)
{
	open(&ips[0]);
	ips[1] = __builtin_return_address(0);
	BARRIER();
}

} // namespace v8

namespace
{

NOINLINE void note(const void **ip)
{
	*ip = __builtin_return_address(0);
	BARRIER();
}

} // namespace

namespace app
{

struct Server {
	static INLINE void handle(fixture_record *record)
	{
		record->line = __LINE__ + 1;
		helper_without_namespace(&record->ips[0]);
		BARRIER();
		record->line_in_same_inline = __LINE__ + 1;
		note(&record->now_in_same_inline);
		BARRIER();
	}
};

NOINLINE void elsewhere(fixture_record *record)
{
	note(&record->now_elsewhere);
	BARRIER();
}

NOINLINE void serve(fixture_record *record)
{
	record->line_around = __LINE__ + 1;
	Server::handle(record);
	record->line_in_same_function = __LINE__ + 1;
	note(&record->now_in_same_function);
	BARRIER();
	elsewhere(record);
}

NOINLINE void serve_out_of_line(fixture_record *record)
{
	record->line = __LINE__ + 1;
	v8::open_out_of_line(record->ips);
	BARRIER();
}

__attribute__((cold)) NOINLINE void note_failure(fixture_record *record)
{
	record->ips[0] = __builtin_return_address(0);
	BARRIER();
}

/* What hardly ever runs lies elsewhere: the function is in two pieces. */
NOINLINE void serve_in_pieces(fixture_record *record)
{
	if (__builtin_expect(record->line == 0, 0)) {
		record->line = __LINE__ + 1;
		note_failure(record);
		BARRIER();
	}
	note(&record->now_elsewhere);
	BARRIER();
}

template <typename T> NOINLINE T serve_template(T, fixture_record *record)
{
	auto closure = [](fixture_record * r) __attribute__((noinline))
	{
		r->line = __LINE__ + 1;
		v8::open(&r->ips[0]);
		BARRIER();
	};
	closure(record);
	BARRIER();
	return T();
}

} // namespace app

extern "C" {

EXPORT void fixture_inlined(fixture_record *record)
{
	app::serve(record);
	BARRIER();
}

EXPORT void fixture_out_of_line(fixture_record *record)
{
	app::serve_out_of_line(record);
	BARRIER();
}

EXPORT void fixture_in_pieces(fixture_record *record)
{
	app::serve_in_pieces(record);
	BARRIER();
}

EXPORT void fixture_lambda(fixture_record *record)
{
	app::serve_template(1, record);
	BARRIER();
}

EXPORT NOINLINE void fixture_exported(fixture_record *record)
{
	record->line = __LINE__ + 1;
	note(&record->ips[0]);
	BARRIER();
}
}
