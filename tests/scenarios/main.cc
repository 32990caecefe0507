/* SPDX-License-Identifier: MIT */
/*
 * scenarios --list              one JSON object a scenario
 * scenarios NAME [--collect=N]  runs it, to be recorded; N full collections on the way
 * scenarios NAME --truth [...]  one JSON object a holder: what it holds of the growth
 *
 * The truth is what a holder released in the end, less what it released in a run that
 * ended after the first turn.
 */
#include "scenario.hh"

#include <libplatform/libplatform.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <map>
#include <memory>
#include <string>

namespace scenario
{

static std::map<std::string, Scenario> &registry()
{
	static std::map<std::string, Scenario> scenarios;
	return scenarios;
}

Registration::Registration(const Scenario &scenario)
{
	registry()[scenario.name] = scenario;
}

static void list()
{
	for (const auto &[name, scenario] : registry()) {
		printf("{\"name\":\"%s\",\"description\":\"%s\",\"ends\":\"%s\",\"during\":\"%s\","
		       "\"why\":\"%s\"}\n",
			name.c_str(), scenario.description, scenario.ends, scenario.during,
			scenario.why);
	}
}

static void run(const Scenario &scenario, Stage &stage)
{
	std::unique_ptr<v8::Platform> platform = v8::platform::NewDefaultPlatform();

	/* What V8 drops of its code depends on when it collects: a recording adds to that. */
	v8::V8::SetFlagsFromString("--no-flush-bytecode");
	v8::V8::InitializePlatform(platform.get());
	v8::V8::Initialize();
	scenario.run(stage);
	v8::V8::Dispose();
	v8::V8::DisposePlatform();
}

static Ledger *new_ledger()
{
	void *memory = mmap(
		nullptr, sizeof(Ledger), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? nullptr : static_cast<Ledger *>(memory);
}

/* A part in a process of its own: V8 starts once in a process. Null: it failed. */
static Ledger *measure(const Scenario &scenario, Part part, long collections)
{
	Ledger *ledger = new_ledger();
	Stage stage = {part, ledger, collections, 0};
	int status = 0;
	pid_t child = ledger ? fork() : -1;

	if (child == 0) {
		run(scenario, stage);
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
		fprintf(stderr, "scenarios: measuring ended with status %d\n", status);
		return nullptr;
	}
	return ledger;
}

static const Row *find(const Ledger &ledger, const Row &like)
{
	for (int i = 0; i < ledger.count; i++) {
		const Row &row = ledger.rows[i];

		if (row.isolate == like.isolate && strcmp(row.kind, like.kind) == 0 &&
			strcmp(row.function, like.function) == 0) {
			return &row;
		}
	}
	return nullptr;
}

static void print(const Row &row, const char *source)
{
	printf("{\"function\":\"%s\",\"kind\":\"%s\",\"isolate\":%d,\"growth_bytes\":%ld,"
	       "\"handles\":%ld,\"source\":\"%s\"}\n",
		row.function, row.kind, row.isolate, (long)row.bytes, (long)row.handles, source);
}

/*
 * What no handle holds is JavaScript's: what was left when all handles were gone. A
 * holder that cannot be released has it, if there is one.
 */
static void print_rest(int isolate, int64_t bytes, const Row *unreleased)
{
	Row row = {};

	if (unreleased) {
		row = *unreleased;
	} else {
		strcpy(row.kind, "javascript");
	}
	row.isolate = isolate;
	row.bytes = bytes;
	print(row, "rest");
}

static void print_isolate(const Ledger &full, const Ledger &warm, int isolate)
{
	int64_t rest = full.end_bytes[isolate] - warm.end_bytes[isolate];
	const Row *unreleased = nullptr;

	for (int i = 0; i < full.count; i++) {
		Row row = full.rows[i];
		const Row *before = find(warm, row);

		if (row.isolate != isolate) {
			continue;
		}
		if (row.bytes < 0 && strcmp(row.kind, "global") == 0) {
			unreleased = &full.rows[i];
			continue;
		}
		row.bytes -= before ? before->bytes : 0;
		row.handles -= before ? before->handles : 0;
		if (strcmp(row.kind, "javascript") != 0) {
			rest -= row.bytes;
			print(row, "released");
		}
	}
	print_rest(isolate, rest, unreleased);
}

static int print_truth(const Scenario &scenario, long collections)
{
	const Ledger *warm = measure(scenario, Part::warm_up, collections);
	const Ledger *full = warm ? measure(scenario, Part::measure, collections) : nullptr;

	if (!full) {
		return 1;
	}
	for (int i = 0; i < Ledger::max_isolates; i++) {
		if (full->end_bytes[i] != 0) {
			print_isolate(*full, *warm, i);
		}
	}
	return 0;
}

} // namespace scenario

int main(int argc, char **argv)
{
	using namespace scenario;
	const char *name = argc > 1 ? argv[1] : "";
	auto found = registry().find(name);
	long collections = 0;
	bool truth = false;

	if (strcmp(name, "--list") == 0) {
		list();
		return 0;
	}
	for (int i = 2; i < argc; i++) {
		truth = truth || strcmp(argv[i], "--truth") == 0;
		if (strncmp(argv[i], "--collect=", 10) == 0) {
			collections = strtol(argv[i] + 10, nullptr, 10);
		}
	}
	if (found == registry().end()) {
		fprintf(stderr, "scenarios: no scenario '%s', see --list\n", name);
		return 2;
	}
	if (truth) {
		return print_truth(found->second, collections);
	}
	Stage stage = {Part::all, nullptr, collections, 0};
	run(found->second, stage);
	return 0;
}
