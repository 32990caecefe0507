# SPDX-License-Identifier: MIT
# Every library that v8scope uses, in one place; docs/architecture.md says why each.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

pkg_check_modules(LTTNG_UST REQUIRED IMPORTED_TARGET lttng-ust>=2.13)
if(V8SCOPE_BUILD_TOOLS)
	pkg_check_modules(LTTNG_CTL REQUIRED IMPORTED_TARGET lttng-ctl>=2.13)
	pkg_check_modules(BABELTRACE2 REQUIRED IMPORTED_TARGET babeltrace2>=2.0)
	pkg_check_modules(GLIB REQUIRED IMPORTED_TARGET glib-2.0)
	pkg_check_modules(LIBDW REQUIRED IMPORTED_TARGET libdw)
	pkg_check_modules(LIBELF REQUIRED IMPORTED_TARGET libelf)
	pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson)
	pkg_check_modules(YAJL REQUIRED IMPORTED_TARGET yajl>=2.1)
	pkg_check_modules(NCURSESW REQUIRED IMPORTED_TARGET ncursesw)

	# The demangler: a static library without a pkg-config file.
	find_path(LIBIBERTY_INCLUDE_DIR demangle.h PATH_SUFFIXES libiberty)
	find_library(LIBIBERTY_LIBRARY libiberty.a)
	mark_as_advanced(LIBIBERTY_INCLUDE_DIR LIBIBERTY_LIBRARY)
	if(NOT LIBIBERTY_INCLUDE_DIR OR NOT LIBIBERTY_LIBRARY)
		message(FATAL_ERROR
			"libiberty.a and its demangle.h are missing: install libiberty-dev")
	endif()
	add_library(libiberty STATIC IMPORTED GLOBAL)
	set_target_properties(libiberty PROPERTIES
		IMPORTED_LOCATION "${LIBIBERTY_LIBRARY}"
		INTERFACE_INCLUDE_DIRECTORIES "${LIBIBERTY_INCLUDE_DIR}")
endif()

if(V8SCOPE_BUILD_TESTS)
	pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka)
endif()
if(V8SCOPE_BUILD_DEMOS)
	find_package(Libnode REQUIRED)
endif()
