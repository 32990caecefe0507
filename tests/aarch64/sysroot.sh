#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# sysroot.sh DIR: fills DIR with what an aarch64 runtime of v8scope is built with and runs in:
# LTTng-UST, a shared V8 and cmocka, from Debian's own arm64 packages. About 35 MB are
# downloaded, package lists included, and 120 MB unpacked.
#
# apt works in folders of its own: no foreign architecture is added to this machine, nothing is
# installed, and no root is needed. A sysroot that is complete is left alone.
set -euo pipefail

sysroot=$(realpath -m "$1")
work=$sysroot.new
wanted=(liblttng-ust-dev libnode-dev libcmocka-dev libatomic1)
# What they depend on but nothing here looks at: headers of the C library, which the cross
# compiler brings, and of others, and node's own JavaScript.
unneeded='nodejs|node-.*|(libc6|libssl|libuv1|linux-libc|libcrypt|libtirpc|libnsl|uuid)-dev|'
unneeded+='libc-dev-bin|libtirpc.*|libnsl.*|rpcsvc-proto|.*krb5.*|libk5crypto.*|libgssapi.*|'
unneeded+='libkeyutils.*|libcom-err.*|gcc-.*-base|.*-python-.*'

make_apt_config() {
	mkdir -p "$work"/apt/{state/lists,cache/archives}/partial "$work/debs"
	: >"$work/apt/status"
	cat >"$work/apt/apt.conf" <<-END
		APT::Architecture "arm64";
		APT::Architectures { "arm64"; };
		APT::Sandbox::User "$(id -un)";
		Acquire::Languages "none";
		Dir::State "$work/apt/state";
		Dir::State::status "$work/apt/status";
		Dir::Cache "$work/apt/cache";
	END
	export APT_CONFIG=$work/apt/apt.conf
}

# Other repositories of this machine may have nothing for arm64: what counts is the plan. A URI
# line of it is: 'URI' NAME_VERSION_ARCHITECTURE.deb SIZE HASH
names() {
	apt-get -qq --no-install-recommends --print-uris install "${wanted[@]}" |
		sed -nE "s/^'[^']*' ([^_]*)_.*/\1/p" | grep -Evx "$unneeded"
}

[ ! -e "$sysroot/complete" ] || exit 0
rm -rf "$work"
make_apt_config
apt-get -qq update || true
mapfile -t packages < <(names)
if [ ${#packages[@]} -eq 0 ]; then
	echo "no arm64 packages can be had from this machine's package sources" >&2
	exit 1
fi
cd "$work/debs"
apt-get -qq download "${packages[@]}"
for package in ./*.deb; do
	dpkg -x "$package" "$work"
done
cd /
rm -rf "$work/debs" "$work/apt" "$sysroot"
touch "$work/complete"
mv "$work" "$sysroot"
