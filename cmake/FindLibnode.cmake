# SPDX-License-Identifier: MIT
# Finds a shared V8 as Debian's libnode-dev ships it: headers under node/, and
# libnode.so. scripts/setup unpacks it into <build>/deps/libnode where the
# package cannot be installed beside another nodejs.
#
# Defines the imported target Libnode::Libnode.
set(Libnode_ROOT_DIR "${CMAKE_BINARY_DIR}/deps/libnode" CACHE PATH
	"Where libnode-dev was unpacked, if it is not installed")

find_path(Libnode_INCLUDE_DIR NAMES v8-local-handle.h v8.h
	HINTS "${Libnode_ROOT_DIR}/usr/include/node"
	PATHS /usr/include/node)
find_library(Libnode_LIBRARY NAMES node
	HINTS "${Libnode_ROOT_DIR}/usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}" "${Libnode_ROOT_DIR}/usr/lib")

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Libnode REQUIRED_VARS Libnode_LIBRARY Libnode_INCLUDE_DIR
	REASON_FAILURE_MESSAGE "run scripts/setup, or configure with -DV8SCOPE_BUILD_DEMOS=OFF")

if(Libnode_FOUND AND NOT TARGET Libnode::Libnode)
	add_library(Libnode::Libnode SHARED IMPORTED)
	set_target_properties(Libnode::Libnode PROPERTIES
		IMPORTED_LOCATION "${Libnode_LIBRARY}"
		INTERFACE_INCLUDE_DIRECTORIES "${Libnode_INCLUDE_DIR}")
endif()
