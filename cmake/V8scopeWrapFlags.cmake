# SPDX-License-Identifier: MIT
# Run by the build: writes the arguments with which a program is linked with ARCHIVE to
# OUTPUT, one a line. @ARCHIVE@ stands for the archive's path.
# NM lists the archive's symbols; LIBRARIES are what it needs. What the shared library exports
# (EXPORTS, its version script) the program has to as well: its plugins may call it.
# PKGCONFIG is a file for pkg-config, PKGCONFIG.in what it is made of.
cmake_minimum_required(VERSION 3.22)
execute_process(COMMAND "${NM}" --defined-only "${ARCHIVE}"
	OUTPUT_VARIABLE symbols ERROR_QUIET RESULT_VARIABLE status)
string(REGEX MATCHALL " __wrap_[A-Za-z0-9_]+" wrappers "${symbols}")
list(SORT wrappers)
list(LENGTH wrappers count)
if(NOT status EQUAL 0 OR count EQUAL 0)
	message(FATAL_ERROR "no wrappers found in ${ARCHIVE} with ${NM}")
endif()
list(TRANSFORM wrappers REPLACE "^ __wrap_" "-Wl,--wrap=")
file(STRINGS "${EXPORTS}" exported REGEX "^[ \t]+v8scope_")
list(TRANSFORM exported REPLACE "^[ \t]+(v8scope_[a-z_]+);.*" "\\1")
foreach(function IN LISTS exported)
	if(symbols MATCHES " [TW] ${function}\n")
		list(APPEND wrappers "-Wl,--export-dynamic-symbol=${function}")
	endif()
endforeach()
# As a whole: it may stand before or after the objects that need it. LTTng-UST's libraries
# are needed by it alone, whatever --as-needed says.
list(APPEND wrappers -Wl,--whole-archive "@ARCHIVE@" -Wl,--no-whole-archive
	${LIBRARIES} -lpthread)
list(JOIN wrappers "\n" text)
file(WRITE "${OUTPUT}" "${text}\n")
list(JOIN wrappers " " text)
string(REPLACE "@ARCHIVE@" "\${libdir}/libv8scope-wrap.a" V8SCOPE_WRAP_LIBS "${text}")
configure_file("${PKGCONFIG}.in" "${PKGCONFIG}" @ONLY)
