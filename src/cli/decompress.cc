#include "cli/decompress.h"

#include <limits>
#include <memory>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "fmt/format.h"

#define ZLIB_CONST  // zlib then takes its input as const
#include <zlib.h>
#include <zstd.h>

namespace hilt::cli {
namespace {

constexpr std::string_view kGzipMagic = "\x1f\x8b";
constexpr std::string_view kZstdMagic = "\x28\xb5\x2f\xfd";

constexpr size_t kBlockBytes = size_t{1} << 17;

absl::Status Damaged(std::string_view format, std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("{}: {}", format, what));
}

absl::Status CheckLength(const std::string& text, size_t max_bytes) {
  if (text.size() <= max_bytes) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      fmt::format("longer than {} bytes once it is decompressed", max_bytes));
}

struct EndInflate {
  void operator()(z_stream* stream) const { inflateEnd(stream); }
};

absl::StatusOr<std::string> Gunzip(std::string_view bytes, size_t max_bytes) {
  constexpr int kGzipOnly = 16 + MAX_WBITS;
  if (bytes.size() > std::numeric_limits<uInt>::max()) return Damaged("gzip", "too long");
  z_stream state{};
  HILT_CHECK(inflateInit2(&state, kGzipOnly) == Z_OK);  // fails for want of memory only
  const std::unique_ptr<z_stream, EndInflate> stream(&state);
  stream->next_in = reinterpret_cast<const Bytef*>(bytes.data());
  stream->avail_in = static_cast<uInt>(bytes.size());

  std::string text;
  std::vector<char> block(kBlockBytes);
  while (true) {
    stream->next_out = reinterpret_cast<Bytef*>(block.data());
    stream->avail_out = static_cast<uInt>(block.size());
    const int result = inflate(stream.get(), Z_NO_FLUSH);
    // Without more input it says that it can do nothing.
    if (result == Z_BUF_ERROR) return Damaged("gzip", "cut short");
    if (result != Z_OK && result != Z_STREAM_END) return Damaged("gzip", "damaged");
    text.append(block.data(), block.size() - stream->avail_out);
    if (auto status = CheckLength(text, max_bytes); !status.ok()) return status;
    if (result != Z_STREAM_END) continue;
    if (stream->avail_in == 0) return text;
    inflateReset(stream.get());  // the next member
  }
}

struct FreeContext {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

absl::StatusOr<std::string> Unzstd(std::string_view bytes, size_t max_bytes) {
  const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
  HILT_CHECK(context != nullptr);

  std::string text;
  std::vector<char> block(kBlockBytes);
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  while (true) {
    ZSTD_outBuffer out{block.data(), block.size(), 0};
    const size_t wanted = ZSTD_decompressStream(context.get(), &out, &in);
    if (ZSTD_isError(wanted) != 0) return Damaged("zstd", ZSTD_getErrorName(wanted));
    text.append(block.data(), out.pos);
    if (auto status = CheckLength(text, max_bytes); !status.ok()) return status;
    if (in.pos < in.size) continue;
    if (wanted == 0) return text;  // a frame ended with the input
    if (out.pos == 0) return Damaged("zstd", "cut short");
  }
}

}  // namespace

absl::StatusOr<std::string> Decompressed(std::string bytes, size_t max_bytes) {
  if (bytes.starts_with(kGzipMagic)) return Gunzip(bytes, max_bytes);
  if (bytes.starts_with(kZstdMagic)) return Unzstd(bytes, max_bytes);
  return bytes;
}

}  // namespace hilt::cli
