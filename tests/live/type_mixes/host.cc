/* SPDX-License-Identifier: MIT */
/* host MIXES MIX COUNT SEED SNAPSHOT: holds that many handles in one scope. */
#include "../hosts/host.hh"
#include "hold.hh"

#include <fstream>
#include <sstream>

namespace
{

std::string read_file(const char *path)
{
	std::ifstream file(path);
	std::ostringstream text;

	text << file.rdbuf();
	return text.str();
}

v8::Local<v8::Function> make_mix(v8::Local<v8::Context> context, char **argv)
{
	v8::Isolate *isolate = v8::Isolate::GetCurrent();
	v8::Local<v8::Function> mixes = host::compile(isolate, context, read_file(argv[1]).c_str());
	v8::Local<v8::Value> arguments[] = {
		v8::String::NewFromUtf8(isolate, argv[2]).ToLocalChecked(),
		v8::Integer::New(isolate, std::atoi(argv[3])),
		v8::Integer::New(isolate, std::atoi(argv[4])),
	};

	return mixes->Call(context, v8::Null(isolate), 3, arguments)
		.ToLocalChecked()
		.As<v8::Function>();
}

} // namespace

int main(int argc, char **argv)
{
	if (argc != 6) {
		std::fprintf(stderr, "usage: %s MIXES MIX COUNT SEED SNAPSHOT\n", argv[0]);
		return 2;
	}
	host::Engine engine;
	v8::Isolate *isolate = host::new_isolate();
	{
		v8::Isolate::Scope isolate_scope(isolate);
		v8::HandleScope scope(isolate);
		v8::Local<v8::Context> context = v8::Context::New(isolate);
		v8::Context::Scope context_scope(context);

		hold::run(context, make_mix(context, argv), std::atoi(argv[3]), argv[5]);
	}
	isolate->Dispose();
	return 0;
}
