/* SPDX-License-Identifier: MIT */
#include "program.h"

#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

/* The only two marks by which the command knows a V8: what everybody who embeds it has. */
#define V8_FUNCTION "_ZN2v82V810GetVersionEv"
static const char v8_message[] = "Embedder-vs-V8 build configuration mismatch";

#if defined(__x86_64__)
#define OWN_MACHINE EM_X86_64
#elif defined(__aarch64__)
#define OWN_MACHINE EM_AARCH64
#else
#error "v8scope is for x86-64 and aarch64 only"
#endif

static void find_v8_in_symbols(struct v8scope_program *program, Elf *elf, Elf_Scn *section)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Shdr header;
	GElf_Sym symbol;

	if (!data || !gelf_getshdr(section, &header) || header.sh_entsize == 0) {
		return;
	}
	for (size_t i = 0; i < header.sh_size / header.sh_entsize; i++) {
		const char *name = gelf_getsym(data, (int)i, &symbol)
					   ? elf_strptr(elf, header.sh_link, symbol.st_name)
					   : NULL;

		if (name && symbol.st_shndx != SHN_UNDEF && strcmp(name, V8_FUNCTION) == 0) {
			program->contains_v8 = true;
			program->exports_v8 |= header.sh_type == SHT_DYNSYM;
		}
	}
}

static void read_sections(struct v8scope_program *program, Elf *elf)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(elf, section)) != NULL) {
		if (gelf_getshdr(section, &header) &&
			(header.sh_type == SHT_SYMTAB || header.sh_type == SHT_DYNSYM)) {
			find_v8_in_symbols(program, elf, section);
		}
	}
}

static void read_interpreter(
	struct v8scope_program *program, Elf *elf, const char *image, size_t size)
{
	size_t count = 0;
	GElf_Phdr header;

	if (elf_getphdrnum(elf, &count) != 0) {
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (gelf_getphdr(elf, (int)i, &header) && header.p_type == PT_INTERP &&
			header.p_offset < size && header.p_filesz <= size - header.p_offset) {
			program->interpreter = g_strndup(image + header.p_offset, header.p_filesz);
			program->is_musl = strstr(program->interpreter, "ld-musl") != NULL;
		}
	}
}

static void read_elf(struct v8scope_program *program, char *image, size_t size)
{
	Elf *elf;
	GElf_Ehdr header;

	elf_version(EV_CURRENT);
	elf = elf_memory(image, size);
	if (!elf || elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &header)) {
		elf_end(elf);
		return;
	}
	program->is_elf = true;
	program->is_foreign = header.e_machine != OWN_MACHINE;
	read_interpreter(program, elf, image, size);
	read_sections(program, elf);
	/* Stripped: what V8 would say of a wrong build is still in it. */
	if (memmem(image, size, v8_message, strlen(v8_message))) {
		program->contains_v8 = true;
	}
	elf_end(elf);
}

static void read_script(struct v8scope_program *program, const char *image, size_t size)
{
	size_t length;

	if (size < 2 || memcmp(image, "#!", 2) != 0) {
		return;
	}
	for (length = 2; length < size && image[length] != '\n'; length++) {
	}
	program->interpreter = g_strstrip(g_strndup(image + 2, length - 2));
}

/* The program that a script's first line names; env's argument if it is env. Owned. */
static char *script_program(const char *line)
{
	char **words = g_strsplit_set(line, " \t", -1);
	char *name = g_path_get_basename(words[0] ? words[0] : "");
	char **word = words;

	if (strcmp(name, "env") == 0) {
		for (word++; *word && (**word == '\0' || **word == '-' || strchr(*word, '='));
			word++) {
		}
	}
	char *program = g_strdup(*word ? *word : "");
	g_free(name);
	g_strfreev(words);
	return program;
}

/* The kernel then sets AT_SECURE; root has nothing to gain. */
static bool gains_rights(const char *path)
{
	struct stat st;

	if (getuid() == 0 || stat(path, &st) != 0) {
		return false;
	}
	return ((st.st_mode & S_ISUID) && st.st_uid != getuid()) ||
	       ((st.st_mode & S_ISGID) && (st.st_mode & S_IXGRP) && st.st_gid != getgid()) ||
	       getxattr(path, "security.capability", NULL, 0) > 0;
}

static char *find(const char *command)
{
	char *found = g_find_program_in_path(command);
	char *resolved = found ? realpath(found, NULL) : NULL;
	char *path = g_strdup(resolved);

	free(resolved);
	g_free(found);
	return path;
}

static void read_file(struct v8scope_program *program, const char *path)
{
	/* Writable, for libelf; the changes stay private. */
	GMappedFile *file = g_mapped_file_new(path, TRUE, NULL);
	char *image = file ? g_mapped_file_get_contents(file) : NULL;

	if (image) {
		read_elf(program, image, g_mapped_file_get_length(file));
		if (!program->is_elf) {
			read_script(program, image, g_mapped_file_get_length(file));
		}
	}
	if (file) {
		g_mapped_file_unref(file);
	}
}

/* A script becomes the program that runs it. */
static void follow_script(struct v8scope_program *program)
{
	char *command = script_program(program->interpreter);
	char *path = find(command);

	if (path) {
		g_clear_pointer(&program->interpreter, g_free);
		g_free(program->path);
		program->path = path;
		program->is_secure = gains_rights(path);
		read_file(program, path);
	}
	g_free(command);
}

void v8scope_program_init(struct v8scope_program *program, const char *command)
{
	*program = (struct v8scope_program){.path = find(command)};
	if (!program->path) {
		return;
	}
	program->is_secure = gains_rights(program->path);
	read_file(program, program->path);
	if (!program->is_elf && program->interpreter) {
		follow_script(program);
	}
}

void v8scope_program_fini(struct v8scope_program *program)
{
	g_free(program->path);
	g_free(program->interpreter);
}

bool v8scope_program_is_static(const struct v8scope_program *program)
{
	return program->is_elf && !program->interpreter;
}
