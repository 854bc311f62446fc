// Finds a service's kinds of resources in the names of its operations, and what each operation does to which.
#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <algorithm>
#include <array>

#include "services/derived/plan.hpp"

namespace understudy::derived {

using models::Type;

// What operations there are of a noun, before it is known what it is.
struct NounFacts {
  bool created = false;  // by a verb that says so
  bool started = false;
  bool put = false;
  bool read = false;  // get or list
  bool got = false;   // one of it
  bool listed = false;
  bool removed = false;
  bool enabled = false;
  bool stated = false;  // by any other verb of state
  bool updated = false;
  bool linked = false;
};

struct Nouns {
  Plan& plan;
  absl::flat_hash_map<std::string, NounFacts> facts{};

  OperationPlan& at(std::uint16_t i) { return plan.operations_[i]; }
  models::Operation model(std::uint16_t i) const { return plan.service().operation(i); }
  std::uint16_t count() const { return static_cast<std::uint16_t>(plan.operations_.size()); }

  // ---- Tags

  std::int16_t tags_member(const std::optional<models::Shape>& shape) const {
    if (!shape || shape->type() != Type::structure) return nowhere;
    for (std::uint16_t i = 0; i < shape->size(); ++i)
      if (is_tags(shape->member(i), plan.folded(shape->member(i).id()))) return static_cast<std::int16_t>(i);
    return nowhere;
  }
  // The member with the keys to take away: a list of texts, or of structures with a key.
  std::int16_t tag_keys_member(const std::optional<models::Shape>& shape) const {
    if (!shape) return nowhere;
    for (std::uint16_t i = 0; i < shape->size(); ++i) {
      const models::Member member = shape->member(i);
      const std::string_view name = plan.folded(member.id());
      if (name.find("tag") != name.npos &&
          (is_text_list(member.shape()) || is_tags(member, name) || holds_texts(member.shape())))
        return static_cast<std::int16_t>(i);
    }
    for (std::uint16_t i = 0; i < shape->size(); ++i)
      if (plan.folded(shape->member(i).id()).ends_with("keys") && is_text_list(shape->member(i).shape()))
        return static_cast<std::int16_t>(i);
    return nowhere;
  }

  static bool holds_texts(const models::Shape& shape) {  // {"Items": ["a", "b"]}
    return shape.type() == Type::structure && shape.size() == 1 && is_text_list(shape.member(0).shape());
  }

  // A list of resources with their tags, or one around the tags of one.
  bool tags_by_resource(const std::optional<models::Shape>& shape) const {
    if (!shape) return false;
    for (std::uint16_t i = 0; i < shape->size(); ++i)
      if (const models::Shape one = shape->member(i).shape();
          one.type() == Type::structure &&
          plan.folded(shape->member(i).id()).find("tag") != std::string_view::npos &&
          tags_member(one) != nowhere)
        return true;
    for (std::uint16_t i = 0; i < shape->size(); ++i)
      if (const models::Shape list = shape->member(i).shape();
          list.type() == Type::list && list.element().shape().type() == Type::structure &&
          tags_member(list.element().shape()) != nowhere)
        return true;
    return false;
  }

  bool find_tagging(std::uint16_t i) {
    OperationPlan& op = at(i);
    const std::vector<std::string>& noun = op.name.noun;
    const auto input = model(i).input();
    const bool about_tags =
        !noun.empty() && ((noun.back() == "tag" && op.name.plural) || noun.back() == "tagging");
    const bool verb_tags = op.name.verb == Verb::tag || op.name.verb == Verb::untag;
    if (!about_tags && !verb_tags) return false;
    switch (op.name.verb) {
      case Verb::tag:
      case Verb::associate:
      case Verb::create:
      case Verb::put:
      case Verb::update:
        op.tags = tags_member(input);
        if (op.tags == nowhere) return false;
        op.role = Role::tag;
        break;
      case Verb::untag:
      case Verb::remove:
      case Verb::disassociate:
        op.tags = tag_keys_member(input);
        if (op.tags == nowhere && op.name.verb == Verb::untag) return false;
        op.role = Role::untag;
        break;
      case Verb::get:
      case Verb::list:
        if (tags_member(model(i).output()) == nowhere && !tags_by_resource(model(i).output())) return false;
        op.role = Role::list_tags;
        break;
      default: return false;
    }
    return true;
  }

  // ---- Resources

  std::int16_t add(const std::string& type, std::vector<std::string> words) {
    std::string noun = joined(words);
    if (const auto known = plan.resource_named(noun); known != nowhere) return known;
    const auto number = static_cast<std::int16_t>(plan.resources_.size());
    plan.by_noun_.emplace(noun, number);
    Resource& made = plan.resources_.emplace_back();
    made.type = type;
    made.noun = std::move(noun);
    made.words = std::move(words);
    return number;
  }
  std::int16_t add_creatable(const OperationName& name) {
    const std::int16_t number = add(name.type, name.noun);
    plan.resources_[static_cast<std::size_t>(number)].creatable = true;
    return number;
  }
  bool creatable(std::int16_t number) const { return number != nowhere && plan.resource(number).creatable; }

  std::int16_t exact(const std::vector<std::string>& words) const {
    return plan.resource_named(joined(words));
  }
  // The longest creatable resource whose words these begin with (less than all of them).
  std::int16_t by_prefix(const std::vector<std::string>& words) const {
    for (std::size_t n = words.size(); n-- > 1;) {
      std::string noun;
      for (std::size_t i = 0; i < n; ++i) noun += words[i];
      std::int16_t found = plan.resource_named(noun);
      if (found == nowhere) found = plan.resource_named(singular(noun));
      if (creatable(found)) return found;
    }
    return nowhere;
  }
  std::int16_t by_suffix(const std::vector<std::string>& words) const {
    for (std::size_t from = 1; from < words.size(); ++from) {
      std::string noun;
      for (std::size_t i = from; i < words.size(); ++i) noun += words[i];
      if (const auto found = plan.resource_named(noun); creatable(found)) return found;
    }
    return nowhere;
  }
  // A resource that a required input names: "GetTemplate" of a StackName.
  std::int16_t by_required_key(std::uint16_t i) const {
    const auto input = model(i).input();
    if (!input) return nowhere;
    Plan::Names best;
    for (std::uint16_t m = 0; m < input->size(); ++m) {
      const models::Member member = input->member(m);
      if (!member.has(models::tables::required) || !is_text(member.shape())) continue;
      const auto names = plan.names_resource(plan.folded(member.id()));
      if (creatable(names.resource) && names.length >= best.length) best = names;
    }
    return best.resource;
  }

  void collect() {
    for (std::uint16_t i = 0; i < count(); ++i) {
      OperationPlan& op = at(i);
      if (find_tagging(i) || op.name.noun.empty()) continue;
      NounFacts& fact = facts[joined(op.name.noun)];
      switch (op.name.verb) {
        case Verb::create:
          if (publishes(i)) break;
          (links_by_target(op.name) ? fact.linked : fact.created) = true;
          break;
        case Verb::start: fact.started = true; break;
        case Verb::put: fact.put = true; break;
        case Verb::get:
          fact.read = true;
          fact.got |= !op.name.plural;
          break;
        case Verb::list: fact.read = fact.listed = true; break;
        case Verb::remove: fact.removed = true; break;
        case Verb::update: fact.updated = true; break;
        case Verb::associate:
        case Verb::disassociate: fact.linked = true; break;
        case Verb::state: (op.name.first == "enable" ? fact.enabled : fact.stated) = true; break;
        default: break;
      }
    }
  }
  // "RegisterTargetsWithX" puts what is there into relation; "RegisterDomain" makes a domain.
  static bool links_by_target(const OperationName& name) {
    return name.first == "register" && !name.target.empty() &&
           (name.target_word == "With" || name.target_word == "To");
  }

  bool output_identifies(std::uint16_t i) const {
    const auto output = model(i).output();
    if (!output) return false;
    const OperationName& name = plan.operations_[i].name;
    const std::string noun = joined(name.noun);
    for (std::uint16_t m = 0; m < output->size(); ++m) {
      const std::string_view folded = plan.folded(output->member(m).id());
      const Type type = output->member(m).shape().type();
      if (type == Type::structure && (folded == noun || noun.ends_with(folded) || folded.starts_with(noun)))
        return true;
      if (type == Type::list && singular(folded) == noun) return true;
      if (type == Type::string &&
          (folded.ends_with("id") || folded.ends_with("arn") || folded.ends_with("identifier")))
        return true;
    }
    return false;
  }

  bool is_read(const std::vector<std::string>& words) const {
    const auto found = facts.find(joined(words));
    return found != facts.end() && (found->second.read || found->second.removed);
  }
  // CreateMicrosoftAD answers with the id of a Directory that it was not told.
  std::vector<std::string> by_answer(std::uint16_t i) const {
    const auto output = model(i).output();
    const auto input = model(i).input();
    const OperationName& name = plan.operations_[i].name;
    if (!output || !input || name.first != "create" || facts.at(joined(name.noun)).stated) return {};
    for (std::uint16_t m = 0; m < output->size(); ++m) {
      const models::Member member = output->member(m);
      const std::string_view folded = plan.folded(member.id());
      if (member.shape().type() != Type::string || input->find(member.name())) continue;
      if (folded.find(joined(name.noun)) != folded.npos) return {};
      for (std::uint16_t other = 0; other < count(); ++other) {
        const OperationName& one = plan.operations_[other].name;
        const std::string noun = joined(one.noun);
        if (one.first == "delete" && folded == noun + "id" && is_read(one.noun) && facts.at(noun).created)
          return one.noun;
      }
    }
    return {};
  }
  // CreateHttpNamespace and CreatePublicDnsNamespace make what GetNamespace reads and DeleteNamespace
  // deletes; CreateDBInstanceReadReplica answers with a DBInstance.
  std::vector<std::string> kind_of(std::uint16_t i) const {
    const std::vector<std::string>& words = plan.operations_[i].name.noun;
    for (std::size_t from = 1; from < words.size(); ++from) {
      const std::vector<std::string> rest(words.begin() + static_cast<std::ptrdiff_t>(from), words.end());
      if (is_read(rest)) return rest;
    }
    if (const auto output = model(i).output())
      for (std::size_t n = words.size(); n-- > 1;) {
        const std::vector<std::string> start(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(n));
        if (!is_read(start)) continue;
        for (std::uint16_t m = 0; m < output->size(); ++m)
          if (plan.folded(output->member(m).id()) == joined(start) &&
              output->member(m).shape().type() == Type::structure)
            return start;
      }
    return by_answer(i);
  }
  bool is_variant(std::uint16_t i) const {
    return !is_read(plan.operations_[i].name.noun) && !kind_of(i).empty();
  }

  void add_resources() {
    for (std::uint16_t i = 0; i < count(); ++i) {
      const OperationPlan& op = at(i);
      if (op.role != Role::unplayed || op.name.noun.empty()) continue;
      if (op.name.verb != Verb::create || links_by_target(op.name) || publishes(i)) continue;
      if (!is_variant(i)) add_creatable(op.name);
    }
    for (std::uint16_t i = 0; i < count(); ++i) {  // after those that they are variants of
      OperationPlan& op = plan.operations_[i];
      if (op.role != Role::unplayed || op.name.verb != Verb::create || op.name.noun.empty() || publishes(i))
        continue;
      if (links_by_target(op.name) || !is_variant(i)) continue;
      const std::vector<std::string> kind = kind_of(i);
      std::string type = op.name.type;
      if (const auto known = exact(kind); known != nowhere) {
        type = plan.resource(known).type;
      } else {
        type.clear();
        for (const std::string& word : kind) type += static_cast<char>(word[0] - 'a' + 'A') + word.substr(1);
      }
      const auto made = add(type, kind);
      plan.resources_[static_cast<std::size_t>(made)].creatable = true;
      plan.by_noun_.emplace(joined(op.name.noun), made);
    }
    const auto each = [&](Verb verb, auto&& wanted) {
      for (std::uint16_t i = 0; i < count(); ++i) {
        const OperationPlan& op = at(i);
        if (op.role != Role::unplayed || op.name.verb != verb || op.name.noun.empty()) continue;
        if (exact(op.name.noun) == nowhere && wanted(i, facts[joined(op.name.noun)])) add_creatable(op.name);
      }
    };
    each(Verb::put, [&](std::uint16_t i, const NounFacts& f) {
      const auto& noun = at(i).name.noun;  // SetTopicAttributes are of the topic
      return (f.read || f.removed) && !(noun.back() == "attribute" && by_prefix(noun) != nowhere);
    });
    each(Verb::start, [&](std::uint16_t i, const NounFacts& f) {
      return f.read || f.removed || f.stated || output_identifies(i);
    });
    each(Verb::associate, [&](std::uint16_t i, const NounFacts& f) {
      return at(i).name.first == "add" && at(i).name.target.empty() && (f.read || f.removed || f.updated);
    });
    each(Verb::state, [&](std::uint16_t i, const NounFacts& f) {
      return at(i).name.first == "enable" && f.read && by_prefix(at(i).name.noun) == nowhere;
    });
    each(Verb::update, [&](std::uint16_t i, const NounFacts& f) {
      return by_prefix(at(i).name.noun) == nowhere && (f.read || by_suffix(at(i).name.noun) == nowhere);
    });
    each(Verb::put, [&](std::uint16_t i, const NounFacts&) {
      return by_prefix(at(i).name.noun) == nowhere && model(i).output() == std::nullopt;
    });
    find_stems();
  }

  // What so many things have that it names none.
  static constexpr std::array<std::string_view, 16> plain_words{
      "action", "attribute", "configuration", "data",    "entity", "item", "key",   "metadata",
      "number", "resource",  "revision",      "setting", "status", "type", "value", "version"};

  // The last words of a noun mean it too, unless they mean two.
  void find_stems() {
    absl::flat_hash_map<std::string, int> uses;
    for (Resource& resource : plan.resources_) {
      resource.stems = {resource.noun};
      for (std::size_t from = 1; from < resource.words.size(); ++from) {
        std::string stem;
        for (std::size_t w = from; w < resource.words.size(); ++w) stem += resource.words[w];
        if (plan.by_noun_.contains(stem)) continue;  // it means the other
        ++uses[stem];
        resource.stems.push_back(std::move(stem));
      }
      if (resource.words.back() == "app") {  // Pinpoint's GetApp asks for an ApplicationId
        std::string stem = resource.noun.substr(0, resource.noun.size() - 3) + "application";
        if (!plan.by_noun_.contains(stem)) {
          ++uses[stem];
          resource.stems.push_back(std::move(stem));
        }
      }
      // A CostCategoryDefinition has a CostCategoryArn.
      constexpr std::array<std::string_view, 9> generic{"configuration", "config",  "definition",
                                                        "description",   "detail",  "information",
                                                        "request",       "setting", "specification"};
      if (resource.words.size() > 1 && std::ranges::find(generic, resource.words.back()) != generic.end()) {
        std::string stem = resource.noun.substr(0, resource.noun.size() - resource.words.back().size());
        if (!plan.by_noun_.contains(stem)) resource.stems.push_back(std::move(stem));
      }
    }
    for (std::size_t r = 0; r < plan.resources_.size(); ++r)
      for (std::size_t s = 1; s < plan.resources_[r].stems.size(); ++s) {
        const std::string& stem = plan.resources_[r].stems[s];
        if (std::ranges::find(plain_words, stem) != plain_words.end()) continue;
        if (uses[stem] == 1 && stem.size() > 2 && !plan.by_noun_.contains(stem) &&
            plan.resources_[r].creatable)
          plan.by_stem_.emplace(stem, static_cast<std::int16_t>(r));
      }
  }

  // ---- Links

  std::vector<std::string> link_words(const OperationName& name) const {
    std::vector<std::string> words = name.noun;
    words.insert(words.end(), name.target.begin(), name.target.end());
    words.emplace_back("association");
    return words;
  }
  bool is_link(const OperationName& name) const {
    if (name.first == "connect" && name.target.empty()) return false;
    const std::string noun = joined(name.noun);
    if (takes_back(name)) return false;
    if (name.verb == Verb::associate || name.verb == Verb::disassociate)
      return exact(name.noun) == nowhere || !name.target.empty() || facts.at(noun).created ||
             facts.contains("attached" + noun) || facts.contains("associated" + noun);
    if (name.verb == Verb::create) return links_by_target(name);
    return false;
  }
  // "RevokeGrant" of what CreateGrant made joins and parts nothing.
  bool takes_back(const OperationName& name) const {
    const auto known = facts.find(joined(name.noun));
    return name.first == "revoke" && name.target.empty() && creatable(exact(name.noun)) &&
           known != facts.end() && known->second.created;
  }
  // A certificate that is revoked can still be read.
  static bool stays(const NounFacts& fact) { return fact.removed || fact.got; }
  void find_links() {
    for (std::uint16_t i = 0; i < count(); ++i) {
      OperationPlan& op = at(i);
      if (op.role != Role::unplayed || op.name.noun.empty() || !is_link(op.name)) continue;
      const bool makes = op.name.verb != Verb::disassociate;
      const auto words = link_words(op.name);
      const auto alias = op.name.noun;
      op.resource = add(op.name.type + (op.name.target.empty() ? "" : "With") +
                            (op.name.target.empty() ? "" : joined(op.name.target)) + "Association",
                        words);
      Resource& link = plan.resources_[static_cast<std::size_t>(op.resource)];
      link.is_link = true;
      link.creatable |= makes;
      if (link.stems.empty()) link.stems = {link.noun};
      op.role = makes ? Role::link : Role::unlink;
      for (const char* const word : {"association", "attachment"})
        plan.by_noun_.emplace(joined(alias) + word, op.resource);
      if (alias.size() > 1)  // ListAnalyticsDataAssociations of AssociateAnalyticsDataSet
        plan.by_noun_.emplace(joined({alias.begin(), alias.end() - 1}) + "association", op.resource);
      if (op.name.first == "add" || op.name.first == "remove") continue;
      for (const char* const word : {"attached", "associated"})
        plan.by_noun_.emplace(word + joined(alias), op.resource);
    }
    // "RemoveUserFromGroup", once it is known that users are added to groups.
    for (std::uint16_t i = 0; i < count(); ++i) {
      OperationPlan& op = at(i);
      if (op.role != Role::unplayed || op.name.verb != Verb::remove || op.name.target.empty()) continue;
      const auto link = exact(link_words(op.name));
      if (link == nowhere) continue;
      op.resource = link;
      op.role = Role::unlink;
    }
  }

  // ---- Roles

  bool returns_list(std::uint16_t i) const {
    const auto output = model(i).output();
    if (!output) return false;
    for (std::uint16_t m = 0; m < output->size(); ++m)
      if (output->member(m).shape().type() == Type::list || holds_items(output->member(m)) ||
          (plan.operation(i).name.plural && holds_item(output->member(m))))
        return true;
    return false;
  }
  // "ApplicationsResponse": {"Item": [...]}
  bool holds_item(const models::Member& member) const {
    if (member.shape().type() != Type::structure || !plan.folded(member.id()).ends_with("response"))
      return false;
    const auto items = member.shape().find("Item");
    return items && items->shape().type() == Type::list;
  }
  // "DistributionList": {"Quantity": 2, "Items": [...]}
  bool holds_items(const models::Member& member) const {
    if (member.shape().type() != Type::structure || !plan.folded(member.id()).ends_with("list")) return false;
    const auto items = member.shape().find("Items");
    return items && items->shape().type() == Type::list;
  }
  bool returns_structure_named(std::uint16_t i, const std::string& noun) const {
    const auto output = model(i).output();
    if (!output) return false;
    for (std::uint16_t m = 0; m < output->size(); ++m) {
      const std::string_view folded = plan.folded(output->member(m).id());
      if (output->member(m).shape().type() == Type::structure && noun.ends_with(folded)) return true;
    }
    return false;
  }

  void bind(OperationPlan& op, std::int16_t resource, bool attribute, Role role) {
    op.resource = resource;
    op.attribute = attribute;
    op.role = resource == nowhere ? Role::unplayed : role;
  }

  // GetEmailIdentityPolicies: {"Policies": {"name": "policy"}} of what CreateEmailIdentityPolicy makes.
  bool maps_many(std::uint16_t i) const {
    const auto output = model(i).output();
    const OperationName& name = plan.operation(i).name;
    return output && name.verb == Verb::get && name.plural && creatable(exact(name.noun)) &&
           output->size() == 1 && output->member(0).shape().type() == Type::map;
  }

  void read(std::uint16_t i, bool may_be_own) {
    OperationPlan& op = at(i);
    const std::string noun = joined(op.name.noun);
    const bool many =
        maps_many(i) ||
        (returns_list(i) &&
         (op.name.verb != Verb::get || op.name.plural || op.name.batch ||
          !returns_structure_named(i, noun)) &&
         (op.name.verb != Verb::get || op.name.plural || op.name.batch || exact(op.name.noun) == nowhere));
    const Role role = many ? Role::list : Role::get;
    if (role == Role::get && asks_by_structure(i)) return;  // one cannot know how it looks for what
    // "ListManagedPoliciesInPermissionSet", of what is attached to permission sets
    if (role == Role::list && !op.name.target.empty())
      if (const auto link = exact(link_words(op.name)); link != nowhere) return bind(op, link, false, role);
    if (const auto resource = exact(op.name.noun); resource != nowhere)
      return bind(op, resource, false, role);
    if (op.name.noun.size() > 1 && !identity_word(op.name.noun.back()).empty()) {  // "ListDomainNames"
      const std::vector<std::string> less(op.name.noun.begin(), op.name.noun.end() - 1);
      auto resource = exact(less);
      if (const auto found = plan.by_stem_.find(joined(less));
          resource == nowhere && found != plan.by_stem_.end())
        resource = found->second;
      if (creatable(resource)) return bind(op, resource, false, role);
    }
    const NounFacts& fact = facts[noun];
    const bool own = fact.removed || fact.stated || (fact.listed && !many);
    if (const auto resource = by_prefix(op.name.noun); resource != nowhere && !own)
      return bind(op, resource, true, Role::get);
    if (const auto resource = by_suffix(op.name.noun); resource != nowhere)
      return bind(op, resource, false, role);
    if (!may_be_own) return;
    if (const auto resource = by_required_key(i); resource != nowhere && !own && role == Role::get)
      return bind(op, resource, true, Role::get);
    if (role == Role::get && !has_key(i)) return;  // nobody knows what it would say
    const auto made = add(op.name.type, op.name.noun);
    Resource& resource = plan.resources_[static_cast<std::size_t>(made)];
    if (resource.stems.empty()) resource.stems = {resource.noun};
    bind(op, made, false, role);
  }
  bool asks_by_structure(std::uint16_t i) const {
    const auto input = model(i).input();
    for (std::uint16_t m = 0; input && m < input->size(); ++m) {
      const Type type = input->member(m).shape().type();
      if (input->member(m).has(models::tables::required) && (type == Type::structure || type == Type::map))
        return true;
    }
    return false;
  }
  bool has_key(std::uint16_t i) const {
    const auto input = model(i).input();
    if (!input) return false;
    for (std::uint16_t m = 0; m < input->size(); ++m)
      if (input->member(m).has(models::tables::required) && is_text(input->member(m).shape())) return true;
    return false;
  }

  void change(std::uint16_t i, Role role) {
    OperationPlan& op = at(i);
    if (const auto resource = exact(op.name.noun); resource != nowhere) {
      const bool only_updated = op.name.verb == Verb::update && !facts[joined(op.name.noun)].created &&
                                creatable(resource) && !plan.resource(resource).is_link;
      return bind(op, resource, false, only_updated ? Role::put : role);
    }
    if (const auto resource = by_prefix(op.name.noun); resource != nowhere)
      return bind(op, resource, true, role == Role::remove ? Role::update : role);
    if (const auto resource = by_suffix(op.name.noun); resource != nowhere)
      return bind(op, resource, false, role);
    if (op.name.verb == Verb::put) return;  // data, not a setting
    if (const auto resource = by_required_key(i); resource != nowhere)
      return bind(op, resource, true, role == Role::remove ? Role::update : role);
  }

  // PublishRecipe and PublishFunction act on what CreateRecipe and CreateFunction have made; PublishBatch
  // makes nothing.
  bool publishes(std::uint16_t i) const {
    const OperationName& name = plan.operation(i).name;
    if (name.first != "publish") return false;
    if (name.noun.back() == "batch") return true;
    for (std::uint16_t other = 0; other < count(); ++other) {
      const OperationName& one = plan.operation(other).name;
      if (one.verb == Verb::create && one.first != "publish" && one.noun == name.noun) return true;
    }
    return false;
  }

  // "RequestCertificate" is told no certificate and answers with one; StartPipe is told which.
  bool makes_one(std::uint16_t i, std::int16_t known) const {
    const Resource& kind = plan.resource(known);
    const auto says = [&](const std::optional<models::Shape>& shape, bool by_name) {
      if (!shape) return false;
      for (std::uint16_t m = 0; m < shape->size(); ++m) {
        const std::string_view name = plan.canonical(kind, shape->member(m).id());
        if (name == "id" || name == "arn" || (by_name && name == "name")) return true;
        if (singular(name) == kind.noun + "id" || singular(name) == kind.noun + "arn") return true;
      }
      return false;
    };
    return says(model(i).output(), false) && !says(model(i).input(), true);
  }

  void find_role(std::uint16_t i) {
    OperationPlan& op = at(i);
    if (op.role != Role::unplayed) return;
    if (op.name.noun.empty()) return;
    const auto known = exact(op.name.noun);
    switch (op.name.verb) {
      case Verb::create:
        if (!publishes(i)) return bind(op, known, false, Role::create);
        if (op.name.noun.back() != "batch") change(i, Role::state);
        return;
      case Verb::start:
        if (known != nowhere && (!facts[joined(op.name.noun)].created || makes_one(i, known)))
          return bind(op, known, false, Role::create);
        return change(i, Role::state);
      case Verb::put:
        if (known != nowhere) return bind(op, known, false, Role::put);
        return change(i, Role::update);
      case Verb::get:
      case Verb::list: return read(i, true);
      case Verb::search: return read(i, false);
      case Verb::update: return change(i, Role::update);
      case Verb::remove: return change(i, Role::remove);
      case Verb::associate:
        return known != nowhere ? bind(op, known, false, Role::create) : change(i, Role::update);
      case Verb::disassociate:
        return change(i,
                      takes_back(op.name) && stays(facts[joined(op.name.noun)]) ? Role::state : Role::remove);
      case Verb::state: {
        const NounFacts& fact = facts[joined(op.name.noun)];
        if (known != nowhere && fact.enabled && !fact.created && !fact.put && !fact.started)
          return bind(op, known, false,
                      op.name.first == "enable"    ? Role::put
                      : op.name.first == "disable" ? Role::remove
                                                   : Role::state);
        return change(i, Role::state);
      }
      case Verb::tag:
      case Verb::untag:
      case Verb::other: return;
    }
  }

  // An operation that is only a verb acts on what its keys name: "Subscribe", "SignUp" do not.
  void find() {
    collect();
    add_resources();
    find_links();
    // Reads first: what they say of nouns that nobody creates, changes may act on.
    for (std::uint16_t i = 0; i < count(); ++i)
      if (at(i).name.verb == Verb::get || at(i).name.verb == Verb::list) find_role(i);
    for (std::uint16_t i = 0; i < count(); ++i) find_role(i);
  }
};

void find_nouns(Plan& plan) { Nouns{plan}.find(); }

}  // namespace understudy::derived
