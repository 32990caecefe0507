# SPDX-License-Identifier: MIT
# Links a program of ours as users link theirs: with what `v8scope link-flags` prints.
set(V8SCOPE_LINK_FLAGS "${CMAKE_BINARY_DIR}/link-flags")
if(V8SCOPE_BUILD_TOOLS)
	set(command v8scope link-flags)
else()
	# No command was built for this machine: what it would print.
	set(command sed "s|@ARCHIVE@|$<TARGET_FILE:libv8scope-wrap>|"
		"${CMAKE_ARCHIVE_OUTPUT_DIRECTORY}/libv8scope-wrap.flags")
endif()
add_custom_command(OUTPUT "${V8SCOPE_LINK_FLAGS}"
	COMMAND ${command} > "${V8SCOPE_LINK_FLAGS}"
	DEPENDS libv8scope-wrap $<TARGET_NAME_IF_EXISTS:v8scope>
	VERBATIM)
add_custom_target(v8scope-link-flags DEPENDS "${V8SCOPE_LINK_FLAGS}")

function(v8scope_link_wrap target)
	add_dependencies(${target} v8scope-link-flags)
	target_link_options(${target} PRIVATE "@${V8SCOPE_LINK_FLAGS}")
	set_target_properties(${target} PROPERTIES LINK_DEPENDS
		"${V8SCOPE_LINK_FLAGS};$<TARGET_FILE:libv8scope-wrap>")
endfunction()
