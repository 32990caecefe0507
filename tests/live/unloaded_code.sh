#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Plugins that are unloaded while what they opened and created stays, and whose addresses the
# next plugin gets: each is named for what it did.
. "$(dirname "$0")/lib.sh"

first=$hosts/unloading_first.so
second=$hosts/unloading_second.so

# places NAME: kind, file, line, function and handles of the holders that the plugins made.
places() {
	json "$1" '.processes[0].isolates[0].holders[]
		| select((.file // "") | test("unloading_(first|second)"))
		| [.kind, (.file | sub(".*/"; "")), .line, .function, .handles]
		| map(tostring) | join(" ")' | sed 's/([^)]*)//' | sort
}

# expected: the same for what both plugins do.
expected() {
	local plugin file
	for plugin in first second; do
		file=tests/live/hosts/unloading_$plugin.cc
		echo "global $(basename "$file") $(line_of "$file" "LEAK: $plugin global")" \
			"keep_by_$plugin 20000"
		echo "handle_scope $(basename "$file") $(line_of "$file" "LEAK: $plugin scope")" \
			"leak 60000"
	done | sort
}

for detail in census scopes; do
	record both --detail=$detail --no-loss -- "$hosts/host_unloading" 20000 "$first" "$second"
	expect_equal "$detail: plugins at another address" 0 "$(printed both moved)"
	report both
	expect_equal "$detail: places" "$(expected)" "$(places both)"
	rm -rf "$work/both"
done

# Without stacks a global has its own address only.
record flat --stack-depth=0 --no-loss -- "$hosts/host_unloading" 20000 "$first" "$second"
expect_equal "no stacks: plugins at another address" 0 "$(printed flat moved)"
report flat
expect_equal "no stacks: globals" "$(expected | grep ^global)" "$(places flat | grep ^global)"

# One that comes back is where it was, and counted anew.
record again --no-loss -- "$hosts/host_unloading" 20000 "$first" "$second" "$first"
expect_equal "one that comes back: plugins at another address" 0 "$(printed again moved)"
report again
expect_equal "one that comes back: its globals" 40000 "$(json again '
	[.processes[0].isolates[0].holders[] | select(.function == "keep_by_first") | .handles] | add')"
