/* SPDX-License-Identifier: MIT */
#include "diagnosis.h"

#include <inttypes.h>
#include <string.h>
#include <sys/wait.h>

#include "sensors.h"

static const char *linkage_text(enum v8scope_linkage linkage)
{
	switch (linkage) {
	case V8SCOPE_LINKAGE_LIBRARY:
		return "a shared library";
	case V8SCOPE_LINKAGE_EXECUTABLE:
		return "an executable that exports it";
	case V8SCOPE_LINKAGE_LINKED:
		return "with v8scope linked into the program";
	case V8SCOPE_LINKAGE_NONE:
		break;
	}
	return "nowhere";
}

static bool has_v8(const struct v8scope_observed_process *process)
{
	return process->linkage != V8SCOPE_LINKAGE_NONE || process->isolates->len > 0;
}

/* Whether any isolate of the command was seen as it must be. */
static bool has_any_census(const struct v8scope_observation *observation)
{
	for (guint i = 0; i < observation->processes->len; i++) {
		const struct v8scope_observed_process *process =
			g_ptr_array_index(observation->processes, i);

		for (guint j = 0; j < process->isolates->len; j++) {
			const struct v8scope_observed_isolate *isolate =
				g_ptr_array_index(process->isolates, j);

			if (isolate->censuses > 0) {
				return true;
			}
		}
	}
	return false;
}

static void tell_end(struct v8scope_findings *findings, const struct v8scope_trial *trial)
{
	if (trial->was_ended) {
		v8scope_findings_note(findings, "command.ended", NULL, NULL,
			"the command was ended when its time was over (--for)");
	} else if (WIFSIGNALED(trial->wait_status)) {
		v8scope_findings_note(findings, "command.killed",
			"A program that is killed says nothing of its end.", NULL,
			"the command died by signal %d (%s)", WTERMSIG(trial->wait_status),
			g_strsignal(WTERMSIG(trial->wait_status)));
	} else if (WEXITSTATUS(trial->wait_status) != 0) {
		v8scope_findings_note(findings, "command.failed", NULL,
			"If it does not do so by itself, look at what it printed.",
			"the command ended with status %d", WEXITSTATUS(trial->wait_status));
	} else {
		v8scope_findings_ok(findings, "command.ran", "the command ran to its end");
	}
}

struct group {
	const char *name; /* borrowed */
	guint exist;
	guint hooked;
	guint absent;
	uint64_t imports;
};

/* The hooks from `i` on that are of one group; `i` is moved behind them. */
static struct group next_group(const GPtrArray *hooks, guint *i)
{
	const struct v8scope_observed_hook *hook = g_ptr_array_index(hooks, *i);
	struct group group = {.name = hook->group};

	while (*i < hooks->len) {
		hook = g_ptr_array_index(hooks, *i);
		if (strcmp(hook->group, group.name) != 0) {
			break;
		}
		group.exist += hook->state != V8SCOPE_HOOKED_ABSENT;
		group.absent += hook->state == V8SCOPE_HOOKED_ABSENT;
		group.hooked += hook->state == V8SCOPE_HOOKED_YES;
		group.imports += hook->imports;
		(*i)++;
	}
	return group;
}

static void append(GString *list, const char *name)
{
	g_string_append_printf(list, "%s%s", list->len ? ", " : "", name);
}

/* What this V8 lacks: whole groups by their names, else function by function. */
static void append_absent(
	GString *list, const GPtrArray *hooks, guint first, guint end, const struct group *group)
{
	if (group->exist == 0) {
		append(list, "all of ");
		g_string_append(list, group->name);
		return;
	}
	for (guint i = first; i < end; i++) {
		const struct v8scope_observed_hook *hook = g_ptr_array_index(hooks, i);

		if (hook->state == V8SCOPE_HOOKED_ABSENT) {
			append(list, hook->function);
		}
	}
}

/* "scopes 4 of 6" for each group, and what is absent. Returns the entries rewritten. */
static uint64_t list_groups(const GPtrArray *hooks, GString *hooked, GString *absent)
{
	uint64_t imports = 0;
	guint i = 0;

	while (i < hooks->len) {
		guint first = i;
		struct group group = next_group(hooks, &i);

		imports += group.imports;
		if (group.exist > 0) {
			append(hooked, group.name);
			g_string_append_printf(hooked, " %u of %u", group.hooked, group.exist);
		}
		append_absent(absent, hooks, first, i, &group);
	}
	return imports;
}

static void tell_hooks(
	struct v8scope_findings *findings, const struct v8scope_observed_process *process)
{
	GString *absent = g_string_new(NULL);
	GString *hooked = g_string_new(NULL);
	uint64_t imports = list_groups(process->hooks, hooked, absent);

	if (imports > 0) {
		v8scope_findings_ok(findings, "hooks.some", "hooked in pid %" PRId64 ": %s",
			process->pid, hooked->str);
	} else {
		v8scope_findings_note(findings, "hooks.none",
			"Nothing but V8's own object calls V8: in node, a program in JavaScript "
			"alone. Its isolates are seen all the same, by their collections and by "
			"the handles on their stacks.",
			NULL, "nothing to hook in pid %" PRId64 ": no other object imports V8",
			process->pid);
	}
	if (absent->len > 0 && process->linkage == V8SCOPE_LINKAGE_LINKED) {
		v8scope_findings_note(findings, "hooks.absent",
			"The program never calls them, so the linker did not take them in.", NULL,
			"not in this program: %s", absent->str);
	} else if (absent->len > 0) {
		v8scope_findings_note(findings, "hooks.absent",
			"It inlines them into its callers, or is of a version that has others in "
			"their place. What that costs, the sensors say.",
			NULL, "this V8 does not export: %s", absent->str);
	}
	g_string_free(hooked, TRUE);
	g_string_free(absent, TRUE);
}

static void tell_no_census(struct v8scope_findings *findings,
	const struct v8scope_observed_isolate *isolate, bool others)
{
	static const char meaning[] = "A report needs at least one census; the isolate may have "
				      "lived for too short a time, or been given no work.";
	static const char what[] =
		"isolate 0x%" PRIx64 ": %" PRIu64 " events arrived, but no census";

	if (others) {
		v8scope_findings_note(findings, "events.none", meaning, NULL, what,
			isolate->address, isolate->events);
	} else {
		v8scope_findings_problem(findings, "events.none", V8SCOPE_EXIT_STATUS_NO_EVENTS,
			meaning, "Let it run longer, and do what it is to be watched at.", what,
			isolate->address, isolate->events);
	}
}

static void tell_no_isolate(struct v8scope_findings *findings,
	const struct v8scope_observed_process *process, bool others)
{
	static const char meaning[] = "V8 is loaded, but no isolate was made or used where v8scope "
				      "could see it.";
	static const char what[] = "no isolate was seen in pid %" PRId64;

	if (others) {
		v8scope_findings_note(findings, "isolates.none", meaning, NULL, what, process->pid);
	} else {
		v8scope_findings_problem(findings, "isolates.none", V8SCOPE_EXIT_STATUS_NO_EVENTS,
			meaning,
			"Give the program JavaScript to run; in node without --permission.", what,
			process->pid);
	}
}

static void tell_events(
	struct v8scope_findings *findings, const struct v8scope_observed_isolate *isolate)
{
	v8scope_findings_ok(findings, "events.some",
		"isolate 0x%" PRIx64 ": %" PRIu64 " events arrived, with %" PRIu64
		" censuses and %" PRIu64 " full collections",
		isolate->address, isolate->events, isolate->censuses, isolate->full_gcs);
	if (isolate->full_gcs == 0) {
		v8scope_findings_note(findings, "events.gc",
			"Live bytes are known right after one.",
			"Let it run longer, or record with --gc=every:TIME.",
			"isolate 0x%" PRIx64 ": no full collection was seen", isolate->address);
	}
}

/* `others`: there are isolates that were seen as they must be. */
static void tell_process(struct v8scope_findings *findings,
	const struct v8scope_observed_process *process, bool others)
{
	v8scope_findings_ok(findings, "v8.found", "V8 %s in %s: %s (pid %" PRId64 ", %s)",
		process->v8_version ? process->v8_version : "of unknown version",
		process->v8_object ? process->v8_object : "an unknown object",
		linkage_text(process->linkage), process->pid, process->name ? process->name : "");
	tell_hooks(findings, process);
	if (process->isolates->len == 0) {
		tell_no_isolate(findings, process, others);
	}
	for (guint i = 0; i < process->isolates->len; i++) {
		const struct v8scope_observed_isolate *isolate =
			g_ptr_array_index(process->isolates, i);

		if (isolate->censuses == 0) {
			tell_no_census(findings, isolate, others);
		} else {
			tell_events(findings, isolate);
		}
		v8scope_sensors_diagnose(findings, isolate);
	}
}

static const char link_todo[] =
	"Link it with v8scope: cc ... $(v8scope link-flags), or for Rust RUSTFLAGS=\"$(v8scope "
	"link-flags --rust)\"; docs/static-v8.md.";

/* Nothing was preloaded into the program: the file says why. */
static bool tell_refusal(struct v8scope_findings *findings, const struct v8scope_program *program)
{
	if (program->is_secure) {
		v8scope_findings_problem(findings, "program.setuid", V8SCOPE_EXIT_STATUS_NO_V8,
			"The dynamic linker preloads nothing into a program that gains rights "
			"(setuid, setgid, file capabilities) when this user runs it.",
			"Record a copy of it (cp drops those rights), or as the user it runs as.",
			"%s gains rights when it is executed", program->path);
	} else if (program->is_foreign) {
		v8scope_findings_problem(findings, "program.foreign", V8SCOPE_EXIT_STATUS_NO_V8,
			"The runtime is built for this machine only.",
			"Use a v8scope that is built for that machine.",
			"%s is for another machine", program->path);
	} else if (v8scope_program_is_static(program)) {
		v8scope_findings_problem(findings, "program.static", V8SCOPE_EXIT_STATUS_NO_V8,
			"Nothing can be preloaded into a program without a dynamic linker.",
			program->contains_v8 ? "Link it dynamically to libc, and with v8scope: cc "
					       "... $(v8scope link-flags)."
					     : NULL,
			"%s is linked statically, and V8 is %s it", program->path,
			program->contains_v8 ? "in" : "not in");
	} else if (program->is_musl) {
		v8scope_findings_problem(findings, "program.musl", V8SCOPE_EXIT_STATUS_NO_V8,
			"The runtime is built for glibc; musl's dynamic linker cannot load it.",
			"Use a build of the program for glibc.", "%s uses musl (%s)", program->path,
			program->interpreter);
	} else {
		return false;
	}
	return true;
}

/* The runtime began, if anywhere, in processes without a V8 that it could reach. */
static void tell_no_v8(struct v8scope_findings *findings, const struct v8scope_trial *trial,
	const struct v8scope_program *program)
{
	bool began = trial->observation.processes->len > 0;

	if (!began && tell_refusal(findings, program)) {
		return;
	}
	if (!began) {
		v8scope_findings_problem(findings, "runtime.silent", V8SCOPE_EXIT_STATUS_NO_V8,
			"The runtime was not loaded, or the session daemon did not hear of it: "
			"something in between drops LD_PRELOAD, or changes to another user.",
			"Run the program itself rather than a wrapper of it.",
			"nothing was heard of the runtime in %s", program->path);
	} else if (program->contains_v8 && !program->exports_v8) {
		v8scope_findings_problem(findings, "v8.hidden", V8SCOPE_EXIT_STATUS_NO_V8,
			"V8 is linked into the program statically, and its functions have no names "
			"that could be hooked from outside.",
			link_todo, "%s contains V8, but does not export it", program->path);
	} else {
		v8scope_findings_problem(findings, "v8.none", V8SCOPE_EXIT_STATUS_NO_V8,
			"Neither the program nor one that it started loaded a V8 that exports its "
			"functions. One that is started without LD_PRELOAD (by env -i, sudo), or "
			"that contains V8 and was stripped of all signs, looks the same.",
			"See that the program that uses V8 is the one that is run, and not a "
			"wrapper of it.",
			"no V8 was found in %u process%s of %s", trial->observation.processes->len,
			trial->observation.processes->len == 1 ? "" : "es", program->path);
	}
}

void v8scope_diagnosis_make(struct v8scope_findings *findings, const struct v8scope_trial *trial,
	const struct v8scope_program *program)
{
	const GPtrArray *processes = trial->observation.processes;
	bool others = has_any_census(&trial->observation);
	guint found = 0;

	tell_end(findings, trial);
	for (guint i = 0; i < processes->len; i++) {
		const struct v8scope_observed_process *process = g_ptr_array_index(processes, i);

		if (has_v8(process)) {
			tell_process(findings, process, others);
			found++;
		}
	}
	if (found == 0) {
		tell_no_v8(findings, trial, program);
	} else if (found < processes->len) {
		v8scope_findings_note(findings, "processes.plain", NULL, NULL,
			"%u other process%s of the command had no V8", processes->len - found,
			processes->len - found == 1 ? "" : "es");
	}
	if (trial->discarded > 0) {
		v8scope_findings_note(findings, "events.lost",
			"The program wrote faster than the session daemon read.",
			"Record with --no-loss.", "%" PRIu64 " events were lost", trial->discarded);
	}
}
