/* SPDX-License-Identifier: MIT */
#include <v8.h>

#include <dlfcn.h>

#include <csetjmp>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

extern "C" {
#include <cmocka.h>
}

#include "symbols.h"

/* v8_api.h is C; its enumerations read the same in C++. */
extern "C" {
#include "v8_api.h"
}

static void *find(const struct symbols &function)
{
	for (const char *const *name = function.names; *name != nullptr; name++) {
		void *address = dlsym(RTLD_DEFAULT, *name);

		if (address != nullptr) {
			return address;
		}
	}
	print_message("%s: no %s\n", function.id, function.names[0]);
	return nullptr;
}

static void every_hooked_function_is_exported(void **)
{
	/* Keeps libnode among the libraries that are really linked. */
	assert_non_null(v8::V8::GetVersion());
	for (size_t i = 0; i < v8scope_test_hook_count; i++) {
		assert_non_null(find(v8scope_test_hooks[i]));
	}
}

static void every_called_function_is_exported(void **)
{
	for (size_t i = 0; i < v8scope_test_api_count; i++) {
		assert_non_null(find(v8scope_test_api[i]));
	}
}

static void aliases_name_one_function(void **)
{
	for (size_t i = 0; i < v8scope_test_hook_count; i++) {
		const char *const *name = v8scope_test_hooks[i].names;
		void *first = dlsym(RTLD_DEFAULT, *name);

		for (; *name != nullptr; name++) {
			void *address = dlsym(RTLD_DEFAULT, *name);

			assert_true(address == nullptr || address == first);
		}
	}
}

static void every_scope_begins_with_its_isolate(void **)
{
	assert_int_equal(offsetof(v8::HandleScope, isolate_), 0);
	assert_int_equal(offsetof(v8::SealHandleScope, isolate_), 0);
	assert_int_equal(sizeof(v8::HandleScope), 3 * sizeof(void *));
	assert_true(sizeof(v8::EscapableHandleScope) >= sizeof(v8::HandleScope));
	assert_true(sizeof(v8::SealHandleScope) >= 3 * sizeof(void *));
}

#define CHECK_WORD(member, word)                                                                   \
	assert_int_equal(offsetof(v8::HeapStatistics, member), (word) * sizeof(size_t))

static void heap_statistics_lie_where_the_runtime_reads_them(void **)
{
	CHECK_WORD(total_heap_size_, V8SCOPE_HEAP_STATISTICS_TOTAL_HEAP_SIZE);
	CHECK_WORD(used_heap_size_, V8SCOPE_HEAP_STATISTICS_USED_HEAP_SIZE);
	CHECK_WORD(heap_size_limit_, V8SCOPE_HEAP_STATISTICS_HEAP_SIZE_LIMIT);
	CHECK_WORD(malloced_memory_, V8SCOPE_HEAP_STATISTICS_MALLOCED_MEMORY);
	CHECK_WORD(external_memory_, V8SCOPE_HEAP_STATISTICS_EXTERNAL_MEMORY);
	CHECK_WORD(used_global_handles_size_, V8SCOPE_HEAP_STATISTICS_USED_GLOBAL_HANDLES_SIZE);
	assert_true(sizeof(v8::HeapStatistics) <= V8SCOPE_HEAP_STATISTICS_WORDS * sizeof(size_t));
}

static void gc_types_have_the_numbers_that_the_runtime_knows(void **)
{
	assert_int_equal(v8::kGCTypeScavenge, V8SCOPE_V8_GC_TYPE_SCAVENGE);
	assert_int_equal(v8::kGCTypeMinorMarkCompact, V8SCOPE_V8_GC_TYPE_MINOR_MARK_SWEEP);
	assert_int_equal(v8::kGCTypeMarkSweepCompact, V8SCOPE_V8_GC_TYPE_MARK_SWEEP_COMPACT);
	assert_int_equal(v8::kGCTypeIncrementalMarking, V8SCOPE_V8_GC_TYPE_INCREMENTAL_MARKING);
	assert_int_equal(
		v8::kGCTypeProcessWeakCallbacks, V8SCOPE_V8_GC_TYPE_PROCESS_WEAK_CALLBACKS);
	assert_int_equal(v8::kGCTypeAll, V8SCOPE_V8_GC_TYPE_ALL);
}

static void promise_hook_types_have_the_numbers_that_the_runtime_knows(void **)
{
	assert_int_equal(
		static_cast<int>(v8::PromiseHookType::kInit), V8SCOPE_V8_PROMISE_HOOK_INIT);
	assert_int_equal(
		static_cast<int>(v8::PromiseHookType::kResolve), V8SCOPE_V8_PROMISE_HOOK_RESOLVE);
}

static void a_local_is_one_pointer_and_passed_as_one(void **)
{
	assert_int_equal(sizeof(v8::MaybeLocal<v8::Value>), sizeof(void *));
	assert_true(std::is_trivially_copyable<v8::MaybeLocal<v8::Value>>::value);
	assert_int_equal(sizeof(v8::Local<v8::Promise>), sizeof(void *));
	assert_true(std::is_trivially_copyable<v8::Local<v8::Promise>>::value);
	assert_true(std::is_trivially_destructible<v8::Local<v8::Promise>>::value);
}

int main()
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_hooked_function_is_exported),
		cmocka_unit_test(every_called_function_is_exported),
		cmocka_unit_test(aliases_name_one_function),
		cmocka_unit_test(every_scope_begins_with_its_isolate),
		cmocka_unit_test(heap_statistics_lie_where_the_runtime_reads_them),
		cmocka_unit_test(gc_types_have_the_numbers_that_the_runtime_knows),
		cmocka_unit_test(promise_hook_types_have_the_numbers_that_the_runtime_knows),
		cmocka_unit_test(a_local_is_one_pointer_and_passed_as_one),
	};

	return cmocka_run_group_tests(tests, nullptr, nullptr);
}
