# SPDX-License-Identifier: MIT
# What breaks a rule of Chrome's "Trace Event Format" (the JSON object format): a list of events,
# each with why. Metadata, counters and instants are the only phases written.
def number: type == "number";
def whole: number and . == floor;
def faults:
	[ (if (.pid | whole) and (.tid | whole) then empty else "pid or tid is no integer" end),
	  (if (.name | type) == "string" and (.name | length) > 0 then empty else "no name" end),
	  (if (.name | tostring | test("[\u0000-\u001f]")) then "a control character" else empty end),
	  (if .ph == "M" then
		if (.name == "process_name" or .name == "thread_name") and (.args.name | type) == "string"
		then empty else "metadata without a name" end
	   elif .ph == "C" then
		if (.ts | number) and .ts >= 0 and (.id | type) == "string" and
			(.args | type) == "object" and (.args | length) > 0 and
			([.args[] | number] | all)
		then empty else "a counter without numbers" end
	   elif .ph == "i" then
		if (.ts | number) and .ts >= 0 and (.s | IN("g", "p", "t"))
		then empty else "an instant without time or scope" end
	   else "another phase" end) ];

if type != "object" or (.traceEvents | type) != "array" or (.displayTimeUnit | IN("ms", "ns") | not)
then ["no trace"]
else [.traceEvents[] | faults as $faults | select($faults != []) | {event: ., $faults}] end
