/* SPDX-License-Identifier: MIT */
/* Objects whose tables lie: what is not mapped is not read, and what is not writable stays. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "elf_object.h"

/* An image of one segment, with a symbol "name" and a relocation of the word after it all. */
struct image {
	ElfW(Dyn) dynamic[6];
	ElfW(Sym) symbols[2];
	ElfW(Rela) relocations[1];
	char names[8];
	void *entry;
};

struct fixture {
	struct image image;
	ElfW(Phdr) segments[2];
	struct v8scope_elf_object object;
};

static void fixture_init(struct fixture *fixture)
{
	struct image *image = &fixture->image;

	memset(fixture, 0, sizeof(*fixture));
	fixture->segments[0] =
		(ElfW(Phdr)){.p_type = PT_LOAD, .p_flags = PF_R | PF_W, .p_memsz = sizeof(*image)};
	fixture->segments[1] = (ElfW(Phdr)){.p_type = PT_DYNAMIC};
	image->dynamic[0].d_tag = DT_SYMTAB;
	image->dynamic[0].d_un.d_ptr = offsetof(struct image, symbols);
	image->dynamic[1].d_tag = DT_STRTAB;
	image->dynamic[1].d_un.d_ptr = offsetof(struct image, names);
	image->dynamic[2].d_tag = DT_STRSZ;
	image->dynamic[2].d_un.d_val = sizeof(image->names);
	image->dynamic[3].d_tag = DT_RELA;
	image->dynamic[3].d_un.d_ptr = offsetof(struct image, relocations);
	image->dynamic[4].d_tag = DT_RELASZ;
	image->dynamic[4].d_un.d_val = sizeof(image->relocations);
	image->symbols[1].st_name = 1;
	memcpy(image->names, "\0name", 6);
	image->relocations[0].r_offset = offsetof(struct image, entry);
}

static bool read_object(struct fixture *fixture)
{
	const struct dl_phdr_info info = {.dlpi_addr = (uintptr_t)&fixture->image,
		.dlpi_phdr = fixture->segments,
		.dlpi_phnum = 2};

	return v8scope_elf_object_read(&fixture->object, &info);
}

static void sound_tables_are_read(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_init(&fixture);
	assert_true(read_object(&fixture));
	assert_string_equal(v8scope_elf_object_name(&fixture.object, 1), "name");
	assert_int_equal(fixture.object.rela_count, 1);
	assert_ptr_equal(v8scope_elf_object_entry(&fixture.object, fixture.object.rela),
		&fixture.image.entry);
}

static void names_that_do_not_end_in_the_object_are_none(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_init(&fixture);
	fixture.image.dynamic[2].d_un.d_val = SIZE_MAX;
	memset(fixture.image.names + 1, 'x', sizeof(fixture.image.names) - 1);
	memset(&fixture.image.entry, 'x', sizeof(fixture.image.entry));
	assert_true(read_object(&fixture));
	assert_null(v8scope_elf_object_name(&fixture.object, 1));
	fixture.image.symbols[1].st_name = UINT32_MAX;
	assert_null(v8scope_elf_object_name(&fixture.object, 1));
	assert_null(v8scope_elf_object_name(&fixture.object, SIZE_MAX));
}

static void tables_outside_of_the_object_are_empty(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_init(&fixture);
	fixture.image.dynamic[3].d_un.d_ptr = sizeof(struct image);
	assert_true(read_object(&fixture));
	assert_int_equal(fixture.object.rela_count, 0);
	fixture.image.dynamic[0].d_un.d_ptr = UINT64_MAX - 8;
	assert_false(read_object(&fixture));
	fixture.segments[1].p_vaddr = sizeof(struct image);
	assert_false(read_object(&fixture));
}

static void a_table_that_is_too_long_ends_with_the_object(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_init(&fixture);
	fixture.image.dynamic[4].d_un.d_val = SIZE_MAX;
	assert_true(read_object(&fixture));
	assert_in_range(fixture.object.rela_count, 1, 2);
}

static void entries_that_may_not_be_written_are_none(void **state)
{
	struct fixture fixture;
	ElfW(Rela) relocation = {.r_offset = sizeof(struct image)};

	(void)state;
	fixture_init(&fixture);
	assert_true(read_object(&fixture));
	assert_null(v8scope_elf_object_entry(&fixture.object, &relocation));
	relocation.r_offset = offsetof(struct image, entry) + 1;
	assert_null(v8scope_elf_object_entry(&fixture.object, &relocation));
	fixture.segments[0].p_flags = PF_R;
	assert_null(v8scope_elf_object_entry(&fixture.object, fixture.object.rela));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sound_tables_are_read),
		cmocka_unit_test(names_that_do_not_end_in_the_object_are_none),
		cmocka_unit_test(tables_outside_of_the_object_are_empty),
		cmocka_unit_test(a_table_that_is_too_long_ends_with_the_object),
		cmocka_unit_test(entries_that_may_not_be_written_are_none),
	};

	return cmocka_run_group_tests_name("elf_object", tests, NULL, NULL);
}
