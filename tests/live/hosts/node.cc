/* SPDX-License-Identifier: MIT */
/*
 * node, made of the shared libnode. Debian's keeps some of its JavaScript in files at
 * a fixed place, and aborts without them; where libnode was unpacked rather than
 * installed, they lie beside it, and libuv is told so.
 */
#include <dlfcn.h>
#include <node.h>

#include <string>

namespace
{

const std::string fixed_place = "/usr/share/nodejs/";

std::string find(const std::string &path)
{
	if (path.compare(0, fixed_place.size(), fixed_place) != 0) {
		return path;
	}
	return LIBNODE_JAVASCRIPT "/" + path.substr(fixed_place.size());
}

} // namespace

/* Replaces libuv's; its own header comes in a package that nothing else here needs. */
extern "C" __attribute__((visibility("default"))) int uv_fs_open(
	void *loop, void *request, const char *path, int flags, int mode, void *callback)
{
	static auto *const real =
		reinterpret_cast<decltype(&uv_fs_open)>(dlsym(RTLD_NEXT, "uv_fs_open"));

	return real(loop, request, path != nullptr ? find(path).c_str() : nullptr, flags, mode,
		callback);
}

int main(int argc, char **argv)
{
	return node::Start(argc, argv);
}
