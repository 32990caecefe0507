/* SPDX-License-Identifier: MIT */
/*
 * In the place of LTTng-UST's header: the macros of v8_tracepoints.h become lines
 * that events.awk reads. No program is compiled with it.
 */
/* clang-format off */
#define LTTNG_UST_TP_ENUM_VALUES(...) __VA_ARGS__
#define LTTNG_UST_TP_ARGS(...) __VA_ARGS__
#define LTTNG_UST_TP_FIELDS(...) __VA_ARGS__

#define LTTNG_UST_TRACEPOINT_ENUM(provider, name, values) @enum name values
#define lttng_ust_field_enum_value(label, number) @value label number

#define LTTNG_UST_TRACEPOINT_EVENT(provider, name, arguments, fields) \
	@event name @args arguments fields
#define LTTNG_UST_TRACEPOINT_EVENT_CLASS(provider, name, arguments, fields) \
	@class name @args arguments fields
#define LTTNG_UST_TRACEPOINT_EVENT_INSTANCE(class_provider, parent, provider, name, arguments) \
	@instance parent name
#define LTTNG_UST_TRACEPOINT_LOGLEVEL(provider, name, loglevel) @level name loglevel

#define lttng_ust_field_integer(type, name, source) @field name type source
#define lttng_ust_field_integer_hex(type, name, source) @field name hex type source
#define lttng_ust_field_enum(provider, enumeration, type, name, source) \
	@field name enum enumeration source
#define lttng_ust_field_string(name, source) @field name string source
#define lttng_ust_field_sequence(type, name, source, length_type, length) \
	@field name sequence type source
#define lttng_ust_field_sequence_hex(type, name, source, length_type, length) \
	@field name sequence hex type source
/* clang-format on */
