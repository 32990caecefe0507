#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The Debian package: lintian finds no error in it; in a fresh root it installs with what it
# says it depends on, works there, and leaves nothing when it is removed. Needs root, and the
# mirror that apt knows.
. "$(dirname "$0")/lib.sh"

readonly root=$work/root

skip() {
	echo "SKIPPED: $*" >&2
	exit 77
}

build_package() {
	{
		cmake -S "$source_dir" -B "$build/package" -DCMAKE_INSTALL_PREFIX=/usr \
			-DV8SCOPE_BUILD_TESTS=OFF -DV8SCOPE_BUILD_DEMOS=OFF &&
			rm -f "$build"/package/*.deb &&
			cmake --build "$build/package" --target package
	} >"$work/build.log" 2>&1 || fail "no package was built: $(tail -n 20 "$work/build.log")"
	deb=$(realpath "$build"/package/v8scope_*.deb)
}

# Who maintains it is who builds it; the address of a test machine is none.
check_with_lintian() {
	command -v lintian >/dev/null || skip "no lintian: run scripts/setup --tests"
	lintian --suppress-tags bogus-mail-host,bogus-mail-host-in-debian-changelog \
		--fail-on error "$deb" >"$work/lintian" 2>&1 || fail "lintian: $(cat "$work/lintian")"
	echo "ok: lintian finds no error"
}

# The mirror that apt takes this system's packages from; prints its URI.
mirror_of() {
	# shellcheck disable=SC2016 # apt's own variables
	apt-get indextargets --format '$(CODENAME) $(ORIGIN) $(COMPONENT) $(REPO_URI)' \
		'Created-By: Packages' | awk -v suite="$1" \
		'$1 == suite && $2 == "Debian" && $3 == "main" { print $4; exit }'
}

# inside COMMAND...: in the root, with processes and mounts that end with it.
inside() {
	# shellcheck disable=SC2016 # expanded there
	unshare --mount --pid --fork --kill-child bash -ec '
		mount -t proc proc "$0/proc"
		mount -t tmpfs tmpfs "$0/dev/shm"
		exec chroot "$0" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
			DEBIAN_FRONTEND=noninteractive "$@"' "$root" "$@" </dev/null
}

make_root() {
	local suite mirror
	suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
	mirror=$(mirror_of "$suite")
	[ -n "$mirror" ] || skip "apt knows no mirror of Debian $suite"
	# Where apt goes through a proxy, so does debootstrap.
	eval "$(apt-config shell http_proxy Acquire::http::Proxy)"
	export http_proxy
	debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$work/debootstrap.log" 2>&1 ||
		skip "debootstrap makes no root here: $(tail -n 3 "$work/debootstrap.log")"
	inside true 2>"$work/unshare.log" || skip "no root can be entered: $(cat "$work/unshare.log")"
	apt-config dump Acquire | grep '^Acquire::.* "..*";$' >"$root/etc/apt/apt.conf.d/90test" || true
}

# Packages that it depends on, without versions.
dependencies() {
	dpkg-deb -f "$deb" Depends | tr ',' '\n' | sed -E 's/[(|].*//; s/ //g'
}

files() {
	inside find / -xdev \( -path /proc -o -path /tmp -o -path /var/log -o -path /var/cache -o \
		-path /var/lib/dpkg -o -path /run -o -path /root -o -path /dev \) -prune -o -print | sort
}

# The program that only marks is linked with nothing but libc.
check_that_it_works() {
	cc -D_GNU_SOURCE -I "$source_dir/include" "$source_dir/tests/live/marks/marks.c" \
		-o "$root/tmp/marks"
	cp -r "$source_dir/demos/traces/async-outer" "$root/tmp/trace"
	inside babeltrace2 list-plugins >"$work/plugins" ||
		fail "babeltrace2 list-plugins fails: $(tail -n 3 "$work/plugins")"
	expect_match "babeltrace2 finds the plugin by itself" '^v8scope:' "$work/plugins"
	inside v8scope report --format=json /tmp/trace >"$work/leak.json"
	expect_equal "a report there" leak "$(isolate leak .verdict)"
	expect_status "the doctor there" 0 inside v8scope doctor
	expect_status "a recording there" 0 inside v8scope record -o /tmp/marks.trace -- /tmp/marks
	expect_match "the program finds v8scope" '^v8scope=1' "$work/out"
	inside babeltrace2 /tmp/marks.trace >"$work/events"
	expect_match "its marks are recorded" 'v8:mark: .*name = "in the program"' "$work/events"
}

[ "$(id -u)" = 0 ] || skip "only root can make a root"
for tool in cpack debootstrap dpkg-shlibdeps unshare; do
	command -v "$tool" >/dev/null || skip "no $tool: run scripts/setup --tests"
done
expect_status "a package of a build for elsewhere" 1 cpack --config "$build/CPackConfig.cmake" \
	-B "$work/elsewhere"
expect_match "what is told then" 'DCMAKE_INSTALL_PREFIX=/usr' "$work/err"
build_package
check_with_lintian
make_root
cp "$deb" "$root/tmp/v8scope.deb"
{
	inside apt-get -qq update
	mapfile -t packages < <(dependencies)
	inside apt-get -qq -y --no-install-recommends install babeltrace2 "${packages[@]}"
} >"$work/apt.log" 2>&1 || skip "apt cannot install what it depends on: $(tail -n 3 "$work/apt.log")"
files >"$work/before"
expect_status "installing it" 0 inside dpkg -i /tmp/v8scope.deb
check_that_it_works
expect_at_least "files before" 1000 "$(wc -l <"$work/before")"
expect_status "removing it" 0 inside dpkg --remove v8scope
files >"$work/after"
diff "$work/before" "$work/after" || fail "removed, it leaves or takes files"
expect_status "purging it" 0 inside dpkg --purge v8scope
expect_status "what dpkg knows of it" 1 inside dpkg-query --status v8scope
