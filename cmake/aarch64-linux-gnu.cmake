# SPDX-License-Identifier: MIT
# Toolchain file: builds what runs in the target process, and its tests, for aarch64 with
# Debian's cross compiler. Libraries and headers come from V8SCOPE_SYSROOT, which
# tests/aarch64/sysroot.sh fills; what is built runs there under qemu's user mode.
#
#   cmake -S . -B build-aarch64 -DCMAKE_TOOLCHAIN_FILE=cmake/aarch64-linux-gnu.cmake \
#       -DV8SCOPE_SYSROOT=DIR -DV8SCOPE_BUILD_TOOLS=OFF
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)

list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES V8SCOPE_SYSROOT)
if(NOT IS_DIRECTORY "${V8SCOPE_SYSROOT}")
	message(FATAL_ERROR "V8SCOPE_SYSROOT is no folder: fill one with tests/aarch64/sysroot.sh")
endif()
set(sysroot_libraries "${V8SCOPE_SYSROOT}/usr/lib/aarch64-linux-gnu")
set(CMAKE_FIND_ROOT_PATH "${V8SCOPE_SYSROOT}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(ENV{PKG_CONFIG_LIBDIR} "${sysroot_libraries}/pkgconfig")
set(ENV{PKG_CONFIG_SYSROOT_DIR} "${V8SCOPE_SYSROOT}")

# The C library is the cross compiler's own: only what it lacks is taken from the sysroot.
foreach(language C CXX)
	set(CMAKE_${language}_FLAGS_INIT "-isystem ${V8SCOPE_SYSROOT}/usr/include")
endforeach()
foreach(kind EXE SHARED MODULE)
	set(CMAKE_${kind}_LINKER_FLAGS_INIT "-L${sysroot_libraries} \
-Wl,-rpath-link,${sysroot_libraries}:${V8SCOPE_SYSROOT}/lib/aarch64-linux-gnu")
endforeach()

find_program(qemu_aarch64 NAMES qemu-aarch64 qemu-aarch64-static)
if(qemu_aarch64)
	set(CMAKE_CROSSCOMPILING_EMULATOR "${qemu_aarch64}" -L "${V8SCOPE_SYSROOT}")
endif()
