// Chunked framings, bodies and inflating: what is taken, in whatever pieces it comes, and what is refused.
#include "gateway/chunked.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>

#include "gateway/body.hpp"

namespace understudy::gateway {
namespace {

struct Read {
  Chunked::Status status;
  std::string data;
  std::string behind;
  std::vector<Chunked::Trailer> trailers;
};

// Feeds pieces of that many bytes.
Read read(Chunked::Form form, std::string_view all, std::size_t piece) {
  Chunked chunked(form);
  Read read{Chunked::Status::more, {}, {}, {}};
  while (!all.empty() && read.status == Chunked::Status::more) {
    std::string_view part = all.substr(0, piece);
    all.remove_prefix(part.size());
    read.status = chunked.put(part, [&](std::string_view bytes) {
      read.data += bytes;
      return true;
    });
    read.behind = part;
  }
  read.behind += all;
  read.trailers = chunked.trailers();
  return read;
}

Chunked::Status status(std::string_view all, Chunked::Form form = Chunked::Form::transfer) {
  const auto whole = read(form, all, all.size()).status;
  EXPECT_EQ(read(form, all, 1).status, whole) << all;
  return whole;
}

TEST(Chunked, TakesChunksInPiecesOfAnySize) {
  const std::string all =
      "5\r\nhello\r\n1;name=value\r\n,\r\n00A\r\n wide worl\r\n1\r\nd\r\n0\r\nx-a: b \r\n\r\nGET /";
  for (std::size_t piece = 1; piece <= all.size(); ++piece) {
    const Read got = read(Chunked::Form::transfer, all, piece);
    EXPECT_EQ(got.status, Chunked::Status::done);
    EXPECT_EQ(got.data, "hello, wide world");
    EXPECT_EQ(got.behind, "GET /");
    ASSERT_EQ(got.trailers.size(), 1u);
    EXPECT_EQ(got.trailers[0], Chunked::Trailer("x-a", "b"));
  }
}

TEST(Chunked, RefusesWhatTwoReadersWouldReadDifferently) {
  for (const std::string_view bad : {"\r\n",
                                     "x\r\n",
                                     "-1\r\n",
                                     "+1\r\na",
                                     "0x1\r\na",
                                     " 1\r\na",
                                     "1 \r\na",
                                     "1\na",
                                     "1\r\nab",
                                     "1\r\na\n",
                                     "1\r\na\r\r\n",
                                     "1;a\rb\r\na",
                                     "1;a\nb\r\n",
                                     "fffffffffffffffff\r\n",
                                     "ffffffffffffffff\r\n",
                                     "0\r\n: x\r\n\r\n",
                                     "0\r\nno colon\r\n\r\n",
                                     "0\r\na b: x\r\n\r\n",
                                     "0\r\n x: y\r\n\r\n",
                                     "0\r\na: b\n\r\n",
                                     "1;\x01\r\na"})
    EXPECT_EQ(status(bad), Chunked::Status::bad) << bad;
}

TEST(Chunked, BoundsLinesAndTrailers) {
  EXPECT_EQ(status("1;" + std::string(5000, 'x')), Chunked::Status::bad);
  std::string trailers = "0\r\n";
  for (int i = 0; i < 20; ++i) trailers += "x: " + std::string(1000, 'y') + "\r\n";
  EXPECT_EQ(status(trailers), Chunked::Status::bad);
}

TEST(Chunked, ReadsSignedChunksAndTrailers) {
  const std::string signature = ";chunk-signature=" + std::string(64, 'a');
  const Read got = read(Chunked::Form::aws,
                        "4" + signature + "\r\ndata\r\n0" + signature +
                            "\r\nx-amz-checksum-crc32:AAAA\r\nx-amz-trailer-signature:bb\r\n\r\n",
                        7);
  EXPECT_EQ(got.status, Chunked::Status::done);
  EXPECT_EQ(got.data, "data");
  ASSERT_EQ(got.trailers.size(), 2u);
  EXPECT_EQ(got.trailers[0], Chunked::Trailer("x-amz-checksum-crc32", "AAAA"));
}

TEST(Chunked, TakesTrailersAsTheUserGuideEndsThem) {
  const Read got = read(Chunked::Form::aws, "1\r\na\r\n0\r\nx-amz-checksum-crc32c:sOO8/Q==\n\r\n\r\n", 3);
  EXPECT_EQ(got.status, Chunked::Status::done);
  EXPECT_EQ(got.trailers.at(0).second, "sOO8/Q==");
}

// ---- Bodies

Body::Status put(Body& body, std::string_view bytes, std::size_t piece) {
  auto status = Body::Status::more;
  while (!bytes.empty() && status == Body::Status::more) {
    std::string_view part = bytes.substr(0, piece);
    bytes.remove_prefix(part.size());
    status = body.put(part);
  }
  return status;
}

TEST(Body, GrowsWithWhatComesNotWithWhatIsPromised) {
  Body body({.length = 1u << 30}, 2u << 30);
  const auto room = body.room();
  EXPECT_GT(room.size(), 0u);
  EXPECT_LE(room.size(), 64u * 1024);
}

TEST(Body, IsRefusedWhenTooLargeBeforeItComes) {
  const Body body({.length = 101}, 100);
  EXPECT_EQ(body.refusal().status, 413u);
}

TEST(Body, IsRefusedWhenItGrowsTooLargeInChunks) {
  Body body({}, 100);
  EXPECT_EQ(put(body, "65\r\n" + std::string(101, 'x') + "\r\n", 10), Body::Status::refused);
  EXPECT_EQ(body.refusal().status, 413u);
}

TEST(Body, TakesAwsChunkedInsideOfEitherFraming) {
  const std::string inner = "3\r\nabc\r\n3\r\ndef\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n";
  for (std::size_t piece = 1; piece < 20; ++piece) {
    Body plain({.length = inner.size(), .aws_chunked = true, .decoded = 6}, 100);
    EXPECT_EQ(put(plain, inner, piece), Body::Status::done);
    EXPECT_EQ(plain.bytes(), "abcdef");
    ASSERT_EQ(plain.trailers().size(), 1u);
    EXPECT_EQ(plain.trailers()[0].first, "x-amz-checksum-crc32");

    Body wrapped({.aws_chunked = true, .decoded = 6}, 100);
    EXPECT_EQ(put(wrapped, "30\r\n" + inner + "\r\n0\r\n\r\n", piece), Body::Status::done);
    EXPECT_EQ(wrapped.bytes(), "abcdef");
  }
}

TEST(Body, ChecksTheDecodedLengthAndTheInnerEnd) {
  Body longer({.length = 17, .aws_chunked = true, .decoded = 4}, 100);
  EXPECT_EQ(put(longer, "3\r\nabc\r\n0\r\n\r\n\r\n\r\n", 100), Body::Status::refused);
  Body early({.length = 8, .aws_chunked = true, .decoded = 3}, 100);
  EXPECT_EQ(put(early, "3\r\nabc\r\n", 100), Body::Status::refused);
  Body rubbish({.length = 17, .aws_chunked = true}, 100);
  EXPECT_EQ(put(rubbish, "3\r\nabc\r\n0\r\n\r\nrest", 100), Body::Status::refused);
}

TEST(Body, HasReadableBytesBehindIt) {
  Body empty({}, 100);
  EXPECT_EQ(put(empty, "0\r\n\r\n", 1), Body::Status::done);
  ASSERT_NE(empty.bytes().data(), nullptr);
}

// ---- Inflating

std::string packed(std::string_view text, int window = 15 + 16) {
  std::string out(compressBound(text.size()) + 64, '\0');
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST(Inflate, ReadsGzip) {
  const std::string text(100'000, 'x');
  const auto out = inflate(packed(text), 1 << 20);
  ASSERT_TRUE(out);
  EXPECT_EQ(out->view(), text);
}

TEST(Inflate, RefusesDamageAndBombs) {
  EXPECT_FALSE(inflate("no gzip at all", 1 << 20));
  const std::string whole = packed("some text that is long enough");
  EXPECT_FALSE(inflate(std::string_view(whole).substr(0, whole.size() - 9), 1 << 20));
  EXPECT_FALSE(inflate(packed(std::string(2 << 20, 'x')), 1 << 20));
}

}  // namespace
}  // namespace understudy::gateway
