/* SPDX-License-Identifier: MIT */
#include "consumer.h"

#include <lttng/health.h>

bool v8scope_consumer_answers(void)
{
	struct lttng_health *health = lttng_health_create_consumerd(LTTNG_HEALTH_CONSUMERD_UST_64);
	bool answers = health && lttng_health_query(health) == 0;

	if (health) {
		lttng_health_destroy(health);
	}
	return answers;
}
