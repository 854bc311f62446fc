// The generated member names: the same list, with the same numbers, as in the embedded models.
#include <gtest/gtest.h>

#include <algorithm>

#include "services/models/model.hpp"
#include "services/models/names/sqs.hpp"
#include "services/models/names/sts.hpp"

namespace understudy::models {
namespace {

template <class Names>
void same_as_in_the_models() {
  const Service& service = *find(Names::service);
  ASSERT_EQ(std::size(Names::all), service.names());
  for (std::uint32_t i = 0; i < service.names(); ++i)
    EXPECT_EQ(Names::all[i], service.text(static_cast<tables::Text>(i)));
  EXPECT_TRUE(std::is_sorted(std::begin(Names::all), std::end(Names::all)));
}

TEST(Names, AreNumberedAsInTheModels) {
  same_as_in_the_models<sqs::Names>();
  same_as_in_the_models<sts::Names>();
}

TEST(Names, MakeKeysWithTheMembersId) {
  const Shape input = *find("sqs")->find_operation("CreateQueue")->input();
  EXPECT_EQ(sqs::Key("QueueName").id, input.find("QueueName")->id());
}

}  // namespace
}  // namespace understudy::models
