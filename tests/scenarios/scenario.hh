/* SPDX-License-Identifier: MIT */
/*
 * A scenario is a small program that knows what holds its heap: it does the same
 * work whether it is recorded or measures itself. To measure, it releases one holder
 * after the other, with full collections before and after each; nothing of v8scope
 * takes part in that.
 */
#ifndef V8SCOPE_SCENARIO_HH
#define V8SCOPE_SCENARIO_HH

#include <v8.h>

#include <cstdint>
#include <cstdlib>

namespace scenario
{

/* What of a scenario is run, and why. */
enum class Part {
	all,	 /* to be recorded */
	measure, /* all of it, and then measured */
	warm_up, /* the first turn, and then measured: what was held before the growth */
};

/* What one holder released. Lives in memory that parent and child share. */
struct Row {
	char function[48]; /* empty: of JavaScript */
	char kind[16];	   /* as in the report */
	int isolate;	   /* in the order in which they were made */
	int64_t bytes;
	int64_t handles;
};

struct Ledger {
	static constexpr int max_rows = 16;
	static constexpr int max_isolates = 4;
	int count;
	Row rows[max_rows];
	int64_t end_bytes[max_isolates]; /* live, before anything was released */
};

struct Stage {
	Part part;
	Ledger *ledger;	  /* not owned; null unless measuring */
	long collections; /* full ones that the program asks for as it runs; 0: none */
	int isolates;	  /* made so far */
};

/* One isolate with a context, and the turns that it is given. */
class World
{
public:
	explicit World(Stage &stage);
	~World();
	World(const World &) = delete;
	World &operator=(const World &) = delete;

	v8::Isolate *isolate() const
	{
		return isolate_;
	}
	/* Made when it is first asked for. */
	v8::Local<v8::Context> context();
	bool is_measuring() const
	{
		return stage_.part != Part::all;
	}

	/*
	 * Calls body(i) up to `turns` times, with a microtask checkpoint after each. To
	 * measure the warm-up, one turn is all that there is in the whole program.
	 */
	template <typename Body> void loop(long turns, Body body)
	{
		for (long i = 0; i < turns && may_turn(); i++) {
			turn(i, turns, body);
		}
	}
	/* One of those turns, where the loop is the caller's. */
	template <typename Body> void turn(long i, long turns, Body body)
	{
		body(i);
		end_turn(i, turns);
	}

	/* A recorded program ends here, with all that it holds. */
	void stop_here() const
	{
		if (!is_measuring()) {
			exit(0);
		}
	}

	/* The value of `source`, as a local of the caller's scope. */
	v8::Local<v8::Function> compile(const char *source);
	v8::Local<v8::Value> call(v8::Local<v8::Function> function, double argument = 0);
	/* An array with room for `length` elements, 8 bytes each, and one handle to it. */
	v8::Local<v8::Array> make(int length = 16)
	{
		return v8::Array::New(isolate_, length);
	}

	/* Measures what `let_go` releases, if the program measures; else does nothing. */
	template <typename LetGo>
	void release(const char *function, const char *kind, int64_t handles, LetGo let_go)
	{
		if (is_measuring()) {
			int64_t before = live_bytes();

			{
				v8::HandleScope scope(isolate_);
				let_go();
			}
			note(function, kind, handles, before - live_bytes());
		}
	}

	/* Of this isolate, after full collections. */
	int64_t live_bytes();
	/* A holder that nothing can release: -1 bytes stand for what no other holder has. */
	void note(const char *function, const char *kind, int64_t handles, int64_t bytes);

private:
	bool may_turn() const
	{
		return stage_.part != Part::warm_up || turns_ == 0;
	}
	void end_turn(long turn, long turns);

	Stage &stage_;
	int index_;
	v8::Isolate *isolate_;
	v8::Persistent<v8::Context> context_; /* goes with the isolate */
	long turns_ = 0;
	bool ended_ = false;
};

/*
 * Around a HandleScope that the report is to name: a Closed before it, an Open
 * after it. Between their destructors nothing but the scope goes.
 */
class Closed
{
public:
	Closed(World &world, const char *function, const char *kind = "handle_scope")
	    : world_(world), function_(function), kind_(kind)
	{
	}
	~Closed();

private:
	friend class Open;
	World &world_;
	const char *function_;
	const char *kind_;
	int64_t before_ = 0;
	int64_t handles_ = 0;
};

class Open
{
public:
	explicit Open(Closed &closed);
	~Open();

private:
	Closed &closed_;
	int first_handle_;
};

using Run = void (*)(Stage &);

struct Scenario {
	const char *name;
	const char *description;
	/*
	 * The verdicts that are right, one a letter, one list an isolate: Leak, laTent,
	 * Growth, Not-handles, Ok, Inconclusive. With full collections at the ends only,
	 * and with twenty during the run. A small letter is a verdict that is known to be
	 * given, and wrong.
	 */
	const char *ends;
	const char *during;
	const char *why; /* is that the right verdict */
	Run run;
};

/* Registers itself; the order is by name. */
struct Registration {
	explicit Registration(const Scenario &scenario);
};

/* The run of a scenario that needs one isolate, entered, with a scope and its context. */
void run_alone(Stage &stage, void (*body)(World &));

template <void (*body)(World &)> void alone(Stage &stage)
{
	run_alone(stage, body);
}

} // namespace scenario

#endif
