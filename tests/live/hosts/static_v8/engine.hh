/* SPDX-License-Identifier: MIT */
/*
 * Stands in for a V8 that is linked statically: V8's names, hidden, behind C
 * functions. It keeps handles in a counter and runs nothing.
 */
#ifndef V8SCOPE_TEST_ENGINE_HH
#define V8SCOPE_TEST_ENGINE_HH

namespace v8
{

class V8
{
public:
	static const char *GetVersion();
	/* As V8's, has words for an embedder that was built otherwise. */
	static bool Initialize(int build_config);
};

class Isolate
{
public:
	/* Each thread has one of its own. */
	static Isolate *GetCurrent();

	int handles = 0;
};

namespace internal
{
class Isolate;
using Address = unsigned long;
} // namespace internal

namespace api_internal
{
internal::Address *GlobalizeReference(internal::Isolate *isolate, internal::Address *value);
void DisposeGlobal(internal::Address *slot);
} // namespace api_internal

class HandleScope
{
public:
	explicit HandleScope(Isolate *isolate);
	~HandleScope();
	static int NumberOfHandles(Isolate *isolate);

	/* What a V8 whose HandleScope is inline does. */
	inline void open(Isolate *isolate)
	{
		isolate_ = isolate;
		prev_next_ = isolate->handles;
		prev_limit_ = 0;
	}
	inline void close()
	{
		isolate_->handles = static_cast<int>(prev_next_);
	}

private:
	Isolate *isolate_;
	long prev_next_;
	long prev_limit_;
};

} // namespace v8

#endif
