# SPDX-License-Identifier: MIT
# Files as constant arrays of a C source, so that the program needs none of them installed.
#
# v8scope_embed(OUTPUT FILE...): OUTPUT.c and OUTPUT.h in the build folder; FILE "a/page.js"
# becomes `extern const char v8scope_embedded_page_js[]`, which ends in a zero byte.
if(CMAKE_SCRIPT_MODE_FILE)
	string(REPLACE "|" ";" FILES "${FILES}")
	set(header "/* Made by V8scopeEmbed.cmake. */\n")
	set(source "${header}#include \"${NAME}.h\"\n")
	foreach(file IN LISTS FILES)
		get_filename_component(symbol "${file}" NAME)
		string(MAKE_C_IDENTIFIER "v8scope_embedded_${symbol}" symbol)
		file(READ "${file}" bytes HEX)
		string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
		string(APPEND header "extern const char ${symbol}[];\n")
		string(APPEND source "const char ${symbol}[] = {${bytes}0};\n")
	endforeach()
	file(WRITE "${OUTPUT}.h" "${header}")
	file(WRITE "${OUTPUT}.c" "${source}")
	return()
endif()

set(V8SCOPE_EMBED_SCRIPT "${CMAKE_CURRENT_LIST_FILE}")

function(v8scope_embed output)
	get_filename_component(name "${output}" NAME)
	string(REPLACE ";" "|" files "${ARGN}")
	add_custom_command(OUTPUT "${output}.c" "${output}.h"
		COMMAND "${CMAKE_COMMAND}" "-DNAME=${name}" "-DOUTPUT=${output}" "-DFILES=${files}"
			-P "${V8SCOPE_EMBED_SCRIPT}"
		DEPENDS ${ARGN} "${V8SCOPE_EMBED_SCRIPT}"
		VERBATIM)
endfunction()
