/* SPDX-License-Identifier: MIT */
#include "experiment.h"

#include "module.h"
#include "rusty_v8.h"

#include <inttypes.h>
#include <stdio.h>

enum {
	CALLS_PER_ITERATION = 5,
	ITERATIONS_PER_REPORT = 10000,
};

static const char result_text[] = "hello world";
static const char function_name[] = "main";

/* The heap does not grow with this source ... */
static const char sync_source[] = "export let main = () => 'hello world'";
/* ... and with this one it overflows. */
static const char async_source[] = "export let main = async () => { return 'hello world' }";

bool experiment_init(
	struct experiment *experiment, struct v8__Isolate *isolate, const struct options *options)
{
	*experiment = (struct experiment){.options = options, .isolate = isolate};
	experiment->global_module = create_global_module(
		isolate, options->source == OPTIONS_SOURCE_ASYNC ? async_source : sync_source);
	return experiment->global_module != NULL;
}

static bool call_main(struct experiment *experiment, const struct v8__Context *context,
	const struct v8__Function *function, const struct v8__Value *receiver)
{
	const struct v8__Value *value = v8__Function__Call(function, context, receiver, 0, NULL);

	if (value == NULL || !v8__Value__IsPromise(value)) {
		return true;
	}
	experiment->summary.promises++;
	/* Leaving this as a local handle makes no difference to the growth. */
	return pending_promises_push(
		&experiment->pending, experiment->isolate, (const struct v8__Promise *)value);
}

static bool call_module(struct experiment *experiment, const struct v8__Context *context)
{
	struct v8__Isolate *isolate = experiment->isolate;
	const struct v8__Module *module =
		(const struct v8__Module *)v8__Local__New(isolate, experiment->global_module);
	const struct v8__Value *namespace = v8__Module__GetModuleNamespace(module);
	const struct v8__String *name =
		v8__String__NewFromUtf8(isolate, function_name, v8__NewStringType__kNormal, -1);
	const struct v8__Value *function = v8__Object__Get(
		(const struct v8__Object *)namespace, context, (const struct v8__Value *)name);

	if (function == NULL || !v8__Value__IsFunction(function)) {
		fprintf(stderr, "v8heapexperiment: the module exports no function %s\n",
			function_name);
		return false;
	}
	for (int i = 0; i < CALLS_PER_ITERATION; i++) {
		if (!call_main(experiment, context, (const struct v8__Function *)function,
			    namespace)) {
			return false;
		}
	}
	return true;
}

static void report(const struct experiment *experiment)
{
	struct v8__HeapStatistics statistics;

	v8__HeapStatistics__CONSTRUCT(&statistics);
	v8__Isolate__GetHeapStatistics(experiment->isolate, &statistics);
	printf("Used Heap Size: %zu\n", v8__HeapStatistics__used_heap_size(&statistics));
	printf("Total Heap Size: %zu\n", v8__HeapStatistics__total_heap_size(&statistics));
	printf("Unresolved Promises: %zu\n", experiment->pending.count);
	printf("Handles: %d\n", v8__HandleScope__NumberOfHandles(experiment->isolate));
	printf("----------------\n\n");
	fflush(stdout);
}

/* The body of the original's loop. Every local is made in the innermost scope. */
static bool iterate(struct experiment *experiment, const struct v8__Context *context)
{
	bool done;

	v8__Context__Enter(context);
	done = call_module(experiment, context) &&
	       pending_promises_settle(
		       &experiment->pending, experiment->isolate, context, result_text);
	if (done) {
		experiment->summary.iterations++;
		v8__Isolate__PerformMicrotaskCheckpoint(experiment->isolate);
		if (experiment->summary.iterations % ITERATIONS_PER_REPORT == 0) {
			report(experiment);
		}
	}
	v8__Context__Exit(context);
	return done;
}

/* Up to `count` iterations, or what is left of them; 0 is no bound of its own. */
static bool iterate_times(
	struct experiment *experiment, const struct v8__Context *context, uint64_t count)
{
	const uint64_t *done = &experiment->summary.iterations;
	uint64_t limit = experiment->options->iterations;
	uint64_t end = *done + count;

	while ((count == 0 || *done < end) && (limit == 0 || *done < limit)) {
		if (!iterate(experiment, context)) {
			return false;
		}
	}
	return true;
}

static bool is_finished(const struct experiment *experiment)
{
	return experiment->options->iterations != 0 &&
	       experiment->summary.iterations == experiment->options->iterations;
}

static void begin_measuring(struct experiment *experiment)
{
	if (experiment->options->measure) {
		experiment->summary.baseline_bytes = summary_live_bytes(experiment->isolate);
	}
	experiment->loop_started_at = summary_now();
}

/* While the last scope is open: what it keeps is what is to be measured. */
static void end_measuring(struct experiment *experiment)
{
	struct summary *summary = &experiment->summary;

	summary->loop_ns = summary_now() - experiment->loop_started_at;
	summary->unresolved = experiment->pending.count;
	summary->handles = (uint64_t)v8__HandleScope__NumberOfHandles(experiment->isolate);
	if (experiment->options->measure) {
		summary->final_bytes = summary_live_bytes(experiment->isolate);
	}
}

static const struct v8__Context *new_context(struct v8__Isolate *isolate)
{
	return v8__Context__New(isolate, v8__ObjectTemplate__New(isolate, NULL), NULL);
}

/*
 * As the original: one HandleScope, opened before the loop, holds the handles of
 * every iteration. Not inlined, so that it has a frame and a name.
 */
static bool __attribute__((noinline)) run_with_outer_scope(struct experiment *experiment)
{
	struct v8__Isolate *isolate = experiment->isolate;
	struct v8__HandleScope handle_scope;
	const struct v8__Context *context;
	bool done;

	v8__HandleScope__CONSTRUCT(&handle_scope, isolate); /* LEAK: the scope that stays open */
	context = new_context(isolate);
	begin_measuring(experiment);
	done = iterate_times(experiment, context, 0);
	end_measuring(experiment);
	v8__HandleScope__DESTRUCT(&handle_scope);
	return done;
}

static const struct v8__Data *new_global_context(struct v8__Isolate *isolate)
{
	struct v8__HandleScope handle_scope;
	const struct v8__Data *global_context;

	v8__HandleScope__CONSTRUCT(&handle_scope, isolate);
	global_context = v8__Global__New(isolate, (const struct v8__Data *)new_context(isolate));
	v8__HandleScope__DESTRUCT(&handle_scope);
	return global_context;
}

static bool __attribute__((noinline))
run_batch(struct experiment *experiment, const struct v8__Data *global_context)
{
	struct v8__HandleScope handle_scope;
	bool done;

	v8__HandleScope__CONSTRUCT(&handle_scope, experiment->isolate);
	done = iterate_times(experiment,
		(const struct v8__Context *)v8__Local__New(experiment->isolate, global_context),
		experiment->options->batch);
	if (!done || is_finished(experiment)) {
		end_measuring(experiment);
	}
	v8__HandleScope__DESTRUCT(&handle_scope);
	return done;
}

/*
 * The fix: a HandleScope that ends with the iteration, or with a batch of them.
 * The one context is kept in a Global: making another costs milliseconds.
 */
static bool __attribute__((noinline)) run_with_scope_per_batch(struct experiment *experiment)
{
	const struct v8__Data *global_context = new_global_context(experiment->isolate);
	bool done = true;

	begin_measuring(experiment);
	while (done && !is_finished(experiment)) {
		done = run_batch(experiment, global_context);
	}
	v8__Global__Reset(global_context);
	return done;
}

bool experiment_run(struct experiment *experiment)
{
	if (experiment->options->scope == OPTIONS_SCOPE_OUTER) {
		return run_with_outer_scope(experiment);
	}
	return run_with_scope_per_batch(experiment);
}

void experiment_fini(struct experiment *experiment)
{
	pending_promises_fini(&experiment->pending);
	if (experiment->global_module != NULL) {
		v8__Global__Reset(experiment->global_module);
	}
}
