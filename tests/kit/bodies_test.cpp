// Bodies in a folder: what rows name, what goes with its last holder, and how names become blobs again.
#include "services/kit/bodies.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>

#include "services/kit/blob.hpp"

namespace understudy::kit {
namespace {

class Kept : public testing::Test {
 protected:
  Kept() {
    std::string name = testing::TempDir() + "understudy-bodies-XXXXXX";
    folder = mkdtemp(name.data());
    open();
  }
  ~Kept() override { std::filesystem::remove_all(folder); }

  void open() {
    bodies = std::make_shared<Bodies>(folder, true);
    store.emplace("", bodies);
  }
  BlobPtr blob(std::size_t size, char with = 'x') {
    BlobStore::Writer writer(*store, {Hash::md5, Hash::crc32});
    EXPECT_TRUE(writer.append(std::string(size / 2, with)));
    EXPECT_TRUE(writer.append(std::string(size - size / 2, with)));
    return writer.finish();
  }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
  }
  static std::string read(const Blob& blob) {
    std::string bytes;
    EXPECT_TRUE(read_blob(blob, 0, blob.size(), [&](std::string_view piece) {
      bytes += piece;
      return true;
    }));
    return bytes;
  }
  std::string named(const BlobPtr& blob) {
    Bodies::Naming naming(*bodies);
    std::string text(static_cast<std::string_view>(BlobRef(blob)));
    names = naming.take();
    return text;
  }
  BlobRef again(std::string_view text) {
    Bodies::Naming naming(*bodies);
    return BlobRef(text);
  }

  std::string folder;
  std::shared_ptr<Bodies> bodies;
  std::optional<BlobStore> store;
  std::vector<Bodies::Number> names;
};

TEST_F(Kept, WhatNoRowNamesGoesWithItsBlob) {
  blob(100);
  EXPECT_EQ(files(), 0u);
  BlobPtr large = blob(1'000'000);
  EXPECT_EQ(files(), 1u);
  EXPECT_EQ(read(*large), std::string(1'000'000, 'x'));
  large = {};
  EXPECT_EQ(files(), 0u);
  {
    BlobStore::Writer broken(*store, {});
    EXPECT_TRUE(broken.append(std::string(500'000, 'x')));
    EXPECT_EQ(files(), 1u);
  }
  EXPECT_EQ(files(), 0u);
}

TEST_F(Kept, NamesBecomeTheSameBlobs) {
  BlobPtr large = blob(300'000);
  const std::string text = named(large);
  EXPECT_EQ(names.size(), 1u);
  EXPECT_TRUE(bodies->sync(names));
  const std::string md5(large->digests().get(Hash::md5)), crc32(large->digests().get(Hash::crc32));
  EXPECT_TRUE(bodies->held(names.front()));
  large = {};
  EXPECT_FALSE(bodies->held(names.front()));
  EXPECT_EQ(bodies->let_go(), names);
  EXPECT_EQ(files(), 1u);

  open();  // as another process does
  bodies->collect([&](Bodies::Number number) { return number == names.front(); });
  BlobRef back = again(text);
  ASSERT_EQ(back.size(), 300'000u);
  EXPECT_EQ(back->digests().get(Hash::md5), md5);
  EXPECT_EQ(back->digests().get(Hash::crc32), crc32);
  EXPECT_TRUE(back->digests().get(Hash::sha256).empty());
  EXPECT_EQ(read(*back.get()), std::string(300'000, 'x'));
  EXPECT_EQ(again(text)->place(0).body, names.front());  // two rows, one file
  const BlobPtr fresh = blob(300'000);
  EXPECT_NE(fresh->place(0).body, names.front());
  EXPECT_THROW(BlobRef{text}, std::invalid_argument);  // nobody but rows names files
}

TEST_F(Kept, JoinedBlobsNameAllTheirBodies) {
  const BlobPtr a = blob(200'000, 'a'), b = blob(10, 'b'), c = blob(200'000, 'c');
  const BlobPtr inner = join_blobs({{a, 1, 199'000}, {b, 0, 10}}, {});
  const BlobPtr whole = join_blobs({{inner, 0, inner->size()}, {c, 5, 7}, {a, 0, 1}}, {});
  const std::string bytes = read(*whole), text = named(whole);
  EXPECT_EQ(names.size(), 2u);
  EXPECT_EQ(read(*again(text).get()), bytes);
}

TEST_F(Kept, WhatIsMissingOrDamagedIsLost) {
  const std::string text = named(blob(300'000));
  std::filesystem::resize_file(folder + "/" + std::to_string(names.front()), 1000);
  const BlobRef lost = again(text);
  EXPECT_EQ(lost.size(), 300'000u);
  EXPECT_FALSE(read_blob(*lost.get(), 0, 10, [](std::string_view) { return true; }));
  EXPECT_EQ(std::string(static_cast<std::string_view>(lost)), "<300000 bytes>");
  EXPECT_EQ(named(lost.pointer()), "<300000 bytes>");
  for (const std::string_view bad : {"@", "@5;;1:0:4", "@x;;", "@5;md5=AA==;=AAAA", "@5;;1:0", "@3;;=*"})
    EXPECT_THROW(again(bad), std::invalid_argument) << bad;
}

TEST_F(Kept, FilesThatNothingNamesAreCollected) {
  const std::string text = named(blob(300'000));
  std::ofstream(folder + "/77") << "left by a kill";
  std::ofstream(folder + "/notes.txt") << "not ours";
  open();
  bodies->collect([&](Bodies::Number number) { return number == names.front(); });
  EXPECT_EQ(files(), 2u);
  EXPECT_GT(blob(300'000)->place(0).body, 77u);
}

}  // namespace
}  // namespace understudy::kit
