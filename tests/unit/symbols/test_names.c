/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glib.h>

#include "names.h"

static void assert_demangles(const char *symbol, const char *expected)
{
	char *name = v8scope_names_demangle(symbol);

	assert_string_equal(name, expected);
	g_free(name);
}

static void parameters_are_left_out(void **state)
{
	(void)state;
	assert_demangles("_ZN2v811HandleScopeC1EPNS_7IsolateE", "v8::HandleScope::HandleScope");
	assert_demangles("_ZNK2ns5Klass6methodEi", "ns::Klass::method");
	assert_demangles("_ZN12_GLOBAL__N_14noteEPPKv", "(anonymous namespace)::note");
}

static void thunks_have_the_name_of_their_function(void **state)
{
	(void)state;
	assert_demangles("_ZThn16_N4node6StreamD0Ev", "node::Stream::~Stream");
	assert_demangles("_ZTv0_n24_N4node6Stream4readEi", "node::Stream::read");
	assert_demangles("_ZThx", "_ZThx");
}

static void operators_keep_their_parentheses(void **state)
{
	(void)state;
	assert_demangles("_ZNK2ns7FunctorclEi", "ns::Functor::operator()");
	assert_demangles("_ZN2nslsERSoi", "ns::operator<<");
}

static void return_types_of_templates_are_left_out(void **state)
{
	(void)state;
	assert_demangles("_ZN2ns1fIiEEN2v85LocalIT_EES3_", "ns::f<int>");
}

static void suffixes_of_copies_are_left_out(void **state)
{
	(void)state;
	assert_demangles("_ZN2ns1fEi.constprop.0", "ns::f");
	assert_demangles("run_loop.cold", "run_loop");
}

static void rust_hashes_are_left_out(void **state)
{
	(void)state;
	assert_demangles("_ZN3app4main17h0123456789abcdefE", "app::main");
	assert_demangles("_ZN3app4main17h0123456789abcdefE.llvm.12345", "app::main");
}

/* Symbols that rustc 1.63 made, in either mangling. */
static void both_manglings_of_rust_are_known(void **state)
{
	(void)state;
	assert_demangles("_ZN3app5scope15Server$LT$T$GT$5serve17hfcf84ec0448af371E",
		"app::scope::Server<T>::serve");
	assert_demangles("_ZN3app12rust_fixture28_$u7b$$u7b$closure$u7d$$u7d$17hdec368b3ac6027c4E",
		"app::rust_fixture::{{closure}}");
	assert_demangles("_ZN4core3fmt3num3imp51_$LT$impl$u20$core..fmt..Display$u20$for$u20$u8$GT$"
			 "3fmt17h6529c23b3ea3900bE",
		"core::fmt::num::imp::<impl core::fmt::Display for u8>::fmt");
	assert_demangles("_RNvMs_NtCshhMbnpSDQo5_3app5scopeINtB4_6ServermE5serveB6_",
		"<app::scope::Server<u32>>::serve");
	assert_demangles("_RNvXNtCshhMbnpSDQo5_3app5scopeINtB2_6ServermENtB2_7Handler6handleB4_",
		"<app::scope::Server<u32> as app::scope::Handler>::handle");
	assert_demangles("_RNCNvCshhMbnpSDQo5_3app12rust_fixtures_0B3_.llvm.12345",
		"app::rust_fixture::{closure#1}");
}

static void a_damaged_mangling_stays(void **state)
{
	(void)state;
	assert_demangles("_ZN3app4main17h0123456789abcdef", "_ZN3app4main17h0123456789abcdef");
	assert_demangles("_RNvCs1234_9mycrate4main", "_RNvCs1234_9mycrate4main");
	assert_demangles("_RNvCs1234_99999999999999999999mycrate4main",
		"_RNvCs1234_99999999999999999999mycrate4main");
}

static void other_symbols_stay(void **state)
{
	(void)state;
	assert_demangles("main", "main");
	assert_demangles("_Z", "_Z");
	assert_demangles("_ZNoSuchMangling", "_ZNoSuchMangling");
	assert_demangles("", "");
	assert_demangles(".plt", ".plt");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parameters_are_left_out),
		cmocka_unit_test(thunks_have_the_name_of_their_function),
		cmocka_unit_test(operators_keep_their_parentheses),
		cmocka_unit_test(return_types_of_templates_are_left_out),
		cmocka_unit_test(suffixes_of_copies_are_left_out),
		cmocka_unit_test(rust_hashes_are_left_out),
		cmocka_unit_test(both_manglings_of_rust_are_known),
		cmocka_unit_test(a_damaged_mangling_stays),
		cmocka_unit_test(other_symbols_stay),
	};

	return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
