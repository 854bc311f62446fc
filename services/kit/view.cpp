// Views: paths, keys, and the difference of two.
#include "services/kit/view.hpp"

#include <absl/container/flat_hash_map.h>
#include <fmt/format.h>

namespace understudy::kit {
namespace view_detail {

std::string Path::text() const {
  if (!above) return "$";
  return place == std::string_view::npos ? fmt::format("{}.{}", above->text(), name)
                                         : fmt::format("{}[{}]", above->text(), place);
}

void append_escaped(std::string& out, std::string_view part) {
  for (const char c : part) {
    if (c == '/') {
      out += "%2F";
    } else if (c == '%') {
      out += "%25";
    } else {
      out += c;
    }
  }
}

std::string unescaped(std::string_view part, const Path& path) {
  std::string out;
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (part[i] != '%') {
      out += part[i];
      continue;
    }
    const std::string_view code = part.substr(i + 1, 2);
    if (code != "2F" && code != "25") path.fail("the key's escapes are not %2F or %25");
    out += code == "2F" ? '/' : '%';
    i += 2;
  }
  return out;
}

const Value& expect(const Value& value, Kind kind, const Path& path) {
  constexpr std::string_view names[] = {"null",  "a boolean", "a whole number", "a number",  "a string",
                                        "bytes", "a time",    "a list",         "an object", "a structure"};
  if (!value.is(kind))
    path.fail(fmt::format("{} is expected here, not {}", names[static_cast<int>(kind)],
                          names[static_cast<int>(value.kind())]));
  return value;
}

Time read_time(const Value& value, const Path& path) {
  if (value.is(Kind::time)) return value.time();
  const std::string_view text = expect(value, Kind::string, path).text();
  if (text == rfc3339(never)) return never;  // its year has more digits than others
  const auto time = parse_rfc3339(text);
  if (!time) path.fail("an RFC 3339 time is expected here");
  return *time;
}

std::string_view read_text(const Value& value, const Path& path) {
  if (value.is(Kind::blob)) return value.text();
  return expect(value, Kind::string, path).text();
}

}  // namespace view_detail

namespace {

// A map's entries by key: tables have many.
class ByKey {
 public:
  explicit ByKey(const Value& map) {
    for (std::uint32_t i = 0; i < map.size(); ++i) entries_.emplace(map.entry(i).key, &map.entry(i).value);
  }
  const Value* find(std::string_view key) const {
    const auto found = entries_.find(key);
    return found == entries_.end() ? nullptr : found->second;
  }

 private:
  absl::flat_hash_map<std::string_view, const Value*> entries_;
};

void diff(const std::string& path, const Value& before, const Value& after, std::vector<Difference>& out) {
  if (before.is(Kind::map) && after.is(Kind::map)) {
    const auto below = [&](std::string_view key) { return fmt::format("{}.{}", path, key); };
    const ByKey in_before(before), in_after(after);
    for (std::uint32_t i = 0; i < before.size(); ++i) {
      const auto [key, value] = before.entry(i);
      const Value* other = in_after.find(key);
      diff(below(key), value, other ? *other : no_value, out);
    }
    for (std::uint32_t i = 0; i < after.size(); ++i)
      if (const auto [key, value] = after.entry(i); !in_before.find(key))
        diff(below(key), no_value, value, out);
  } else if (!same(before, after)) {
    out.push_back({path, before, after});
  }
}

}  // namespace

std::vector<Difference> diff_views(const Value& before, const Value& after) {
  std::vector<Difference> out;
  diff("$", before, after, out);
  return out;
}

}  // namespace understudy::kit
