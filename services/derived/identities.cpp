// Finds which input members say which resource an operation means, and what identifies each resource.
#include <algorithm>
#include <array>
#include <optional>

#include "services/derived/plan.hpp"

namespace understudy::derived {

using models::Member;
using models::Shape;
using models::Type;

struct Identities {
  Plan& plan;

  // The same few names occur in most operations of a service.
  std::vector<std::optional<Plan::Names>> known_names =
      std::vector<std::optional<Plan::Names>>(plan.folded_.size());
  const Plan::Names& named(std::uint16_t name) {
    std::optional<Plan::Names>& known = known_names[name];
    if (!known) known = plan.names_resource(plan.folded(name));
    return *known;
  }

  struct Candidate {
    std::int16_t member;
    std::string_view folded;
    std::string_view own;  // identity word if it names the resource itself
    bool names_own = false;
    Plan::Names other{};
    bool required = false, label = false, many = false;
    std::size_t place = 0;  // of a label in the path
  };

  Resource& resource(std::int16_t number) { return plan.resources_[static_cast<std::size_t>(number)]; }

  // Whether a member of this name identifies a resource, and as what.
  static std::optional<std::string_view> own_word(const Resource& resource, std::string_view folded) {
    if (const auto word = identity_word(folded);
        !word.empty() && !(resource.about_another && folded == "resourcearn"))
      return word;
    for (const std::string& stem : resource.stems) {
      if (!folded.starts_with(stem)) continue;
      std::string_view rest = folded.substr(stem.size());
      if (rest.size() > 1 && rest.front() == 's' && !identity_word(rest.substr(1)).empty())
        rest.remove_prefix(1);
      if (rest.empty() && &stem == &resource.stems.front()) return std::string_view();
      if (const auto word = identity_word(rest); !word.empty()) return word;
      if (rest == "s" && &stem == &resource.stems.front()) return std::string_view();
    }
    if (!resource.about_another &&
        (folded == "resource" || folded == "resourceid" || folded == "resourceidentifier"))
      return "id";
    return std::nullopt;
  }

  std::vector<Candidate> candidates(const models::Operation& operation, const Resource& resource) {
    std::vector<Candidate> found;
    const auto input = operation.input();
    if (!input) return found;
    const std::string_view uri = operation.uri();
    for (std::uint16_t m = 0; m < input->size(); ++m) {
      const Member member = input->member(m);
      const Shape shape = member.shape();
      const std::string_view folded = plan.folded(member.id());
      const bool many = is_text_list(shape);
      if (!is_text(shape) && !many) continue;
      if (is_paging(operation, member, folded) || is_account(folded)) continue;
      Candidate c{.member = static_cast<std::int16_t>(m), .folded = folded, .own = {}};
      c.required = member.has(models::tables::required);
      c.label = member.location() == models::Location::uri;
      c.many = many;
      if (c.label) {
        c.place = uri.find("{" + std::string(member.wire()));
        if (c.place == uri.npos) c.place = 0;
      }
      const auto constraint = shape.constraint();
      const bool choice = constraint && !constraint->enums.empty();
      if (const auto word = own_word(resource, folded)) {
        c.own = *word;
        c.names_own = true;
      }
      c.other = named(member.id());
      // Rekognition's StartFaceSearch answers with the JobId that GetFaceSearch asks for.
      if (!c.names_own && c.other.resource != nowhere && c.required && is_drawn(resource, member)) {
        c.own = "id";
        c.names_own = true;
        c.other = {};
      }
      const bool self = c.other.resource == plan.number_of(resource);
      if (self) {
        c.names_own = true;
        c.other = {};
      } else if (c.other.resource != nowhere && c.names_own) {
        // The longer noun is meant: "dbclustersnapshotid" is no id of a dbcluster; but a plain "id" is one's
        // own.
        if (identity_word(folded).empty() && c.other.length > longest_stem(resource, folded)) {
          c.names_own = false;
        } else {
          c.other = {};
        }
      }
      const bool when = folded.ends_with("date") || folded.ends_with("time");
      if (when && !c.label) continue;
      if (choice && !c.label && !c.names_own) continue;
      if (shape.type() != Type::string && !many && !c.label && !c.names_own) continue;  // a number of things
      found.push_back(c);
    }
    return found;
  }
  // The creation says it of its own accord, and nothing else that identifies.
  bool is_drawn(const Resource& resource, const Member& member) const {
    if (resource.create == nowhere || resource.is_link) return false;
    const models::Operation create = plan.service().operation(static_cast<std::uint16_t>(resource.create));
    const auto in = create.input();
    const auto out = create.output();
    return out && out->size() == 1 && out->member(0).name() == member.name() && in &&
           !in->find(member.name());
  }
  static std::size_t longest_stem(const Resource& resource, std::string_view folded) {
    std::size_t longest = 0;
    for (const std::string& stem : resource.stems)
      if (folded.starts_with(stem)) longest = std::max(longest, stem.size());
    return longest;
  }

  // Of those that may identify the resource, the one that does.
  const Candidate* own_of(const std::vector<Candidate>& all, bool anything_required,
                          const Resource& r) const {
    const Candidate* best = nullptr;
    int best_score = 0;
    const bool any = std::ranges::none_of(all, [](const Candidate& c) { return c.label || c.required; });
    for (const Candidate& c : all) {
      int score = 0;
      const bool known = !r.own.empty() && Plan::canonical(r, c.folded) == r.own;
      if (c.names_own || known)
        score = (known ? 20 : 0) + 10 + (c.label ? 8 : 0) + (c.required ? 6 : 0) + (c.many ? 0 : 1) +
                word_score(c) +
                (any && c.folded == r.noun + "name" && input_has(r.create, r, "name")
                     ? 3
                     : 0);  // what the client gave
      else if (c.other.resource != nowhere && anything_required && !c.many && (c.label || c.required) &&
               r.noun.ends_with(plan.resource(c.other.resource).noun))
        score = 5;  // a ServiceJob's jobId, though there are Jobs as well
      else if (c.other.resource == nowhere && anything_required && !c.many && (c.label || c.required))
        score = c.label ? 3 : 1;
      if (score == 0 || (score == best_score && c.label && best && c.place < best->place)) continue;
      if (score > best_score || (score == best_score && c.label)) {
        best = &c;
        best_score = score;
      }
    }
    return best;
  }
  static int word_score(const Candidate& c) {
    return c.own == "id" ? 3 : c.own == "name" ? 2 : c.own == "arn" ? 1 : 0;
  }

  // An update's other name is the one that the resource is to have.
  static bool says_anew(const Candidate& own, const Candidate& other, const Resource& resource) {
    return (own.label && !other.label) ||
           (other.own == "name" && own.own != "name" && resource.own != "name");
  }

  std::vector<Key> keys_of(std::uint16_t i, const Resource& resource, bool attribute) {
    const models::Operation operation = plan.service().operation(i);
    const OperationPlan& op = plan.operation(i);
    const auto all = candidates(operation, resource);
    const bool addresses = op.role == Role::get || op.role == Role::update || op.role == Role::remove ||
                           op.role == Role::state || op.role == Role::put;
    const bool all_keys = op.role == Role::link || op.role == Role::unlink;
    const Candidate* own = all_keys ? nullptr : own_of(all, addresses && !attribute, resource);
    if (!own && attribute && addresses) own = own_of(all, true, resource);
    std::vector<Key> keys;
    for (const Candidate& c : all) {
      Key key{.of = Key::Of::field,
              .member = c.member,
              .parent = nowhere,
              .many = c.many,
              .required = c.required,
              .field = {}};
      key.field = std::string(Plan::canonical(resource, c.folded));
      if (c.many) key.field = std::string(Plan::canonical(resource, singular(c.folded)));
      if (key.field.ends_with("orarn")) key.field.resize(key.field.size() - 5);
      if (&c == own) {
        key.of = Key::Of::own;
      } else if (c.names_own && own && op.role == Role::update && says_anew(*own, c, resource)) {
        continue;
      } else if (c.other.resource != nowhere) {
        key.of = Key::Of::parent;
        key.parent = c.other.resource;
        key.field = std::string(c.folded);
        if (!c.required && !c.label && op.role != Role::list) continue;  // says more of it, not which it is
      } else if (c.names_own && (op.role == Role::list || c.required || !own)) {
        key.of = Key::Of::own;
      } else if (!(c.label || c.required) || (c.many && !all_keys)) {
        continue;
      } else if (!addresses && !all_keys && !c.label &&
                 !(op.role == Role::list && input_has(resource.create, resource, key.field))) {
        continue;  // a required input of a creation is just that
      }
      keys.push_back(std::move(key));
    }
    return keys;
  }

  static const Key* own_key(const OperationPlan& op) {
    for (const Key& key : op.keys)
      if (key.of == Key::Of::own) return &key;
    return nullptr;
  }

  bool input_has(std::int16_t operation, const Resource& resource, std::string_view canonical) const {
    if (operation == nowhere) return false;
    const auto input = plan.service().operation(static_cast<std::uint16_t>(operation)).input();
    if (!input) return false;
    const auto has = [&](const Shape& shape) {
      for (std::uint16_t m = 0; m < shape.size(); ++m) {
        const Member member = shape.member(m);
        const std::string_view name = plan.canonical(resource, member.id());
        if (is_text(member.shape()) && name == canonical) return true;
        if (is_text_list(member.shape()) && singular(name) == canonical) return true;
      }
      return false;
    };
    if (has(*input)) return true;
    for (std::uint16_t m = 0; m < input->size(); ++m)
      if (const Shape below = input->member(m).shape();
          below.type() == Type::structure && input->size() <= 4 && has(below))
        return true;
    return false;
  }

  void remember_operations() {
    for (std::uint16_t i = 0; i < plan.operations_.size(); ++i) {
      const OperationPlan& op = plan.operations_[i];
      if (op.resource == nowhere || op.attribute) continue;
      Resource& r = resource(op.resource);
      const auto number = static_cast<std::int16_t>(i);
      const bool plain =
          joined(op.name.noun) == r.noun && op.name.target.empty() && !op.batch && !op.name.batch;
      const auto take = [&](std::int16_t& place) {
        if (place == nowhere || (plain && !is_plain(place, r))) place = number;
      };
      switch (op.role) {
        case Role::create:
        case Role::link: take(r.create); break;
        case Role::put: take(op.name.verb == Verb::update ? r.update : r.create); break;
        case Role::get: take(r.get); break;
        case Role::list: take(r.list); break;
        case Role::update: take(r.update); break;
        case Role::remove:
        case Role::unlink: take(r.remove); break;
        default: break;
      }
    }
    for (Resource& r : plan.resources_)
      if (r.create == nowhere) r.create = r.update;  // settings that are there once they are set
  }
  bool is_plain(std::int16_t operation, const Resource& r) const {
    const OperationPlan& op = plan.operation(static_cast<std::uint16_t>(operation));
    return joined(op.name.noun) == r.noun && op.name.target.empty() && !op.name.batch &&
           (op.name.first == "create" || op.name.first == "describe" || op.name.first == "get" ||
            op.name.first == "list" || op.name.first == "delete" || op.name.first == "update" ||
            op.name.first == "put");
  }

  // What identifies a resource, from the operations that address one.
  bool is_shown_with(const Resource& r, std::initializer_list<std::string_view> names) const {
    return std::ranges::any_of(r.views, [&](std::uint16_t view) {
      const Shape shape = plan.service().shape(view);
      return std::ranges::all_of(names, [&](std::string_view name) {
        for (std::uint16_t m = 0; m < shape.size(); ++m)
          if (plan.folded(shape.member(m).id()) == name) return true;
        return false;
      });
    });
  }

  void find_versions(Resource& r) const {
    constexpr std::string_view end = "version";
    if (r.noun.size() > end.size() && r.noun.ends_with(end)) {
      const auto of = plan.resource_named(std::string_view(r.noun).substr(0, r.noun.size() - end.size()));
      if (of != nowhere && plan.resource(of).creatable && is_shown_with(r, {"id", "version"}))
        r.version_of = of;
    }
    if (r.create == nowhere || is_shown_with(r, {"version"})) return;
    const OperationPlan& op = plan.operation(static_cast<std::uint16_t>(r.create));
    r.revised = op.name.first == "register" && is_shown_with(r, {"revision"});
  }

  void find_own(Resource& r) {
    find_versions(r);
    if (r.version_of != nowhere) {
      r.own = "version";
      return;
    }
    if (const Hint* hint = r.tells(Says::own)) {
      r.own = Plan::canonical(r, folded(hint->one));
      r.given = input_has(r.create, r, r.own);
      return;
    }
    for (const std::int16_t operation : {r.get, r.remove, r.update, r.list}) {
      if (operation == nowhere || (operation == r.create && r.create != r.update)) continue;
      const auto number = static_cast<std::uint16_t>(operation);
      const Key* key = nullptr;
      const auto keys = keys_of(number, r, false);
      for (const Key& k : keys)
        if (k.of == Key::Of::own && (!key || (key->many && !k.many))) key = &k;
      if (key && operation == r.list && !key->many && !key->required) key = nullptr;
      if (!key) {
        if (operation == r.get && r.list == nowhere) return;  // settings: there is one
        continue;
      }
      r.own = key->field;
      if (r.own == r.noun || r.own.empty() || singular(r.own) == r.noun) {
        const bool counted = r.noun.ends_with("version") || r.noun.ends_with("revision");
        r.own = input_has(r.create, r, r.noun) || counted ? r.noun
                : input_has(r.create, r, "name")          ? "name"
                                                          : "id";
      }
      r.given = input_has(r.create, r, r.own);
      return;
    }
    if (r.create == nowhere || r.get != nowhere) return;
    const OperationPlan& op = plan.operation(static_cast<std::uint16_t>(r.create));
    if (op.role != Role::create) return;
    r.given = input_has(r.create, r, "name");
    r.own = r.given ? "name" : "id";
  }

  // A required input of a change is a key only if reads or removals have it too.
  void forget_false_keys(std::uint16_t i) {
    OperationPlan& op = plan.operations_[i];
    if (op.role != Role::update && op.role != Role::state && op.role != Role::remove &&
        op.role != Role::put && !op.attribute)
      return;
    const Resource& r = plan.resource(op.resource);
    const auto input = plan.service().operation(i).input();
    const auto is_key_of = [&](std::int16_t operation, const std::string& field) {
      if (operation == nowhere || operation == static_cast<std::int16_t>(i)) return false;
      const auto& keys = plan.operation(static_cast<std::uint16_t>(operation)).keys;
      return std::ranges::find(keys, field, &Key::field) != keys.end();
    };
    std::erase_if(op.keys, [&](const Key& key) {
      if (key.of == Key::Of::own && r.own.empty() && !r.is_link && op.role != Role::remove &&
          r.get != nowhere && !op.attribute)
        return input->member(static_cast<std::uint16_t>(key.member)).location() != models::Location::uri;
      if (key.of != Key::Of::field) return false;
      if (input->member(static_cast<std::uint16_t>(key.member)).location() == models::Location::uri)
        return false;
      if (is_key_of(r.get, key.field)) return false;
      if (r.get == static_cast<std::int16_t>(i) || op.role == Role::put) return false;
      if (op.role == Role::remove && r.get == nowhere) return !input_has(r.create, r, key.field);
      return !(r.get == nowhere && is_key_of(r.remove, key.field));
    });
  }

  void find() {
    remember_operations();
    for (Resource& r : plan.resources_)
      if (!r.is_link) find_own(r);
    for (std::uint16_t i = 0; i < plan.operations_.size(); ++i) {
      OperationPlan& op = plan.operations_[i];
      if (op.resource == nowhere) continue;
      op.keys = keys_of(i, plan.resource(op.resource), op.attribute);
      if (op.role == Role::create || op.role == Role::put) as_given(op, i);
    }
    for (std::uint16_t i = 0; i < plan.operations_.size(); ++i)
      if (plan.operations_[i].resource != nowhere) forget_false_keys(i);
    for (Resource& r : plan.resources_) find_parents(r);
  }

  // A creation's own key is only what reads will ask for.
  void as_given(OperationPlan& op, std::uint16_t i) const {
    const Resource& r = plan.resource(op.resource);
    if (op.role == Role::create)
      std::erase_if(op.keys, [](const Key& key) { return key.of == Key::Of::own; });
    const auto input = plan.service().operation(i).input();
    if (!input || own_key(op)) return;
    for (std::uint16_t m = 0; m < input->size(); ++m) {
      const Member member = input->member(m);
      const std::string_view name = plan.canonical(r, member.id());
      const bool many = is_text_list(member.shape());
      if (!(is_text(member.shape()) && name == r.own) && !(many && singular(name) == r.own)) continue;
      op.keys.push_back({.of = Key::Of::own,
                         .member = static_cast<std::int16_t>(m),
                         .parent = nowhere,
                         .many = many,
                         .required = member.has(models::tables::required),
                         .field = r.own});
      return;
    }
  }

  void find_parents(Resource& r) {
    for (const std::int16_t operation : {r.get, r.remove, r.update, r.list, r.create}) {
      if (operation == nowhere) continue;
      for (const Key& key : plan.operation(static_cast<std::uint16_t>(operation)).keys)
        if (key.of == Key::Of::parent && key.required && !key.many &&
            std::ranges::find(r.parents, key.parent) == r.parents.end())
          r.parents.push_back(key.parent);
      return;  // what its reads do not ask for it does not lie within
    }
  }
};

void find_identities(Plan& plan) { Identities{plan}.find(); }

}  // namespace understudy::derived
