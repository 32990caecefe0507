/* SPDX-License-Identifier: MIT */
/* Registers the component classes; each has a folder of its own. */
#include <babeltrace2/babeltrace.h>

#include "attribute.h"
#include "report_sink.h"

/*
 * babeltrace2 looks the module's entry points up by name: under the build's
 * hidden visibility it would not find them, and say nothing.
 */
#pragma GCC visibility push(default)
BT_PLUGIN_MODULE();
#pragma GCC visibility pop

BT_PLUGIN(v8scope);
BT_PLUGIN_DESCRIPTION("Attribute the growth of V8's heap to live scopes, handles and references");
BT_PLUGIN_LICENSE("MIT");
BT_PLUGIN_VERSION(V8SCOPE_VERSION_MAJOR, V8SCOPE_VERSION_MINOR, V8SCOPE_VERSION_PATCH, NULL);

BT_PLUGIN_FILTER_COMPONENT_CLASS(attribute, v8scope_attribute_iterator_next);
BT_PLUGIN_FILTER_COMPONENT_CLASS_DESCRIPTION(
	attribute, "Attribute heap growth to what holds it, from the events of provider `v8`.");
BT_PLUGIN_FILTER_COMPONENT_CLASS_HELP(attribute,
	"Reads a trace of the LTTng-UST provider `v8` (and `lttng_ust_statedump:*` for\n"
	"symbols) and replaces it, when it ends, by the attribution:\n"
	"\n"
	"  v8scope:trace    what was read: events, discarded, truncated, schema\n"
	"  v8scope:process  then each process,\n"
	"  v8scope:module   the objects that its sites lie in, and their symbols,\n"
	"  v8scope:isolate  each of its isolates, with the verdict and the growth,\n"
	"  v8scope:holder   what holds the growth, largest first,\n"
	"  v8scope:type     and what a holder's handles refer to,\n"
	"  v8scope:class    with a heap snapshot, what objects it alone keeps,\n"
	"  v8scope:shared   and what several holders keep together.\n"
	"\n"
	"An unknown string is empty; an unknown number has its `*_known` field 0.\n"
	"A trace that is cut short gives the attribution of what could be read, with\n"
	"`truncated` 1. A trace without any `v8` event gives `events` 0.\n"
	"\n"
	"Parameters, all optional; without them all of the trace is judged, and no\n"
	"heap snapshot is read:\n"
	"\n"
	"  begin=TIME, end=TIME    (string) judge only what came between: 2.5s after the trace\n"
	"                          began, a date and time, or @ and seconds since 1970\n"
	"  debuginfod=yes|no       (boolean) whether to ask the servers of $DEBUGINFOD_URLS\n"
	"                          for debug info that is not on this machine (default: no)\n"
	"  snapshot-directory=DIR  (string) the trace's own: snapshots in it are read\n"
	"  snapshot-file=FILE      (string) the snapshot, wherever the trace has it\n"
	"\n"
	"  babeltrace2 TRACE -c filter.v8scope.attribute\n"
	"  babeltrace2 TRACE -c filter.v8scope.attribute -c sink.v8scope.report\n");
BT_PLUGIN_FILTER_COMPONENT_CLASS_INITIALIZE_METHOD(attribute, v8scope_attribute_initialize);
BT_PLUGIN_FILTER_COMPONENT_CLASS_FINALIZE_METHOD(attribute, v8scope_attribute_finalize);
BT_PLUGIN_FILTER_COMPONENT_CLASS_MESSAGE_ITERATOR_CLASS_INITIALIZE_METHOD(
	attribute, v8scope_attribute_iterator_initialize);
BT_PLUGIN_FILTER_COMPONENT_CLASS_MESSAGE_ITERATOR_CLASS_FINALIZE_METHOD(
	attribute, v8scope_attribute_iterator_finalize);
BT_PLUGIN_FILTER_COMPONENT_CLASS_MESSAGE_ITERATOR_CLASS_SEEK_BEGINNING_METHODS(attribute,
	v8scope_attribute_iterator_seek_beginning, v8scope_attribute_iterator_can_seek_beginning);

BT_PLUGIN_SINK_COMPONENT_CLASS(report, v8scope_report_sink_consume);
BT_PLUGIN_SINK_COMPONENT_CLASS_DESCRIPTION(
	report, "Write the attribution of filter.v8scope.attribute as a report.");
BT_PLUGIN_SINK_COMPONENT_CLASS_HELP(report,
	"Needs the events of filter.v8scope.attribute, from the filter itself or from a\n"
	"trace that holds them.\n"
	"\n"
	"Parameters, all of them optional:\n"
	"\n"
	"  format=NAME  (string) how to write it: text (default), json, ...\n"
	"  output=PATH  (string) file to write or replace; default: standard output\n"
	"  color=yes|no (boolean) ANSI colours in text; default: no\n"
	"  ascii=yes|no (boolean) no characters outside ASCII in text; default: no\n"
	"  width=N      (integer) columns of text; 0: the default of 80\n"
	"  weight=NAME  (string) of stacks in format folded: bytes (default), handles\n"
	"\n"
	"  babeltrace2 TRACE -c filter.v8scope.attribute \\\n"
	"    -c sink.v8scope.report -p 'format=\"json\",output=\"report.json\"'\n");
BT_PLUGIN_SINK_COMPONENT_CLASS_INITIALIZE_METHOD(report, v8scope_report_sink_initialize);
BT_PLUGIN_SINK_COMPONENT_CLASS_FINALIZE_METHOD(report, v8scope_report_sink_finalize);
BT_PLUGIN_SINK_COMPONENT_CLASS_GRAPH_IS_CONFIGURED_METHOD(
	report, v8scope_report_sink_graph_is_configured);
