# SPDX-License-Identifier: MIT
# The Debian package: `cmake --build BUILD --target package`, docs/install.md. It is what is
# installed under /usr, so that babeltrace2 finds the plugin where it looks for its own.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME v8scope)
set(CPACK_PACKAGE_VENDOR "The v8scope developers")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "names the V8 scope, handle or reference that grows the heap")
set(CPACK_PACKAGE_DESCRIPTION "v8scope tells an embedder of the JavaScript engine V8, or the author of a
native addon for Node.js, which live scope, handle or reference keeps the
heap growing. It records with LTTng, in production if need be, and
attributes the growth with babeltrace2 plugins.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PROJECT_CONFIG_FILE "${PROJECT_SOURCE_DIR}/cmake/V8scopeCheckPrefix.cmake")
set(CPACK_V8SCOPE_PREFIX "${CMAKE_INSTALL_PREFIX}")
set(CPACK_STRIP_FILES ON)

# As for the tools of Debian: who builds a package maintains it.
cmake_host_system_information(RESULT host QUERY FQDN)
set(V8SCOPE_PACKAGE_MAINTAINER "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
if("$ENV{DEBFULLNAME}" STREQUAL "" OR "$ENV{DEBEMAIL}" STREQUAL "")
	set(V8SCOPE_PACKAGE_MAINTAINER "The v8scope developers <v8scope@${host}>")
endif()

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "${V8SCOPE_PACKAGE_MAINTAINER}")
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
# Libraries by dpkg-shlibdeps; besides them the session daemon, and for programs that v8scope is
# linked into what libv8scope-wrap.a needs.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${CMAKE_LIBRARY_OUTPUT_DIRECTORY}")
set(CPACK_DEBIAN_PACKAGE_DEPENDS lttng-tools)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS babeltrace2)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS liblttng-ust-dev)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA "${PROJECT_SOURCE_DIR}/cmake/debian/triggers")

# What only a package has.
set(extra "${PROJECT_BINARY_DIR}/debian")
string(TIMESTAMP V8SCOPE_PACKAGE_DATE "%a, %d %b %Y %H:%M:%S +0000" UTC)
configure_file("${PROJECT_SOURCE_DIR}/cmake/debian/changelog.in"
	"${extra}/share/doc/v8scope/changelog" @ONLY)
configure_file("${PROJECT_SOURCE_DIR}/cmake/debian/lintian-overrides"
	"${extra}/share/lintian/overrides/v8scope" COPYONLY)
execute_process(COMMAND gzip -9nf "${extra}/share/doc/v8scope/changelog")
# Debian has its manual pages compressed.
set(CPACK_PRE_BUILD_SCRIPTS "${PROJECT_SOURCE_DIR}/cmake/V8scopeCompressPages.cmake")
set(CPACK_INSTALLED_DIRECTORIES "${extra};usr")
include(CPack)
