// Reads projections: paths with commas between.
#include <numeric>

#include "services/dynamodb/parser.hpp"

namespace understudy::dynamodb {
namespace {

class ProjectionParser : Parser {
 public:
  ProjectionParser(std::string_view text, Placeholders& given)
      : Parser(text, "ProjectionExpression", given) {}

  kit::Ref<const Compiled> parse() {
    do {
      path({});
    } while (take(","));
    expect_end();
    std::vector<std::uint16_t> all(out_->paths.size());
    std::iota(all.begin(), all.end(), std::uint16_t{0});
    check_overlaps(all);
    constexpr Fault order[] = {Fault::reserved, Fault::path, Fault::name, Fault::overlap, Fault::conflict};
    judge(order);
    lay_branches(*out_);
    return done();
  }
};

}  // namespace

kit::Ref<const Compiled> compile_projection(std::string_view text, Placeholders& given) {
  return ProjectionParser(text, given).parse();
}

}  // namespace understudy::dynamodb
