#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A V8 whose Locals are no slots is recognised by the first of them that is seen, and from then
# on says that handles cannot be counted; one whose Locals are slots is not taken for one.
. "$(dirname "$0")/lib.sh"

# capabilities NAME: one line for each time that the isolate was attached.
capabilities() {
	babeltrace2 "$work/$1" | sed -n 's/.* v8:isolate_attach: .*capabilities = "\([^"]*\)".*/\1/p'
}

record direct --detail=scopes --no-loss -- "$hosts/host_direct_v8" direct
expect_equal "direct: capabilities, before and after" "scopes,handles scopes" \
	"$(capabilities direct | paste -sd ' ')"
record slots --detail=scopes --no-loss -- "$hosts/host_direct_v8" slots
expect_equal "slots: capabilities" scopes,handles "$(capabilities slots)"

# The context is the same object, and told as such.
for name in direct slots; do
	expect_equal "$name: the context's tag" 1 \
		"$(babeltrace2 "$work/$name" | grep -cE ' v8:context_enter: .*context = 0x[0-9A-F]*1 ')"
	report "$name"
	expect_equal "$name: version" 0.0.0-direct "$(isolate "$name" .v8_version)"
done

record real -- "$experiment" --iterations=100
expect_match "libnode: handles are counted" handles <(capabilities real | tail -n 1)
