/* SPDX-License-Identifier: MIT */
/*
 * V8 interprets a function of JavaScript before it compiles it, maybe more than once: the last
 * native frames, between what it calls and itself, are others then. The place is the same.
 */
#include "model_private.h"

/* A call stack as the first census that showed it had it. */
struct place {
	uint64_t stack_id;
	uint64_t js_frame; /* the innermost, 0: none is known */
	uint64_t as;	   /* the stack_id that stands for it: the first of that place */
};

static void places_destroy(void *places)
{
	g_ptr_array_unref(places);
}

void v8scope_model_places_init(struct v8scope_model_process *process)
{
	process->places = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
	process->places_by_ip =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, places_destroy);
}

void v8scope_model_places_fini(struct v8scope_model_process *process)
{
	g_hash_table_destroy(process->places_by_ip);
	g_hash_table_destroy(process->places);
}

static bool are_same_function(
	const struct v8scope_model_process *process, uint64_t frame_a, uint64_t frame_b)
{
	const struct v8scope_model_js_frame *a = g_hash_table_lookup(process->js_frames, &frame_a);
	const struct v8scope_model_js_frame *b = g_hash_table_lookup(process->js_frames, &frame_b);

	return a && b && a->line == b->line && a->column == b->column &&
	       g_strcmp0(a->function, b->function) == 0 && g_strcmp0(a->script, b->script) == 0;
}

/*
 * But for V8's own frames at the end of the one, and the last of the other. Where code was
 * unloaded, other code may be in its place.
 */
static bool are_same_callers(
	const struct v8scope_model_stack *a, const struct v8scope_model_stack *b)
{
	uint32_t shorter = MIN(a->count, b->count);
	uint32_t same = 0;

	while (same < shorter && a->ips[same] == b->ips[same]) {
		same++;
	}
	return same > 0 && same + 1 >= shorter && !a->code_time.unloaded && !b->code_time.unloaded;
}

/* Of the places with that innermost frame. The caller does not own it. */
static GPtrArray *places_at(struct v8scope_model_process *process, uint64_t ip)
{
	GPtrArray *places = g_hash_table_lookup(process->places_by_ip, &ip);

	if (!places) {
		places = g_ptr_array_new();
		g_hash_table_insert(process->places_by_ip, g_memdup2(&ip, sizeof(ip)), places);
	}
	return places;
}

static const struct place *find_alike(const struct v8scope_model_process *process,
	const GPtrArray *places, const struct place *added)
{
	const struct v8scope_model_stack *stack =
		v8scope_model_find_stack(process, added->stack_id);

	for (guint i = 0; i < places->len; i++) {
		const struct place *place = g_ptr_array_index(places, i);

		if (are_same_function(process, place->js_frame, added->js_frame) &&
			are_same_callers(
				v8scope_model_find_stack(process, place->stack_id), stack)) {
			return place;
		}
	}
	return NULL;
}

uint64_t v8scope_model_place(
	struct v8scope_model_process *process, uint64_t stack_id, uint64_t javascript_stack_id)
{
	const struct place *known = g_hash_table_lookup(process->places, &stack_id);
	const struct v8scope_model_stack *stack = v8scope_model_find_stack(process, stack_id);
	const struct place *alike;
	struct place *place;
	GPtrArray *places;

	if (known) {
		return known->as;
	}
	if (!stack || stack->count == 0) {
		return stack_id;
	}
	place = g_new0(struct place, 1);
	place->stack_id = stack_id;
	place->js_frame = v8scope_model_js_innermost(process, javascript_stack_id);
	places = places_at(process, stack->ips[0]);
	alike = find_alike(process, places, place);
	place->as = alike ? alike->as : stack_id;
	g_hash_table_insert(process->places, &place->stack_id, place);
	g_ptr_array_add(places, place);
	return place->as;
}

uint64_t v8scope_model_known_place(const struct v8scope_model_process *process, uint64_t stack_id)
{
	const struct place *known = g_hash_table_lookup(process->places, &stack_id);

	return known ? known->as : stack_id;
}
