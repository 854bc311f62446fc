// Random conditions and updates on random items, against a plain evaluator that shares nothing with the
// library.
#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <set>

#include "tests/services/dynamodb_library.hpp"

namespace understudy::dynamodb {
namespace {

// ---- The model of a value

struct Doc {
  char type = 'S';  // S, N, T (boolean), Z (null), L, M, G (string set), H (number set)
  std::string text;
  int number = 0;  // in tenths
  std::vector<Doc> list;
  std::map<std::string, Doc> map;
  std::set<std::string> texts;
  std::set<int> numbers;
  bool operator==(const Doc&) const = default;
};
using Found = const Doc*;

std::string decimal(int tenths) {
  return std::string(tenths < 0 ? "-" : "") + std::to_string(std::abs(tenths) / 10) + "." +
         std::to_string(std::abs(tenths) % 10);
}

template <class Range, class Show>
std::string listed(const Range& range, Show&& show) {
  std::string text;
  for (const auto& one : range) text += (text.empty() ? "" : ",") + show(one);
  return text;
}

std::string json(const Doc& d) {
  switch (d.type) {
    case 'S': return "{'S':'" + d.text + "'}";
    case 'N': return "{'N':'" + decimal(d.number) + "'}";
    case 'T': return d.number ? "{'BOOL':true}" : "{'BOOL':false}";
    case 'Z': return "{'NULL':true}";
    case 'L': return "{'L':[" + listed(d.list, json) + "]}";
    case 'G': return "{'SS':[" + listed(d.texts, [](const std::string& t) { return "'" + t + "'"; }) + "]}";
    case 'H': return "{'NS':[" + listed(d.numbers, [](int n) { return "'" + decimal(n) + "'"; }) + "]}";
    default:
      return "{'M':{" + listed(d.map, [](const auto& e) { return "'" + e.first + "':" + json(e.second); }) +
             "}}";
  }
}

// ---- Chance

class Chance {
 public:
  explicit Chance(unsigned seed) : random_(seed) {}

  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  bool one_in(int n) { return below(n) == 0; }
  std::string word() { return std::string(1, static_cast<char>('p' + below(3))) + (one_in(2) ? "q" : ""); }
  std::string name() { return std::string(1, static_cast<char>('a' + below(5))); }

  Doc doc(int depth) {
    Doc d;
    d.type = "SNTZGHLM"[below(depth > 0 ? 8 : 6)];
    d.text = word();
    d.number = d.type == 'T' ? below(2) : below(60) - 20;
    for (int i = 1 + below(2); d.type == 'G' && i > 0; --i) d.texts.insert(word());
    for (int i = 1 + below(2); d.type == 'H' && i > 0; --i) d.numbers.insert(below(5) * 10);
    for (int i = below(4); d.type == 'L' && i > 0; --i) d.list.push_back(doc(depth - 1));
    for (int i = below(4); d.type == 'M' && i > 0; --i) d.map[name()] = doc(depth - 1);
    return d;
  }
  Doc root() {
    Doc d;
    d.type = 'M';
    for (int i = 1 + below(6); i > 0; --i) d.map[name()] = doc(3);
    return d;
  }

 private:
  std::mt19937 random_;
};

// ---- Paths

struct Way {
  std::vector<std::string> names;  // "[2]" is an index
  std::string text() const {
    std::string all;
    for (const std::string& n : names) all += (all.empty() || n[0] == '[' ? "" : ".") + n;
    return all;
  }
  Found in(const Doc& root, std::size_t steps) const {
    Found at = &root;
    for (std::size_t i = 0; at && i < steps; ++i) {
      const std::string& n = names[i];
      if (n[0] == '[') {
        const auto index = static_cast<std::size_t>(std::stoi(n.substr(1)));
        at = at->type == 'L' && index < at->list.size() ? &at->list[index] : nullptr;
      } else {
        const auto found = at->map.find(n);
        at = at->type == 'M' && found != at->map.end() ? &found->second : nullptr;
      }
    }
    return at;
  }
  Found in(const Doc& root) const { return in(root, names.size()); }
};

Way way(Chance& chance) {
  Way w{{chance.name()}};
  while (chance.one_in(3))
    w.names.push_back(chance.one_in(2) ? chance.name() : "[" + std::to_string(chance.below(4)) + "]");
  return w;
}

// ---- Conditions

class Conditions {
 public:
  explicit Conditions(Chance& chance) : chance_(chance) {}

  using Truth = std::function<bool(const Doc&)>;
  struct Made {
    std::string text;
    Truth truth;
    bool joined = false;
  };

  Made any(int depth) {
    if (depth == 0 || chance_.one_in(3)) return leaf();
    if (chance_.one_in(4)) {
      const Made inner = any(depth - 1);
      return {"NOT " + wrapped(inner), [t = inner.truth](const Doc& d) { return !t(d); }, true};
    }
    const Made a = any(depth - 1), b = any(depth - 1);
    if (chance_.one_in(2))
      return {wrapped(a) + " AND " + wrapped(b), [=](const Doc& d) { return a.truth(d) && b.truth(d); },
              true};
    return {wrapped(a) + " OR " + wrapped(b), [=](const Doc& d) { return a.truth(d) || b.truth(d); }, true};
  }
  std::string values() const {
    std::string all;
    for (std::size_t i = 0; i < values_.size(); ++i)
      all += (i ? ",':v" : "':v") + std::to_string(i) + "':" + json(values_[i]);
    return all.empty() ? "" : ",'ExpressionAttributeValues':{" + all + "}";
  }

 private:
  static std::string wrapped(const Made& made) { return made.joined ? "(" + made.text + ")" : made.text; }
  std::string value(Doc d) {
    values_.push_back(std::move(d));
    return ":v" + std::to_string(values_.size() - 1);
  }
  Doc scalar() {
    Doc d = chance_.doc(0);
    d.type = chance_.one_in(2) ? 'S' : 'N';
    return d;
  }

  static std::optional<int> order(Found a, const Doc& b) {
    if (!a || a->type != b.type) return {};
    return a->type == 'N' ? (a->number > b.number) - (a->number < b.number) : a->text.compare(b.text);
  }
  static bool same(Found a, const Doc& b) { return a && json(*a) == json(b); }
  static bool has(Found a, const Doc& part) {
    if (!a) return false;
    if (a->type == 'S') return part.type == 'S' && a->text.find(part.text) != std::string::npos;
    if (a->type == 'G') return part.type == 'S' && a->texts.contains(part.text);
    if (a->type == 'H') return part.type == 'N' && a->numbers.contains(part.number);
    return a->type == 'L' && std::ranges::any_of(a->list, [&](const Doc& d) { return same(&d, part); });
  }
  static std::optional<int> size(Found a) {
    if (!a) return {};
    switch (a->type) {
      case 'S': return static_cast<int>(a->text.size());
      case 'G': return static_cast<int>(a->texts.size());
      case 'H': return static_cast<int>(a->numbers.size());
      case 'L': return static_cast<int>(a->list.size());
      case 'M': return static_cast<int>(a->map.size());
      default: return {};
    }
  }

  Made leaf() {
    const Way w = way(chance_);
    const std::string p = w.text();
    switch (chance_.below(9)) {
      case 0: return {"attribute_exists(" + p + ")", [=](const Doc& d) { return w.in(d) != nullptr; }};
      case 1: return {"attribute_not_exists(" + p + ")", [=](const Doc& d) { return w.in(d) == nullptr; }};
      case 2: {
        const Doc v = chance_.doc(2);
        return {p + " = " + value(v), [=](const Doc& d) { return same(w.in(d), v); }};
      }
      case 3: {
        const Doc v = chance_.doc(1);
        return {p + " <> " + value(v), [=](const Doc& d) { return !same(w.in(d), v); }};
      }
      case 4: {
        const Doc v = scalar();
        return {p + " < " + value(v), [=](const Doc& d) { return order(w.in(d), v).value_or(1) < 0; }};
      }
      case 5: {
        Doc low = scalar(), high = scalar();
        high.type = low.type;
        if (*order(&low, high) > 0) std::swap(low, high);
        const std::string a = value(low), b = value(high);
        return {p + " BETWEEN " + a + " AND " + b, [=](const Doc& d) {
                  return order(w.in(d), low).value_or(-1) >= 0 && order(w.in(d), high).value_or(1) <= 0;
                }};
      }
      case 6: {
        const Doc a = scalar(), b = chance_.doc(0);
        const std::string x = value(a), y = value(b);
        return {p + " IN (" + x + ", " + y + ")",
                [=](const Doc& d) { return same(w.in(d), a) || same(w.in(d), b); }};
      }
      case 7: {
        const Doc v = scalar();
        return {"contains(" + p + ", " + value(v) + ")", [=](const Doc& d) { return has(w.in(d), v); }};
      }
      default: {
        Doc v;
        v.type = 'N';
        v.number = chance_.below(4) * 10;
        return {"size(" + p + ") >= " + value(v),
                [=](const Doc& d) { return size(w.in(d)).value_or(-1) * 10 >= v.number; }};
      }
    }
  }

  Chance& chance_;
  std::vector<Doc> values_;
};

std::string body(const Doc& root) {
  const std::string all = json(root);
  return all.substr(5, all.size() - 6);  // without {'M': }
}

TEST(DynamodbEvaluation, ConditionsAgree) {
  ExpressionCache cache;
  int held = 0;
  for (unsigned seed = 0; seed < 4000; ++seed) {
    Chance chance(seed);
    const Doc root = chance.root();
    Conditions conditions(chance);
    const auto made = conditions.any(3);
    const Wire wire("Scan",
                    "{'TableName':'t','FilterExpression':'" + made.text + "'" + conditions.values() + "}");
    const Expressions asked(wire.in(), Form::scan, wire.arena(), cache);
    const bool expected = made.truth(root);
    held += expected;
    ASSERT_EQ(asked.filter.matches(item(body(root))), expected)
        << made.text << conditions.values() << body(root);
  }
  EXPECT_GT(held, 1000);
  EXPECT_LT(held, 3000);
}

// ---- Updates: each action works below another attribute of the item, so that none touches another's path.

class Updates {
 public:
  Updates(Chance& chance, const Doc& root) : chance_(chance), old_(root), now(root) {}

  std::string expression() {
    std::map<std::string, std::vector<std::string>> sections;
    for (char c = 'a'; c <= 'e'; ++c)
      if (chance_.one_in(2)) action(std::string(1, c), sections);
    std::string text;
    for (const auto& [section, actions] : sections)
      text +=
          (text.empty() ? "" : " ") + section + " " + listed(actions, [](const std::string& a) { return a; });
    return text;
  }
  std::string values() const {
    const std::string all =
        listed(values_, [](const auto& v) { return "'" + v.first + "':" + json(v.second); });
    return all.empty() ? "" : ",'ExpressionAttributeValues':{" + all + "}";
  }

 private:
  void action(const std::string& head, std::map<std::string, std::vector<std::string>>& sections) {
    Way w{{head}};
    while (chance_.one_in(3))
      w.names.push_back(chance_.one_in(2) ? chance_.name() : "[" + std::to_string(chance_.below(4)) + "]");
    const Found parent = w.in(old_, w.names.size() - 1);
    fails |= !parent || parent->type != (w.names.back()[0] == '[' ? 'L' : 'M');
    const Found there = w.in(old_);
    switch (chance_.below(5)) {
      case 0:
        sections["REMOVE"].push_back(w.text());
        if (there) write(w, std::nullopt);
        break;
      case 1: {
        Doc v = chance_.doc(0);
        v.type = "NGH"[chance_.below(3)];
        if (v.texts.empty()) v.texts.insert("p");
        if (v.numbers.empty()) v.numbers.insert(10);
        sections["ADD"].push_back(w.text() + " " + value(v));
        add(w, there, v);
        break;
      }
      case 2: {
        Doc v;
        v.type = 'G';
        v.texts = {chance_.word(), chance_.word()};
        sections["DELETE"].push_back(w.text() + " " + value(v));
        take(w, there, v);
        break;
      }
      case 3: {
        Doc v;
        v.type = 'N';
        v.number = chance_.below(100) - 50;
        const Way other = way(chance_);
        const Found operand = other.in(old_);
        fails |= !operand || operand->type != 'N';
        sections["SET"].push_back(w.text() + " = " + other.text() + " - " + value(v));
        if (!fails) {
          Doc result = v;
          result.number = operand->number - v.number;
          write(w, result);
        }
        break;
      }
      default: {
        const Doc v = chance_.doc(2);
        const Way other = way(chance_);
        const Found operand = other.in(old_);
        sections["SET"].push_back(w.text() + " = if_not_exists(" + other.text() + ", " + value(v) + ")");
        write(w, operand ? *operand : v);
      }
    }
  }

  void add(const Way& w, Found there, const Doc& v) {
    if (!there) return write(w, v);
    fails |= there->type != v.type;
    Doc sum = *there;
    sum.number += v.number;
    sum.texts.insert(v.texts.begin(), v.texts.end());
    sum.numbers.insert(v.numbers.begin(), v.numbers.end());
    if (sum.type != 'G') sum.texts.clear();
    if (sum.type != 'H') sum.numbers.clear();
    write(w, sum);
  }
  void take(const Way& w, Found there, const Doc& v) {
    if (!there) return;
    fails |= there->type != 'G';
    Doc rest = *there;
    for (const std::string& text : v.texts) rest.texts.erase(text);
    if (rest.type == 'G') write(w, rest.texts.empty() ? std::nullopt : std::optional(rest));
  }

  void write(const Way& w, const std::optional<Doc>& to) {
    if (fails) return;
    Doc* at = &now;
    for (std::size_t i = 0; i + 1 < w.names.size(); ++i)
      at = w.names[i][0] == '[' ? &at->list[static_cast<std::size_t>(std::stoi(w.names[i].substr(1)))]
                                : &at->map[w.names[i]];
    const std::string& last = w.names.back();
    if (last[0] != '[') {
      if (to) {
        at->map[last] = *to;
      } else {
        at->map.erase(last);
      }
      return;
    }
    const auto index = static_cast<std::size_t>(std::stoi(last.substr(1)));
    if (!to) {
      at->list.erase(at->list.begin() + static_cast<std::ptrdiff_t>(index));
    } else if (index < at->list.size()) {
      at->list[index] = *to;
    } else {
      at->list.push_back(*to);
    }
  }

  std::string value(Doc d) {
    values_.emplace_back(":v" + std::to_string(values_.size()), std::move(d));
    return values_.back().first;
  }

  Chance& chance_;
  const Doc old_;
  std::vector<std::pair<std::string, Doc>> values_;

 public:
  Doc now;
  bool fails = false;
};

TEST(DynamodbEvaluation, UpdatesAgree) {
  ExpressionCache cache;
  int applied = 0;
  for (unsigned seed = 0; seed < 6000; ++seed) {
    Chance chance(seed);
    const Doc root = chance.root();
    Updates updates(chance, root);
    const std::string text = updates.expression();
    if (text.empty()) continue;
    const Wire wire("UpdateItem",
                    "{'TableName':'t','UpdateExpression':'" + text + "'" + updates.values() + "}");
    const std::string refused = refusal([&] {
      const Expressions asked(wire.in(), Form::update_item, wire.arena(), cache);
      const Item now = asked.update.apply(item(body(root)));
      ASSERT_FALSE(updates.fails) << text << updates.values() << body(root);
      ASSERT_TRUE(now == item(body(updates.now)))
          << text << updates.values() << body(root) << " gave " << shown(now) << " not " << body(updates.now);
      ++applied;
    });
    ASSERT_EQ(!refused.empty(), updates.fails) << refused << text << updates.values() << body(root);
  }
  EXPECT_GT(applied, 800);
}

}  // namespace
}  // namespace understudy::dynamodb
