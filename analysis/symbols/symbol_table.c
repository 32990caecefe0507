/* SPDX-License-Identifier: MIT */
#include "symbol_table.h"

#include <glib.h>
#include <stdbool.h>

struct symbol {
	GElf_Addr start;
	GElf_Addr end;	   /* the first address behind it; `start`: its size is not known */
	GElf_Addr max_end; /* of this and all before it, once they are sorted */
	const char *name;  /* the module's */
	GElf_Word section;
	int rank; /* of several at one place the highest is shown */
};

struct v8scope_symbol_table {
	Dwfl_Module *module; /* borrowed */
	GArray *symbols;     /* of struct symbol, by start and rank */
};

/* What other objects use is what people know; a size is better than none. */
static int rank(const GElf_Sym *symbol)
{
	static const int bindings[] = {[STB_LOCAL] = 0, [STB_GLOBAL] = 2, [STB_WEAK] = 1};
	unsigned int binding = GELF_ST_BIND(symbol->st_info);

	return (symbol->st_size > 0 ? 3 : 0) +
	       (binding < G_N_ELEMENTS(bindings) ? bindings[binding] : 2);
}

/* ARM's assemblers mark code and data by symbols like $x: they are nobody's name. */
static bool may_be_code(const GElf_Sym *symbol, const char *name)
{
	int type = GELF_ST_TYPE(symbol->st_info);

	return name != NULL && name[0] != '\0' && name[0] != '$' && symbol->st_shndx != SHN_UNDEF &&
	       symbol->st_shndx != SHN_ABS && type != STT_SECTION && type != STT_FILE &&
	       type != STT_TLS;
}

static void add(struct v8scope_symbol_table *table, int index)
{
	struct symbol added = {0};
	GElf_Sym symbol;

	added.name = dwfl_module_getsym_info(
		table->module, index, &symbol, &added.start, &added.section, NULL, NULL);
	if (may_be_code(&symbol, added.name)) {
		added.end = added.start + MIN(symbol.st_size, UINT64_MAX - added.start);
		added.rank = rank(&symbol);
		g_array_append_val(table->symbols, added);
	}
}

static int compare(const void *left, const void *right)
{
	const struct symbol *a = left;
	const struct symbol *b = right;

	if (a->start != b->start) {
		return a->start < b->start ? -1 : 1;
	}
	return a->rank - b->rank;
}

struct v8scope_symbol_table *v8scope_symbol_table_create(Dwfl_Module *module)
{
	struct v8scope_symbol_table *table = g_new0(struct v8scope_symbol_table, 1);
	int count = dwfl_module_getsymtab(module);
	GElf_Addr max_end = 0;

	table->module = module;
	table->symbols = g_array_new(FALSE, FALSE, sizeof(struct symbol));
	for (int i = 1; i < count; i++) {
		add(table, i);
	}
	g_array_sort(table->symbols, compare);
	for (guint i = 0; i < table->symbols->len; i++) {
		struct symbol *symbol = &g_array_index(table->symbols, struct symbol, i);

		max_end = MAX(max_end, symbol->end);
		symbol->max_end = max_end;
	}
	return table;
}

void v8scope_symbol_table_destroy(struct v8scope_symbol_table *table)
{
	if (table == NULL) {
		return;
	}
	g_array_unref(table->symbols);
	g_free(table);
}

/* How many symbols begin at or before the address. */
static guint count_begun(const GArray *symbols, uint64_t address)
{
	guint low = 0;
	guint high = symbols->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;

		if (g_array_index(symbols, struct symbol, middle).start <= address) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

static bool is_in_section(Dwfl_Module *module, uint64_t address, GElf_Word section)
{
	Dwarf_Addr offset = address;
	Dwarf_Addr bias;
	Elf_Scn *found = dwfl_module_address_section(module, &offset, &bias);

	return found != NULL && elf_ndxscn(found) == section;
}

/* The last one that begins at or before the address, if all before it have ended there. */
static const struct symbol *find_unsized(
	const struct v8scope_symbol_table *table, guint begun, uint64_t address)
{
	const struct symbol *last;

	if (begun == 0) {
		return NULL;
	}
	last = &g_array_index(table->symbols, struct symbol, begun - 1);
	if (last->end > last->start || last->max_end > last->start ||
		!is_in_section(table->module, address, last->section)) {
		return NULL;
	}
	return last;
}

static const struct symbol *find_sized(
	const struct v8scope_symbol_table *table, guint begun, uint64_t address)
{
	for (guint i = begun; i > 0; i--) {
		const struct symbol *symbol = &g_array_index(table->symbols, struct symbol, i - 1);

		if (symbol->max_end <= address) {
			break;
		}
		if (symbol->end > address) {
			return symbol;
		}
	}
	return NULL;
}

const char *v8scope_symbol_table_find(
	const struct v8scope_symbol_table *table, uint64_t address, uint64_t *start)
{
	guint begun = count_begun(table->symbols, address);
	const struct symbol *symbol = find_sized(table, begun, address);

	if (symbol == NULL) {
		symbol = find_unsized(table, begun, address);
	}
	if (symbol == NULL) {
		return NULL;
	}
	*start = symbol->start;
	return symbol->name;
}
