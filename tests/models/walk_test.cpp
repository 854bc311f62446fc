// Every row of the embedded models, for every service: all references lead somewhere, all lookups find what
// is there.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "services/models/model.hpp"

namespace understudy::models {
namespace {

namespace t = tables;

// Checks the references of one service's rows.
class Walk {
 public:
  explicit Walk(const Service& service) : service_(service), row_(service.row()) {}

  void strings() {
    const auto* starts = service_.rows<std::uint32_t>(row_.strings);
    EXPECT_EQ(starts[0], 0u);
    for (std::uint32_t i = 0; i < row_.strings.count; ++i) EXPECT_LE(starts[i], starts[i + 1]);
    inside(row_.chars, starts[row_.strings.count]);
    ASSERT_LE(row_.names, row_.strings.count);
    std::set<std::string_view> different;
    for (std::uint32_t i = 0; i < row_.strings.count; ++i)
      different.insert(service_.text(static_cast<t::Text>(i)));
    EXPECT_EQ(different.size(), row_.strings.count);
    for (std::uint32_t i = 1; i < row_.names; ++i)
      EXPECT_LT(service_.text(static_cast<t::Text>(i - 1)), service_.text(static_cast<t::Text>(i)));
  }

  void metadata() {
    for (const t::Fact fact : {row_.name, row_.service_id, row_.api_version, row_.endpoint_prefix,
                               row_.signing_name, row_.target_prefix, row_.xmlns, row_.json_version,
                               row_.full_name, row_.abbreviation, row_.global_region})
      inside(fact.offset, fact.size);
    for (const auto text : {service_.name(), service_.service_id(), service_.api_version(),
                            service_.endpoint_prefix(), service_.signing_name()})
      EXPECT_FALSE(text.empty());
    EXPECT_EQ(service_.has(t::global), !service_.global_region().empty());
    ASSERT_GE(row_.protocol_count, 1);
    ASSERT_LE(row_.protocol_count, std::size(row_.protocols));
    for (const Protocol protocol : service_.protocols()) EXPECT_LE(protocol, Protocol::rpc_v2_cbor);
  }

  void members() {
    for (const t::MemberRow& member : all<t::MemberRow>(row_.members)) {
      checked(member.name);
      EXPECT_LT(member.shape, row_.shapes.count);
      for (const t::Text text : {member.wire, member.query, member.xmlns, member.xmlprefix}) optional(text);
      EXPECT_LE(member.location, Location::status_code);
      EXPECT_LE(member.timestamp, TimestampFormat::unix_timestamp);
    }
  }

  void constraints() {
    for (const t::ConstraintRow& row : all<t::ConstraintRow>(row_.constraints)) {
      EXPECT_LE(row.min, row.max);
      optional(row.pattern);
      optional(row.pattern_text);
      EXPECT_LE(row.first_enum + row.enums, row_.enum_texts.count);
    }
    for (const t::Text text : all<t::Text>(row_.enum_texts)) checked(text);
  }

  void errors() {
    const auto errors = all<t::ErrorRow>(row_.errors);
    for (std::size_t i = 0; i < errors.size(); ++i) {
      EXPECT_FALSE(service_.text(checked(errors[i].code)).empty());
      ASSERT_LT(errors[i].shape, row_.shapes.count);
      EXPECT_EQ(all<t::ShapeRow>(row_.shapes)[errors[i].shape].error, i);
      EXPECT_TRUE(errors[i].status == 0 || (errors[i].status >= 300 && errors[i].status < 600));
      EXPECT_EQ(service_.find_error(service_.shape(errors[i].shape).name())->index(), errors[i].shape);
      EXPECT_TRUE(service_.find_error(service_.text(errors[i].code)));
    }
    for (const t::Index error : all<t::Index>(row_.error_lists)) EXPECT_LT(error, errors.size());
  }

  void shapes() {
    for (std::uint16_t i = 0; i < service_.shapes(); ++i) {
      const t::ShapeRow& row = all<t::ShapeRow>(row_.shapes)[i];
      const Shape shape = service_.shape(i);
      EXPECT_EQ(shape.index(), i);
      checked(row.name);
      optional(row.location_name);
      ASSERT_LE(row.type, Type::document);
      ASSERT_LE(row.first + row.members, row_.members.count);
      EXPECT_TRUE(row.constraint == t::none || row.constraint < row_.constraints.count);
      EXPECT_TRUE(row.error == t::none || row.error < row_.errors.count);
      EXPECT_TRUE(row.payload == t::none || row.payload < row.members);
      if (row.type == Type::list) {
        EXPECT_EQ(row.members, 1);
      } else if (row.type == Type::map) {
        EXPECT_EQ(row.members, 2);
      } else if (row.type == Type::structure) {
        ASSERT_LE(row.wire_order + row.members, row_.wire_orders.count);
        lookups(shape);
      } else if (row.type != Type::document) {
        EXPECT_EQ(row.members, 0);
      }
    }
  }

  void operations() {
    for (std::uint16_t i = 0; i < service_.operations(); ++i) {
      const Operation operation = service_.operation(i);
      SCOPED_TRACE(operation.name());
      const t::OperationRow& row = all<t::OperationRow>(row_.operations)[i];
      for (const t::Text text : {row.name, row.method, row.uri}) checked(text);
      for (const t::Text text : {row.result_wrapper, row.host_prefix, row.input_name, row.input_xmlns})
        optional(text);
      if (i > 0) {
        EXPECT_LT(service_.operation(i - 1).name(), operation.name());
      }
      EXPECT_EQ(service_.find_operation(operation.name())->index(), i);
      for (const t::Index shape : {row.input, row.output})
        EXPECT_TRUE(shape == t::none || shape < row_.shapes.count);
      EXPECT_EQ(operation.uri().front(), '/');
      EXPECT_TRUE(operation.status() >= 200 && operation.status() < 400);
      ASSERT_LE(row.first_error + row.errors, row_.error_lists.count);
      for (std::uint16_t e = 0; e < operation.errors(); ++e) EXPECT_TRUE(operation.error(e).error());
      paginator(operation);
    }
  }

  void waiters() {
    for (const t::WaiterRow& row : all<t::WaiterRow>(row_.waiters)) {
      checked(row.name);
      EXPECT_TRUE(service_.find_operation(service_.text(checked(row.operation))));
      EXPECT_GT(row.acceptors, 0);
      EXPECT_LE(row.first_acceptor + row.acceptors, row_.acceptors.count);
    }
    for (const t::AcceptorRow& row : all<t::AcceptorRow>(row_.acceptors)) {
      for (const t::Text text : {row.state, row.matcher, row.expected}) checked(text);
      optional(row.argument);
    }
  }

 private:
  template <class Row>
  std::span<const Row> all(t::Span span) {
    inside(span.offset, std::size_t{span.count} * sizeof(Row));
    EXPECT_EQ(span.offset % 8, 0u);
    return {service_.rows<Row>(span), span.count};
  }
  void inside(std::size_t offset, std::size_t size) {
    EXPECT_LE(offset + size, reinterpret_cast<const t::Header*>(understudy_models)->size);
  }
  t::Text checked(t::Text text) {
    EXPECT_LT(text, row_.strings.count);
    return text;
  }
  void optional(t::Text text) {
    if (text != t::none) checked(text);
  }

  void lookups(Shape shape) {
    std::set<std::string_view> wires;
    std::vector<std::uint16_t> order;
    for (std::uint16_t i = 0; i < shape.size(); ++i) {
      const Member member = shape.member(i);
      ASSERT_LT(member.id(), service_.names());
      ASSERT_TRUE(shape.find(member.name()));
      EXPECT_EQ(shape.find(member.name())->id(), member.id());
      ASSERT_TRUE(shape.by_wire(member.wire())) << shape.name() << " " << member.wire();
      EXPECT_EQ(shape.by_wire(member.wire())->wire(), member.wire());
      if (wires.insert(member.wire()).second) continue;
      EXPECT_EQ(service_.name(), "s3") << shape.name() << " has two members " << member.wire();
    }
    EXPECT_FALSE(shape.find("no such member"));
    EXPECT_FALSE(shape.by_wire("no such member"));
  }

  void paginator(const Operation& operation) {
    const auto paginator = operation.paginator();
    if (!paginator) return;
    EXPECT_FALSE(paginator->input_tokens.empty());
    EXPECT_EQ(paginator->input_tokens.size(), paginator->output_tokens.size());
    EXPECT_FALSE(paginator->result_keys.empty());
    for (const auto& texts : {paginator->input_tokens, paginator->output_tokens, paginator->result_keys})
      for (const t::Text text : texts) checked(text);
    for (const t::Text token : paginator->input_tokens)
      EXPECT_TRUE(operation.input()->find(service_.text(token))) << service_.text(token);
  }

  const Service& service_;
  const t::ServiceRow& row_;
};

TEST(Models, HoldEveryServiceAndOperation) {
  std::size_t operations = 0;
  for (const Service& service : all()) operations += service.operations();
  EXPECT_EQ(all().size(), 424u);
  EXPECT_EQ(operations, 18378u);
}

TEST(Models, TakeAtMost15Megabytes) {
  EXPECT_LE(reinterpret_cast<const t::Header*>(understudy_models)->size, 15'000'000u);
}

TEST(Models, AreFoundByName) {
  for (std::size_t i = 0; i < all().size(); ++i) {
    const Service& service = all()[i];
    if (i > 0) {
      EXPECT_LT(all()[i - 1].name(), service.name());
    }
    EXPECT_EQ(find(service.name()), &service);
    EXPECT_EQ(service.index(), i);
  }
  EXPECT_EQ(find(""), nullptr);
  EXPECT_EQ(find("SQS"), nullptr);
  EXPECT_EQ(find("zzz"), nullptr);
}

TEST(Models, EveryReferenceLeadsSomewhere) {
  for (const Service& service : all()) {
    SCOPED_TRACE(service.name());
    Walk walk(service);
    walk.strings();
    walk.metadata();
    walk.members();
    walk.constraints();
    walk.errors();
    walk.shapes();
    walk.operations();
    walk.waiters();
    if (testing::Test::HasFailure()) return;  // one service's mistakes are enough to read
  }
}

}  // namespace
}  // namespace understudy::models
