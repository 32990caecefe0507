# SPDX-License-Identifier: MIT
# Language level, warnings, visibility and where built files go, for every target.
include(GNUInstallDirs)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
	set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_EXTENSIONS ON)
set(CMAKE_CXX_STANDARD 17)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON) # for scripts/lint
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)

# The layout of an installation, so that the command finds the runtime and the
# plugin by the same relative paths in the build folder and under any prefix.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
set(V8SCOPE_PLUGIN_SUBDIR "babeltrace2/plugins")
# What to link libv8scope-wrap.a with: one argument a line, @ARCHIVE@ for its path.
set(V8SCOPE_WRAP_FLAGS "${CMAKE_ARCHIVE_OUTPUT_DIRECTORY}/libv8scope-wrap.flags")

add_compile_options(-Wall -Wextra)
add_compile_options("$<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes;-Wmissing-prototypes;-Wshadow>")
if(V8SCOPE_WERROR)
	add_compile_options(-Werror)
endif()
if(V8SCOPE_SANITIZE)
	add_compile_options("-fsanitize=${V8SCOPE_SANITIZE}" -fno-omit-frame-pointer)
	add_link_options("-fsanitize=${V8SCOPE_SANITIZE}")
endif()
if(V8SCOPE_FUZZ)
	set(V8SCOPE_FUZZ_SANITIZERS address,undefined,float-cast-overflow)
	add_compile_options("-fsanitize=fuzzer-no-link,${V8SCOPE_FUZZ_SANITIZERS}"
		-fno-sanitize-recover=all -fno-omit-frame-pointer)
	add_link_options("-fsanitize=${V8SCOPE_FUZZ_SANITIZERS}")
endif()
