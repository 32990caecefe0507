# SPDX-License-Identifier: MIT
# What is installed beside programs and libraries: documents, the licence, and what other
# projects find the headers and libv8scope-wrap.a with: pkg-config's files and CMake's. Both
# find their prefix by where they are, so that an installation can be moved.
include(CMakePackageConfigHelpers)

install(DIRECTORY "${PROJECT_SOURCE_DIR}/docs/" DESTINATION "${CMAKE_INSTALL_DOCDIR}/docs"
	FILES_MATCHING PATTERN "*.md" PATTERN "*.schema.json" PATTERN "*.png"
	PATTERN "tutorials/*/*")
install(FILES "${PROJECT_SOURCE_DIR}/README.md" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
# Debian's name for it.
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}"
	RENAME copyright)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/v8scope")
configure_package_config_file(
	"${PROJECT_SOURCE_DIR}/cmake/v8scopeConfig.cmake.in"
	"${PROJECT_BINARY_DIR}/v8scopeConfig.cmake"
	INSTALL_DESTINATION "${package_dir}"
	PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/v8scopeConfigVersion.cmake"
	COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/v8scopeConfig.cmake"
	"${PROJECT_BINARY_DIR}/v8scopeConfigVersion.cmake" DESTINATION "${package_dir}")

set(pkgconfig_dir "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
file(RELATIVE_PATH V8SCOPE_PKGCONFIG_PREFIX "/${pkgconfig_dir}" "/")
configure_file("${PROJECT_SOURCE_DIR}/cmake/v8scope.pc.in"
	"${PROJECT_BINARY_DIR}/v8scope.pc" @ONLY)
# The linker's arguments are known when the archive is built: V8scopeWrapFlags.cmake.
set(V8SCOPE_WRAP_LIBS "@V8SCOPE_WRAP_LIBS@")
configure_file("${PROJECT_SOURCE_DIR}/cmake/v8scope-wrap.pc.in"
	"${PROJECT_BINARY_DIR}/v8scope-wrap.pc.in" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/v8scope.pc" "${PROJECT_BINARY_DIR}/v8scope-wrap.pc"
	DESTINATION "${pkgconfig_dir}")
