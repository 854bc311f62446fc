// Tags: AWS's rules for them, in every form in which operations carry them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "services/kit/error.hpp"
#include "services/kit/value.hpp"

namespace understudy::kit {

using Tags = std::map<std::string, std::string>;  // by key; AWS lists them in no order that it promises

// What a service allows and how it refuses.
struct TagRules {
  std::size_t most = 50;
  Error too_many;
  Error reserved;  // keys that begin with "aws:"; says() gets the key; an empty code allows them
};

// Lists of {Key, Value} structures (or {key, value}): adds them to `tags`, the last of a key wins. Throws as
// the rules say.
template <class N>
void add_tags(In<N> list, Key<N> key, Key<N> value, const TagRules& rules, Tags& tags) {
  for (const In<N> tag : list) {
    const std::string_view name = tag[key].text();
    if (!rules.reserved.code.empty() && name.starts_with("aws:")) throw rules.reserved.says(name);
    tags[std::string(name)] = tag[value].text();
  }
  if (tags.size() > rules.most) throw Failure(rules.too_many);
}

template <class N>
void remove_tags(In<N> keys, Tags& tags) {
  for (const In<N> key : keys) tags.erase(std::string(key.text()));
}

template <class N>
void write_tags(const Tags& tags, const Slot<N>& slot, Key<N> key, Key<N> value) {
  const OutList<N> list = slot.list(static_cast<std::uint32_t>(tags.size()));
  for (const auto& [k, v] : tags) {
    const Out<N> tag = list.add().structure(2);
    tag[key] = k;
    tag[value] = v;
  }
}

// Maps, as newer services have them.
template <class N>
void add_tags(In<N> map, const TagRules& rules, Tags& tags) {
  for (std::uint32_t i = 0; i < map.size(); ++i) {
    const auto [name, value] = map.entry(i);
    if (!rules.reserved.code.empty() && name.starts_with("aws:")) throw rules.reserved.says(name);
    tags[std::string(name)] = value.text();
  }
  if (tags.size() > rules.most) throw Failure(rules.too_many);
}

template <class N>
void write_tags(const Tags& tags, const Slot<N>& slot) {
  const OutMap<N> map = slot.map(static_cast<std::uint32_t>(tags.size()));
  for (const auto& [k, v] : tags) map[k] = v;
}

}  // namespace understudy::kit
