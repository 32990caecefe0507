/* SPDX-License-Identifier: MIT */
#include "json_promises.h"

#include "json_values.h"

/* What would not fit into JSON's integers takes centuries. */
static json_t *bucket_to_json(uint32_t bucket, uint64_t promises)
{
	json_t *object = json_object();

	json_object_set_new(object, "from_ns",
		bucket > 0 ? v8scope_json_count(UINT64_C(1) << bucket) : v8scope_json_count(0));
	json_object_set_new(object, "below_ns",
		bucket < 62 ? v8scope_json_count(UINT64_C(2) << bucket) : json_null());
	json_object_set_new(object, "promises", v8scope_json_count(promises));
	return object;
}

static json_t *latency_to_json(const struct v8scope_promise_facts *promises)
{
	json_t *array;

	if (!promises->created.known) {
		return json_null();
	}
	array = json_array();
	for (uint32_t i = 0; i < MIN(promises->latency_count, 64); i++) {
		if (promises->latency[i] > 0) {
			json_array_append_new(array, bucket_to_json(i, promises->latency[i]));
		}
	}
	return array;
}

void v8scope_json_set_promises(json_t *object, const struct v8scope_promise_facts *promises)
{
	json_object_set_new(object, "promises_created", v8scope_json_optional(promises->created));
	json_object_set_new(object, "promises_settled", v8scope_json_optional(promises->settled));
	json_object_set_new(
		object, "promises_unsettled", v8scope_json_optional(promises->unsettled));
	json_object_set_new(object, "promises_sampled", v8scope_json_optional(promises->sampled));
	json_object_set_new(object, "promises_alive", v8scope_json_share(promises->alive));
	json_object_set_new(object, "promises_alive_low", v8scope_json_share(promises->alive_low));
	json_object_set_new(
		object, "promises_alive_high", v8scope_json_share(promises->alive_high));
	json_object_set_new(object, "promise_latency", latency_to_json(promises));
	json_object_set_new(
		object, "promise_latency_ambiguous", v8scope_json_optional(promises->ambiguous));
}
