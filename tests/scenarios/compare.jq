# SPDX-License-Identifier: MIT
# A recorded scenario against its truth. Input: the report. $truth: what the program
# measured; $scenario: its line of the list; $expected: its letters; $way: how it was
# recorded. Output: {rows, verdicts}.

# Growth that is not worth a line: caches and code come and go.
def noise: 65536;

def letter:
	{"leak": "L", "latent": "T", "growth": "G", "not-handles": "N", "ok": "O",
		"inconclusive": "I"}[.];

# A holder of the report without a name of its own is known by its kind.
def name: if .kind == "javascript" then "" else .function // "?" end;

def merge: {
	found: true,
	estimate: (if any(.growth_bytes == null) then null else map(.growth_bytes) | add end),
	low: (map(.growth_low // 0) | add),
	high: (map(.growth_high // 0) | add),
	separable: all(.separable)
};

def estimate_of($truth; $holders; $growth):
	[$holders[] | select(.kind == $truth.kind and name == $truth.function)
		| select(.growth_bytes != null or .growth_high != null)]
	| if length > 0 then merge
	elif $truth.kind == "javascript" then
		# Not listed: it may have what is not certain of the others.
		{found: false, estimate: 0, low: 0,
			high: ([0, $growth - ($holders | map(.growth_low // 0) | add // 0)] | max),
			separable: false}
	else {found: false, estimate: 0, low: 0, high: 0, separable: false} end;

# By a snapshot; null: none was read, or no holder alone has it. What the truth has for
# JavaScript's may hang on a handle that was there all the time: it names none of those.
def exact_of($truth; $truths; $holders):
	def is_of($row): .kind == $row.kind and name == $row.function;
	[$holders[] | select(.exact != null)
		| select(is_of($truth) or $truth.kind == "javascript"
			and (. as $h | all($truths[]; . as $t | $h | is_of($t) | not)))]
	| if length == 0 or any(.[]; .growth_bytes == null) then null
	else map(.growth_bytes) | add end;

def row($truth; $truths; $holders; $growth):
	estimate_of($truth; $holders; $growth) as $e
	| $e + {
		scenario: $scenario.name, way: $way, isolate: $truth.isolate, kind: $truth.kind,
		function: $truth.function, truth: $truth.growth_bytes,
		# A holder of next to nothing need not be listed.
		inside: ($e.low <= $truth.growth_bytes and $truth.growth_bytes <= $e.high
			or ($e.found | not) and $truth.growth_bytes < noise),
		exact: exact_of($truth; $truths; $holders),
		# How far the interval goes to either side, in percent.
		width: (if $truth.growth_bytes > noise and $e.found and $e.estimate != null then
			([$e.high - $e.estimate, $e.estimate - $e.low] | max)
			/ $truth.growth_bytes * 100 else null end)
	};

# What the report names and the truth does not know holds nothing.
def unknown_truths($truths; $holders):
	[$holders[] | select((.growth_low // 0) > noise)
		| {kind, function: name}
		| select(. as $h | all($truths[]; .kind != $h.kind or .function != $h.function))
		| . + {growth_bytes: 0}];

[.processes[].isolates[]] as $isolates
| {
	verdicts: [range($isolates | length) as $i | {
		scenario: $scenario.name, way: $way, isolate: $i,
		verdict: $isolates[$i].verdict,
		growth: $isolates[$i].growth_bytes,
		expected: ($expected | split(",")[$i] // ""),
		reason: $isolates[$i].reason
	} | . + {
		known: (.expected | contains($isolates[$i].verdict | letter | ascii_downcase)),
		right: (.expected | contains($isolates[$i].verdict | letter)),
		false_leak: (.verdict == "leak" and (.expected | contains("L") | not))
	}],
	rows: [range($isolates | length) as $i
		| [$truth[] | select(.isolate == $i)] as $truths
		| $isolates[$i].holders as $holders
		# By a snapshot, what the truth does not know is JavaScript's.
		| ($truths + (if $way == "exact" then [] else
			unknown_truths($truths; $holders) | map(. + {isolate: $i}) end))[]
		| row(.; $truths; $holders; $isolates[$i].growth_bytes // 0)
		| select(.found or .truth >= noise)]
}
