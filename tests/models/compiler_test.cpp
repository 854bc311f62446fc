// The model compiler on small models of its own: overlays, and clear words about what is broken.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "services/models/compiler/blob.hpp"
#include "services/models/compiler/names.hpp"
#include "services/models/compiler/service.hpp"

namespace understudy::models::compiler {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;

constexpr std::string_view head =
    R"("metadata":{"apiVersion":"1","endpointPrefix":"e","protocol":"json","serviceId":"S"})";

class Compiler : public testing::Test {
 protected:
  Compiler() {
    std::string name = (fs::temp_directory_path() / "understudy-models-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    models_ = name;
    fs::create_directories(models_ / "s");
    fs::create_directories(models_ / "overlays");
  }
  ~Compiler() override { fs::remove_all(models_); }

  void file(const fs::path& path, std::string_view text) { std::ofstream(models_ / path) << text; }
  void shapes(std::string_view shapes, std::string_view operations = "") {
    file("s/service-2.json", "{" + std::string(head) + R"(,"operations":{)" + std::string(operations) +
                                 R"(},"shapes":{)" + std::string(shapes) + "}}");
  }
  Rows compile() { return compile_service(models_, "s", Json{}); }
  std::string complaint() {
    try {
      compile();
    } catch (const Broken& broken) {
      return broken.what();
    }
    return "no complaint";
  }

  fs::path models_;
};

TEST_F(Compiler, NumbersMemberNamesBytewiseAndOnce) {
  shapes(R"("A":{"type":"structure","members":{"b":{"shape":"T"},"Z":{"shape":"T"},"a":{"shape":"T"}}},)"
         R"("B":{"type":"structure","members":{"a":{"shape":"T"}}},"T":{"type":"string"})");
  const Rows rows = compile();
  EXPECT_EQ(rows.strings.names(), 3u);
  EXPECT_EQ(rows.strings.all()[0], "Z");
  EXPECT_EQ(rows.strings.all()[2], "b");
  EXPECT_THAT(
      names_header("a-b", rows.strings),
      AllOf(HasSubstr("namespace understudy::a_b {"), HasSubstr("\"Z\",\n      \"a\",\n      \"b\",\n  };")));
}

TEST_F(Compiler, SharesEqualConstraints) {
  shapes(
      R"("A":{"type":"string","min":1,"max":5,"enum":["x"]},"B":{"type":"string","enum":["x"],"max":5,"min":1},)"
      R"("C":{"type":"string","max":5},"D":{"type":"string"})");
  const Rows rows = compile();
  EXPECT_EQ(rows.constraints.size(), 2u);
  EXPECT_EQ(rows.shapes[0].constraint, rows.shapes[1].constraint);
  EXPECT_EQ(rows.shapes[3].constraint, tables::none);
}

TEST_F(Compiler, PatchesTheModelWithItsOverlay) {
  shapes(R"("A":{"type":"structure","members":{"Urls":{"shape":"L"},"Old":{"shape":"T"}}},)"
         R"("L":{"type":"list","member":{"shape":"T"}},"T":{"type":"string"})");
  file("overlays/s.json", R"({"metadata":{"protocols":["json","query"]},"shapes":{)"
                          R"("A":{"members":{"Urls":{"queryName":"Url"},"Old":null,"New":{"shape":"T"}}},)"
                          R"("L":{"flattened":true,"member":{"queryName":"item"}}}})");
  const Rows rows = compile();
  const auto& strings = rows.strings.all();
  ASSERT_EQ(rows.members.size(), 3u);
  EXPECT_EQ(strings[rows.members[0].query], "Url");
  EXPECT_TRUE(rows.members[0].flags & tables::flattened);
  EXPECT_EQ(strings[rows.members[1].name], "New");
  EXPECT_EQ(strings[rows.members[2].query], "item");
  EXPECT_EQ(rows.service.protocol_count, 2);
}

TEST_F(Compiler, RefusesAnOverlayThatWasWrittenForAnotherModel) {
  shapes(R"("A":{"type":"structure","members":{}},"T":{"type":"string","max":5})");
  file("overlays/s.json", R"({"shapes":{"A":{"members":{"Old":null}}}})");
  EXPECT_THAT(complaint(),
              EndsWith("overlays/s.json: in shapes: in A: in members: in Old: removes what is not there"));
  file("overlays/s.json", R"({"shapes":{"T":{"max":5}}})");
  EXPECT_THAT(complaint(), EndsWith("overlays/s.json: in shapes: in T: in max: is so already"));
  file("overlays/s.json", R"({"shapes":{"T":{"max":6},"T":{"max":7}}})");
  EXPECT_THAT(complaint(), EndsWith("in shapes: in T: stands there twice"));
  file("overlays/s.json", R"({"shapes":{"Misspelt":{"max":6}}})");
  EXPECT_THAT(complaint(), EndsWith(R"(s/service-2.json: shape Misspelt: "type" is missing)"));
  file("overlays/s.json", R"({"shapes":{"A":{"members":{"Misspelt":{"queryName":"x"}}}}})");
  EXPECT_THAT(complaint(), EndsWith(R"(s/service-2.json: shape A: member Misspelt: "shape" is missing)"));
}

TEST_F(Compiler, NamesFileAndShapeOfWhatIsBroken) {
  const struct {
    std::string_view shapes, complaint;
  } cases[] = {
      {R"("A":{"type":"structure","members":{"B":{"shape":"C"}}})",
       "shape A: member B: refers to the unknown shape C"},
      {R"("A":{"type":"list"})", "shape A: its member: \"shape\" is missing"},
      {R"("A":{"type":"tensor"})", "shape A: unknown type \"tensor\""},
      {R"("A":{"type":"string","min":2,"max":1})", "shape A: \"min\" is above \"max\""},
      {R"("A":{"type":"structure","members":{},"required":["B"]})",
       "shape A: \"required\" names B, which is no member"},
      {R"("A":{"type":"structure","members":{},"payload":"B"})",
       "shape A: \"payload\" names B, which is no member"},
      {R"("A":{"type":"structure","members":{"B":{"shape":"A","location":"moon"}}})",
       "shape A: member B: unknown location \"moon\""},
      {R"("A":{"type":"string","exception":true})", "shape A: is an error but no structure"},
      {R"("A":{"type":"string"},"A":{"type":"string"})", "shape A: two shapes"},
      {R"("A":{"type":"string","sensitive":"yes"})", "shape A: \"sensitive\" is no boolean"},
      {R"("A":{"type":"string","senstive":true})", "shape A: unknown trait \"senstive\""},
      {R"("A":{"type":"structure","members":{"B":{"shape":"A","queryname":"b"}}})",
       "shape A: member B: unknown trait \"queryname\""},
  };
  for (const auto& [text, words] : cases) {
    shapes(text);
    EXPECT_THAT(complaint(), EndsWith("s/service-2.json: " + std::string(words)));
  }
  file("s/service-2.json", "{");
  EXPECT_THAT(complaint(), HasSubstr("s/service-2.json: "));
}

TEST_F(Compiler, ChecksOperationsAndWhatRefersToThem) {
  shapes("", R"("Op":{"http":{"method":"GET","requestUri":"/"},"input":{"shape":"Gone"}})");
  EXPECT_THAT(complaint(), EndsWith("s/service-2.json: operation Op: refers to the unknown shape Gone"));
  shapes("", R"("Op":{"http":{"method":"GET"}})");
  EXPECT_THAT(complaint(), EndsWith("s/service-2.json: operation Op: \"requestUri\" is missing"));
  shapes("", R"("Op":{"http":{"method":"GET","requestUri":"/"}})");
  file("s/paginators-1.json", R"({"pagination":{"Other":{}}})");
  EXPECT_THAT(complaint(), EndsWith("s/paginators-1.json: paginator Other: the model has no such operation"));
  fs::remove(models_ / "s/paginators-1.json");
  file("s/waiters-2.json", R"({"waiters":{"Ready":{"operation":"Other","acceptors":[]}}})");
  EXPECT_THAT(complaint(), EndsWith("s/waiters-2.json: waiter Ready: the model has no such operation"));
}

TEST_F(Compiler, KeepsWaitersWordForWord) {
  shapes("", R"("Op":{"http":{"method":"GET","requestUri":"/"}})");
  file("s/waiters-2.json", R"({"waiters":{"Ready":{"operation":"Op","delay":5,"maxAttempts":20,"acceptors":[)"
                           R"({"state":"success","matcher":"status","expected":200},)"
                           R"({"state":"failure","matcher":"path","argument":"a.b","expected":"say \"no\""},)"
                           R"({"state":"retry","matcher":"path","argument":"c","expected":true}]}}})");
  const Rows rows = compile();
  const auto& strings = rows.strings.all();
  ASSERT_EQ(rows.acceptors.size(), 3u);
  EXPECT_EQ(strings[rows.acceptors[0].expected], "200");
  EXPECT_EQ(rows.acceptors[0].argument, tables::none);
  EXPECT_EQ(strings[rows.acceptors[1].expected], R"("say \"no\"")");
  EXPECT_EQ(strings[rows.acceptors[2].expected], "true");
  EXPECT_EQ(rows.waiters[0].delay, 5);
  EXPECT_EQ(rows.waiters[0].max_attempts, 20);
}

TEST(Strings, AreAtMostAsManyAsTheirNumbers) {
  Strings strings({});
  for (int i = 0; i < 65535; ++i) strings.of(std::to_string(i));
  EXPECT_THROW(strings.of("one more"), Broken);
  EXPECT_EQ(strings.of("17"), 17);
}

}  // namespace
}  // namespace understudy::models::compiler
