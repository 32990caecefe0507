/* SPDX-License-Identifier: MIT */
/* As much of V8's API as the test calls; it runs nothing. */
#ifndef V8SCOPE_TEST_DIRECT_ENGINE_HH
#define V8SCOPE_TEST_DIRECT_ENGINE_HH

namespace v8
{

class V8
{
public:
	static const char *GetVersion();
};

class Isolate
{
public:
	static Isolate *GetCurrent();

	void *word = nullptr;
};

class Context
{
public:
	void Enter();
	void Exit();
};

class HandleScope
{
public:
	explicit HandleScope(Isolate *isolate);
	~HandleScope();
	static int NumberOfHandles(Isolate *isolate);

private:
	Isolate *isolate_;
	void *prev_next_;
	void *prev_limit_;
};

} // namespace v8

#endif
