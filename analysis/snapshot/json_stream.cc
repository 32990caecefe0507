/* SPDX-License-Identifier: MIT */
#include "json_stream.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include "surrogates.h"

namespace
{

constexpr std::size_t buffer_size = 256 * 1024;

/* RapidJSON's input stream: NUL says the end. */
class Input
{
public:
	typedef char Ch;

	Input(v8scope_snapshot_input read, void *data)
	    : read_(read), data_(data), buffer_(new char[buffer_size])
	{
		refill();
	}

	char Peek() const
	{
		return position_ < ready_ ? buffer_[position_] : '\0';
	}

	char Take()
	{
		char taken = Peek();

		if (position_ < ready_ && ++position_ == ready_) {
			refill();
		}
		return taken;
	}

	std::size_t Tell() const
	{
		return before_ + position_;
	}

	/* Only writing streams need these. */
	char *PutBegin()
	{
		return nullptr;
	}
	void Put(char)
	{
	}
	std::size_t PutEnd(char *)
	{
		return 0;
	}

	bool at_end() const
	{
		return position_ == ready_;
	}

	/* The errno of a read that failed, or 0. */
	int failure() const
	{
		return failure_;
	}

private:
	/* The end of file as well if reading fails: the caller asks failure(). */
	std::size_t read_more(std::size_t have)
	{
		ptrdiff_t got = read_(data_, buffer_.get() + have, buffer_size - have);

		if (got < 0) {
			failure_ = errno;
		}
		return got < 0 ? 0 : static_cast<std::size_t>(got);
	}

	/* What cannot be repaired yet stays in the buffer, in front of what comes. */
	void refill()
	{
		before_ += ready_;
		length_ -= ready_;
		std::memmove(buffer_.get(), buffer_.get() + ready_, length_);
		position_ = ready_ = 0;
		while (ready_ == 0 && !ended_) {
			std::size_t got = read_more(length_);

			ended_ = got == 0;
			length_ += got;
			ready_ = v8scope_surrogates_repair(buffer_.get(), length_, ended_);
		}
	}

	v8scope_snapshot_input read_;
	void *data_;
	std::unique_ptr<char[]> buffer_;
	std::size_t before_ = 0;   /* bytes that are no longer in the buffer */
	std::size_t position_ = 0; /* of the next byte */
	std::size_t ready_ = 0;	   /* bytes that may be taken */
	std::size_t length_ = 0;   /* bytes in the buffer */
	bool ended_ = false;
	int failure_ = 0;
};

/* Hands RapidJSON's events on. */
class Events
{
public:
	Events(const v8scope_json_handler &handler, void *data) : handler_(handler), data_(data)
	{
	}

	bool Uint(unsigned value)
	{
		return handler_.number(data_, value);
	}
	bool Uint64(uint64_t value)
	{
		return handler_.number(data_, value);
	}
	bool Int(int)
	{
		return handler_.other(data_); /* negative, or it were a Uint */
	}
	bool Int64(int64_t)
	{
		return handler_.other(data_);
	}
	bool Double(double)
	{
		return handler_.other(data_);
	}
	bool RawNumber(const char *, rapidjson::SizeType, bool)
	{
		return handler_.other(data_);
	}
	bool Null()
	{
		return handler_.other(data_);
	}
	bool Bool(bool)
	{
		return handler_.other(data_);
	}
	bool Key(const char *text, rapidjson::SizeType length, bool)
	{
		return handler_.key(data_, text, length);
	}
	bool String(const char *text, rapidjson::SizeType length, bool)
	{
		return handler_.string(data_, text, length);
	}
	bool StartObject()
	{
		return handler_.begin(data_, false);
	}
	bool StartArray()
	{
		return handler_.begin(data_, true);
	}
	bool EndObject(rapidjson::SizeType)
	{
		return handler_.end(data_);
	}
	bool EndArray(rapidjson::SizeType)
	{
		return handler_.end(data_);
	}

private:
	const v8scope_json_handler &handler_;
	void *data_;
};

} // namespace

extern "C" bool v8scope_json_parse(v8scope_snapshot_input input, void *input_data,
	const struct v8scope_json_handler *handler, void *handler_data, GError **error)
{
	Input stream(input, input_data);
	Events events(*handler, handler_data);
	rapidjson::Reader reader;
	/* Iterative: the depth of the input must not be the depth of the stack. */
	rapidjson::ParseResult result =
		reader.Parse<rapidjson::kParseIterativeFlag>(stream, events);

	if (stream.failure() != 0) {
		g_set_error(error, V8SCOPE_SNAPSHOT_ERROR, V8SCOPE_SNAPSHOT_ERROR_READ,
			"cannot be read beyond byte %zu: %s", stream.Tell(),
			g_strerror(stream.failure()));
		return false;
	}
	if (result.IsError() && stream.at_end()) {
		/* A handler that stopped here was given half a number. */
		g_set_error(error, V8SCOPE_SNAPSHOT_ERROR, V8SCOPE_SNAPSHOT_ERROR_JSON,
			"is cut off at byte %zu", stream.Tell());
		return false;
	}
	if (result.Code() == rapidjson::kParseErrorTermination) {
		return false;
	}
	if (result.IsError()) {
		g_set_error(error, V8SCOPE_SNAPSHOT_ERROR, V8SCOPE_SNAPSHOT_ERROR_JSON,
			"is not JSON at byte %zu: %s", result.Offset(),
			rapidjson::GetParseError_En(result.Code()));
		return false;
	}
	if (!stream.at_end()) {
		g_set_error(error, V8SCOPE_SNAPSHOT_ERROR, V8SCOPE_SNAPSHOT_ERROR_JSON,
			"goes on after its end at byte %zu", stream.Tell());
		return false;
	}
	return true;
}
