# SPDX-License-Identifier: MIT
# Links a program of ours as users link theirs: with what `v8scope link-flags` prints.
set(V8SCOPE_LINK_FLAGS "${CMAKE_BINARY_DIR}/link-flags")
add_custom_command(OUTPUT "${V8SCOPE_LINK_FLAGS}"
	COMMAND v8scope link-flags > "${V8SCOPE_LINK_FLAGS}"
	DEPENDS v8scope libv8scope-wrap
	VERBATIM)
add_custom_target(v8scope-link-flags DEPENDS "${V8SCOPE_LINK_FLAGS}")

function(v8scope_link_wrap target)
	add_dependencies(${target} v8scope-link-flags)
	target_link_options(${target} PRIVATE "@${V8SCOPE_LINK_FLAGS}")
	set_target_properties(${target} PROPERTIES LINK_DEPENDS
		"${V8SCOPE_LINK_FLAGS};$<TARGET_FILE:libv8scope-wrap>")
endfunction()
