/* SPDX-License-Identifier: MIT */
#include "witness.h"

#include "rusty_v8.h"

static void on_collected(const struct v8__WeakCallbackInfo *info)
{
	struct witness *witness = v8__WeakCallbackInfo__GetParameter(info);

	witness_fini(witness);
}

void witness_init(
	struct witness *witness, struct v8__Isolate *isolate, const struct v8__Object *object)
{
	witness->weak = v8__Global__NewWeak(
		isolate, (const struct v8__Data *)object, witness, on_collected);
}

bool witness_saw_collection(const struct witness *witness)
{
	return witness->weak == NULL;
}

void witness_fini(struct witness *witness)
{
	if (witness->weak != NULL) {
		v8__Global__Reset(witness->weak);
		witness->weak = NULL;
	}
}
