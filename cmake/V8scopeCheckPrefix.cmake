# SPDX-License-Identifier: MIT
# Run by cpack: the folders of a package for /usr are those of a build for /usr.
if(NOT CPACK_V8SCOPE_PREFIX STREQUAL "/usr")
	message(FATAL_ERROR "this build is for ${CPACK_V8SCOPE_PREFIX}: for a package, configure one "
		"with -DCMAKE_INSTALL_PREFIX=/usr")
endif()
