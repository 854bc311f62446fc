// Finds where answers hold the resource: the member around it, the list of many, and the shapes that show it.
#include <algorithm>

#include "services/derived/plan.hpp"

namespace understudy::derived {

using models::Member;
using models::Shape;
using models::Type;

struct Outputs {
  Plan& plan;

  // How much a structure's name says that it is the resource.
  int likeness(const Resource& resource, std::string_view member, std::string_view shape) const {
    if (member == resource.noun) return 6;
    const std::string type = folded(shape);
    if (type == resource.noun) return 5;
    if (member.starts_with(resource.noun) && !longer_noun(resource, member)) return 4;
    if (type.starts_with(resource.noun) && !longer_noun(resource, type)) return 3;
    for (const std::string& stem : resource.stems)
      if (member == stem || member == stem + "s") return 2;
    return 0;
  }
  // "clustersnapshot" begins with "cluster" and is none.
  bool longer_noun(const Resource& resource, std::string_view name) const {
    for (const std::string_view end :
         {"", "summary", "info", "detail", "details", "description", "metadata"}) {
      if (!name.ends_with(end)) continue;
      const auto found = plan.resource_named(name.substr(0, name.size() - end.size()));
      if (found != nowhere && found != plan.number_of(resource) &&
          plan.resource(found).noun.size() > resource.noun.size())
        return true;
    }
    return false;
  }

  bool shows_identity(const Shape& output, const Resource& resource) const {
    for (std::uint16_t m = 0; m < output.size(); ++m) {
      const Member member = output.member(m);
      if (member.shape().type() != Type::string || member.location() != models::Location::body) continue;
      const std::string_view name = plan.canonical(resource, member.id());
      if (name == "id" || name == "arn") return true;
    }
    return false;
  }

  std::int16_t find_wrapper(const Shape& output, const Resource& resource) const {
    std::int16_t best = nowhere, sole = nowhere;
    int best_likeness = 0, structures = 0, others = 0;
    for (std::uint16_t m = 0; m < output.size(); ++m) {
      const Member member = output.member(m);
      if (member.shape().type() != Type::structure) {
        others += member.location() == models::Location::body;
        continue;
      }
      ++structures;
      sole = static_cast<std::int16_t>(m);
      const int like = likeness(resource, plan.folded(member.id()), member.shape().name());
      if (like > best_likeness) {
        best_likeness = like;
        best = sole;
      }
    }
    // Beside its own id and ARN a structure is a part of it.
    if (best_likeness < 5 && shows_identity(output, resource)) return nowhere;
    if (best != nowhere) return best;
    return structures == 1 && others == 0 ? sole : nowhere;
  }

  struct Place {
    std::int16_t list = nowhere, inner = nowhere;
  };
  Place find_list(const models::Operation& operation, const Resource& resource) const {
    const Shape output = *operation.output();
    if (const auto paginator = operation.paginator())
      for (const auto text : paginator->result_keys)
        if (const Place place = list_named(output, operation.service().text(text)); place.list != nowhere)
          return place;
    Place best;
    int best_score = 0;
    for (std::uint16_t m = 0; m < output.size(); ++m) {
      const Member member = output.member(m);
      Place place{static_cast<std::int16_t>(m)};
      Shape shape = member.shape();
      if (shape.type() == Type::structure) {
        place.inner = inner_list(shape);
        if (place.inner == nowhere) continue;
        shape = shape.member(static_cast<std::uint16_t>(place.inner)).shape();
      }
      if (shape.type() != Type::list && shape.type() != Type::map) continue;
      const std::string_view name = plan.folded(member.id());
      if (name.find("tag") != name.npos && is_tags(member, name)) continue;
      const bool many = shape.type() == Type::list && shape.element().shape().type() == Type::structure;
      int score = many ? 3 : shape.type() == Type::list ? 2 : 1;
      const std::string one = singular(name);
      if (one == resource.noun || singular(std::string(name).substr(0, name.find("list"))) == resource.noun)
        score += 6;
      else if (one.starts_with(resource.noun) || resource.noun.ends_with(one))
        score += 3;
      if (name.find("error") != name.npos || name.find("fail") != name.npos ||
          name.find("unprocessed") != name.npos)
        score = 0;
      if (score > best_score) {
        best_score = score;
        best = place;
      }
    }
    return best;
  }
  static std::int16_t inner_list(const Shape& shape) {
    for (std::uint16_t m = 0; m < shape.size(); ++m)
      if (shape.member(m).shape().type() == Type::list && shape.size() <= 8)
        return static_cast<std::int16_t>(m);
    return nowhere;
  }
  static std::int16_t member_named(const Shape& shape, std::string_view name) {
    for (std::uint16_t m = 0; m < shape.size(); ++m)
      if (shape.member(m).name() == name) return static_cast<std::int16_t>(m);
    return nowhere;
  }
  // "Clusters", or "DistributionList.Items".
  static Place list_named(const Shape& output, std::string_view path) {
    const auto dot = path.find('.');
    Place place{member_named(output, path.substr(0, dot))};
    if (place.list == nowhere) return {};
    Shape shape = output.member(static_cast<std::uint16_t>(place.list)).shape();
    if (dot != path.npos) {
      if (shape.type() != Type::structure) return {};
      place.inner = member_named(shape, path.substr(dot + 1));
      if (place.inner == nowhere) return {};
      shape = shape.member(static_cast<std::uint16_t>(place.inner)).shape();
    }
    return shape.type() == Type::list || shape.type() == Type::map ? place : Place{};
  }

  // Batches: the list of structures that each describe one, or each hold one's keys.
  std::int16_t find_entries(const Shape& input) const {
    std::int16_t best = nowhere;
    for (std::uint16_t m = 0; m < input.size(); ++m) {
      const Member member = input.member(m);
      if (member.shape().type() != Type::list || is_tags(member, plan.folded(member.id()))) continue;
      if (member.shape().element().shape().type() != Type::structure) continue;
      if (best == nowhere || member.has(models::tables::required)) best = static_cast<std::int16_t>(m);
    }
    return best;
  }

  void add_view(Resource& resource, const Shape& shape, bool first) {
    if (shape.type() != Type::structure) return;
    const std::uint16_t index = shape.index();
    auto& views = resource.views;
    if (std::ranges::find(views, index) != views.end()) return;
    views.insert(first ? views.begin() : views.end(), index);
  }

  void find_strangers() {
    for (Resource& resource : plan.resources_)
      for (const std::uint16_t view : resource.views) {
        bool own_id = false, own_arn = false, other_id = false, other_arn = false;
        const Shape shape = plan.service().shape(view);
        for (std::uint16_t m = 0; m < shape.size(); ++m) {
          const std::string_view name = plan.folded(shape.member(m).id());
          other_id |= name == "resourceid" || name == "resourceidentifier";
          other_arn |= name == "resourcearn";
          own_id |= name == "id" || name == resource.noun + "id";
          own_arn |= name == "arn" || name == resource.noun + "arn";
        }
        resource.about_another |= (own_id && other_id) || (own_arn && other_arn);
      }
  }

  void find(std::uint16_t i) {
    OperationPlan& op = plan.operations_[i];
    const models::Operation operation = plan.service().operation(i);
    const auto output = operation.output();
    if (op.role == Role::unplayed) return;
    op.batch = op.name.batch;
    if (op.role != Role::tag && op.role != Role::untag && op.role != Role::list_tags && op.batch)
      if (const auto input = operation.input()) op.entries = find_entries(*input);
    // "CreateWorkspaces" of a list of Workspaces
    if ((op.role == Role::create || op.role == Role::put) && op.name.plural && op.entries == nowhere &&
        op.resource != nowhere)
      if (const auto input = operation.input())
        for (std::uint16_t m = 0; m < input->size(); ++m) {
          const Member member = input->member(m);
          const Shape shape = member.shape();
          if (shape.type() == Type::list && shape.element().shape().type() == Type::structure &&
              singular(plan.folded(member.id())) == plan.resource(op.resource).noun)
            op.entries = static_cast<std::int16_t>(m);
        }
    if (!output || op.resource == nowhere) return;
    Resource& resource = plan.resources_[static_cast<std::size_t>(op.resource)];
    // GetTopicAttributes has the topic's Attributes, not many topics.
    const bool many = op.role == Role::list || op.batch || (op.name.plural && !op.attribute);
    if (many) {
      const Place place = find_list(operation, resource);
      op.list = place.list;
      op.inner_list = place.inner;
      if (op.list != nowhere) {
        Shape list = output->member(static_cast<std::uint16_t>(op.list)).shape();
        if (op.inner_list != nowhere) list = list.member(static_cast<std::uint16_t>(op.inner_list)).shape();
        if (list.type() == Type::list && !op.attribute) add_view(resource, list.element().shape(), false);
      }
      if (op.role == Role::list) return;
    }
    op.wrapper = op.role == Role::get && op.attribute ? nowhere : find_wrapper(*output, resource);
    if (op.attribute) return;
    if (op.wrapper == nowhere && op.list == nowhere) {  // one that comes back in a list, as load balancers do
      const Place place = find_list(operation, resource);
      if (place.list != nowhere && place.inner == nowhere) {
        const std::string one =
            singular(plan.folded(output->member(static_cast<std::uint16_t>(place.list)).id()));
        if (one == resource.noun || std::ranges::find(resource.stems, one) != resource.stems.end()) {
          op.list = place.list;
          const Shape list = output->member(static_cast<std::uint16_t>(op.list)).shape();
          if (list.type() == Type::list) add_view(resource, list.element().shape(), false);
          return;
        }
      }
    }
    const Shape shown =
        op.wrapper != nowhere ? output->member(static_cast<std::uint16_t>(op.wrapper)).shape() : *output;
    if (op.role == Role::get || op.role == Role::create || op.role == Role::put || op.role == Role::update)
      add_view(resource, shown, op.role == Role::get);
  }
};

void find_outputs(Plan& plan) {
  Outputs outputs{plan};
  for (std::uint16_t i = 0; i < plan.operations(); ++i) outputs.find(i);
  outputs.find_strangers();
}

}  // namespace understudy::derived
