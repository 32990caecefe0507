/* SPDX-License-Identifier: MIT */
/*
 * The objects are JavaScript objects where one would first think of integers: a
 * small integer is stored in the handle's slot itself, and is never collected.
 */
#include "handle_tour.h"

#include "rusty_v8.h"
#include "witness.h"

#include <stdio.h>
#include <stdlib.h>

static void collect_garbage(struct v8__Isolate *isolate)
{
	v8__Isolate__LowMemoryNotification(isolate);
}

/* Prints one fact; returns whether it is as it must be. */
static bool check(const char *what, bool happened, bool expected)
{
	printf("  %s: %s%s\n", what, happened ? "yes" : "no",
		happened == expected ? "" : "   <- not as expected");
	return happened == expected;
}

/* Opens a scope, makes a local in it, and closes it again. */
static void __attribute__((noinline))
example_function(struct v8__Isolate *isolate, struct witness *witness, bool *collected_inside)
{
	struct v8__HandleScope scope;

	v8__HandleScope__CONSTRUCT(&scope, isolate);
	witness_init(witness, isolate, v8__Object__New(isolate));
	collect_garbage(isolate);
	*collected_inside = witness_saw_collection(witness);
	v8__HandleScope__DESTRUCT(&scope);
}

bool tour_local(struct v8__Isolate *isolate)
{
	struct witness witness;
	bool collected_inside;
	bool ok = true;

	puts("local handle (example_function)");
	example_function(isolate, &witness, &collected_inside);
	ok = check("collected while its scope was open", collected_inside, false) && ok;
	collect_garbage(isolate);
	ok = check("collected after its scope closed", witness_saw_collection(&witness), true) &&
	     ok;
	witness_fini(&witness);
	return ok;
}

/* Returns a Global that outlives the scope it was made in. */
static const struct v8__Data *__attribute__((noinline))
persistent_function(struct v8__Isolate *isolate, struct witness *witness)
{
	struct v8__HandleScope scope;
	const struct v8__Object *object;
	const struct v8__Data *persistent;

	v8__HandleScope__CONSTRUCT(&scope, isolate);
	object = v8__Object__New(isolate);
	witness_init(witness, isolate, object);
	persistent = v8__Global__New(isolate, (const struct v8__Data *)object);
	v8__HandleScope__DESTRUCT(&scope);
	return persistent;
}

bool tour_persistent_with_reset(struct v8__Isolate *isolate)
{
	struct witness witness;
	const struct v8__Data *persistent;
	bool ok = true;

	puts("persistent handle, reset (persistent_function)");
	persistent = persistent_function(isolate, &witness);
	collect_garbage(isolate);
	ok = check("collected after the scope closed", witness_saw_collection(&witness), false) &&
	     ok;
	v8__Global__Reset(persistent);
	collect_garbage(isolate);
	ok = check("collected after Reset", witness_saw_collection(&witness), true) && ok;
	witness_fini(&witness);
	return ok;
}

static size_t count_collected(const struct witness *witnesses, size_t count)
{
	size_t collected = 0;

	for (size_t i = 0; i < count; i++) {
		collected += witness_saw_collection(&witnesses[i]);
	}
	return collected;
}

bool tour_persistent_without_reset(struct v8__Isolate *isolate, size_t count)
{
	struct witness *witnesses = calloc(count, sizeof(*witnesses));
	size_t collected;
	bool ok;

	if (witnesses == NULL) {
		fprintf(stderr, "handle_tour: no memory to watch %zu objects\n", count);
		return false;
	}
	puts("persistent handle, never reset (persistent_function)");
	for (size_t i = 0; i < count; i++) {
		(void)persistent_function(isolate, &witnesses[i]);
	}
	collect_garbage(isolate);
	collected = count_collected(witnesses, count);
	printf("  objects made: %zu, collected: %zu\n", count, collected);
	ok = check("any collected after the scope closed", collected != 0, false);
	for (size_t i = 0; i < count; i++) {
		witness_fini(&witnesses[i]);
	}
	free(witnesses);
	return ok;
}

/* Makes two locals, and returns one of them to its caller's scope. */
static const struct v8__Object *__attribute__((noinline)) returning_function(
	struct v8__Isolate *isolate, struct witness *zero_witness, struct witness *one_witness)
{
	struct v8__EscapableHandleScope scope;
	const struct v8__Object *zero_value;
	const struct v8__Object *one_value;
	const struct v8__Value *escaped;

	v8__EscapableHandleScope__CONSTRUCT(&scope, isolate);
	zero_value = v8__Object__New(isolate);
	one_value = v8__Object__New(isolate);
	witness_init(zero_witness, isolate, zero_value);
	witness_init(one_witness, isolate, one_value);
	escaped = v8__EscapableHandleScope__Escape(&scope, (const struct v8__Value *)one_value);
	v8__EscapableHandleScope__DESTRUCT(&scope);
	return (const struct v8__Object *)escaped;
}

/* The scope that the value escapes to. */
static bool __attribute__((noinline)) call_returning_function(
	struct v8__Isolate *isolate, struct witness *zero_witness, struct witness *one_witness)
{
	struct v8__HandleScope scope;
	const struct v8__Object *escaped;
	bool ok = true;

	v8__HandleScope__CONSTRUCT(&scope, isolate);
	escaped = returning_function(isolate, zero_witness, one_witness);
	collect_garbage(isolate);
	ok = check("zero_value collected after its scope closed",
		     witness_saw_collection(zero_witness), true) &&
	     ok;
	ok = check("one_value, escaped, collected after its scope closed",
		     witness_saw_collection(one_witness), false) &&
	     ok;
	ok = check("the returned handle refers to an object",
		     v8__Value__IsObject((const struct v8__Value *)escaped), true) &&
	     ok;
	v8__HandleScope__DESTRUCT(&scope);
	return ok;
}

bool tour_escape(struct v8__Isolate *isolate)
{
	struct witness zero_witness;
	struct witness one_witness;
	bool ok;

	puts("escaped handle (returning_function)");
	ok = call_returning_function(isolate, &zero_witness, &one_witness);
	collect_garbage(isolate);
	ok = check("one_value collected after the scope it escaped to closed",
		     witness_saw_collection(&one_witness), true) &&
	     ok;
	witness_fini(&zero_witness);
	witness_fini(&one_witness);
	return ok;
}
