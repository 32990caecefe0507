/* SPDX-License-Identifier: MIT */
/* A small object with everything that symbols are looked up in: the seed of one target. */
int seed_outer(int value);

static inline __attribute__((always_inline)) int inlined(int value)
{
	return value * value + 7;
}

static __attribute__((noinline)) int inner(int value)
{
	int sum = 0;

	for (int i = 0; i < value; i++) {
		sum += inlined(i);
	}
	return sum;
}

int seed_outer(int value)
{
	return inner(value) + inlined(value);
}
