/* SPDX-License-Identifier: MIT */
/*
 * Damages the files of a recorded trace as disks, networks and enemies do:
 * damage_trace SEED FILE... changes some of them in place, the same for the same seed.
 */
#include <glib.h>
#include <stdlib.h>
#include <string.h>

/* What LTTng's packets are multiples of. */
enum { BLOCK = 4096 };

struct file {
	guint8 *bytes;
	gsize size;
};

static gsize draw(GRand *rand, gsize end)
{
	return end > 0 ? (gsize)g_rand_double_range(rand, 0, (double)end) : 0;
}

static void truncate_it(GRand *rand, struct file *file)
{
	file->size = draw(rand, file->size);
}

static void flip_bits(GRand *rand, struct file *file)
{
	gint count = 1 << g_rand_int_range(rand, 0, 8);

	for (gint i = 0; i < count && file->size > 0; i++) {
		file->bytes[draw(rand, file->size)] ^= (guint8)(1 << g_rand_int_range(rand, 0, 8));
	}
}

/* Bytes that are not what they were, in a row. */
static void scribble(GRand *rand, struct file *file)
{
	gsize begin = draw(rand, file->size);
	gsize length = draw(rand, MIN(file->size - begin, 256));
	guint8 value = (guint8)g_rand_int_range(rand, 0, 256);

	memset(file->bytes + begin, value, length);
}

/* Packets change their places; a file of one block has its halves exchanged. */
static void reorder(GRand *rand, struct file *file)
{
	gsize unit = file->size >= 2 * BLOCK ? BLOCK : file->size / 2;
	gsize count = unit > 0 ? file->size / unit : 0;
	guint8 *first = file->bytes + draw(rand, count) * unit;
	guint8 *second = file->bytes + draw(rand, count) * unit;
	guint8 *kept = g_memdup2(first, unit);

	if (count > 0) {
		memmove(first, second, unit);
		memcpy(second, kept, unit);
	}
	g_free(kept);
}

/* Some bytes are missing, and what follows is not where it was. */
static void cut_out(GRand *rand, struct file *file)
{
	gsize begin = draw(rand, file->size);
	gsize length = draw(rand, MIN(file->size - begin, 512));

	memmove(file->bytes + begin, file->bytes + begin + length, file->size - begin - length);
	file->size -= length;
}

static void damage(GRand *rand, const char *path)
{
	static void (*const damages[])(GRand * rand, struct file * file) = {
		truncate_it, flip_bits, scribble, reorder, cut_out, flip_bits};
	struct file file;
	char *contents;

	if (!g_file_get_contents(path, &contents, &file.size, NULL)) {
		g_error("cannot read %s", path);
	}
	file.bytes = (guint8 *)contents;
	damages[draw(rand, G_N_ELEMENTS(damages))](rand, &file);
	if (!g_file_set_contents(path, contents, (gssize)file.size, NULL)) {
		g_error("cannot write %s", path);
	}
	g_free(contents);
}

int main(int argc, char **argv)
{
	GRand *rand;
	gint count;

	if (argc < 3) {
		g_printerr("usage: %s SEED FILE...\n", argv[0]);
		return 2;
	}
	rand = g_rand_new_with_seed((guint32)strtoul(argv[1], NULL, 10));
	count = g_rand_int_range(rand, 1, 3);
	for (gint i = 0; i < count; i++) {
		damage(rand, argv[2 + draw(rand, (gsize)argc - 2)]);
	}
	g_rand_free(rand);
	return 0;
}
