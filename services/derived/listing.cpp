// Lists: which records an input asks for, in order of creation, a page at a time.
#include <algorithm>
#include <charconv>

#include "services/derived/play.hpp"
#include "services/kit/sealed.hpp"

namespace understudy::derived {

using kit::Kind;
using kit::Value;
using models::Member;
using models::Shape;
using models::Type;

// What a record says under that name, as text; nothing when it says nothing.
std::optional<std::string> Play::field_text(const Record& record, std::string_view name) const {
  const std::string_view canonical = Plan::canonical(resource(), name);
  if (!resource().status.empty() && canonical == resource().status) return record.stage.state;
  auto found = record.fields.find(std::string(name));  // where its short form is another member's
  if (found == record.fields.end()) found = record.fields.find(std::string(canonical));
  if (found == record.fields.end()) return std::nullopt;
  kit::Arena scratch;
  const Value value = found->second.value(scratch);
  if (value.is(Kind::boolean)) return value.boolean() ? "true" : "false";
  if (value.container() || value.is(Kind::time)) return std::nullopt;
  return text_of(value);
}

// {"Name": "vpc-id", "Values": ["..."]}, in any of AWS's spellings. What no record knows filters nothing.
bool Play::passes_filter(const Record& record, const Value& filter, const Shape& shape) {
  std::string name;
  std::vector<std::string> values;
  for (std::uint16_t i = 0; i < shape.size(); ++i) {
    const Member member = shape.member(i);
    const Value* value = filter.is(Kind::structure) ? filter.member(member.id()) : nullptr;
    if (!value || !*value) continue;
    const std::string_view folded = plan_.folded(member.id());
    if (folded.ends_with("name") || folded.ends_with("key") || folded.ends_with("field") ||
        folded == "attribute" || folded.ends_with("path") || folded == "type")
      name = value->text();
    else if (value->is(Kind::string) || value->is(Kind::integer))
      values.push_back(text_of(*value));
    else if (value->is(Kind::list))
      for (const Value& one : value->elements()) values.push_back(text_of(one));
  }
  if (name.empty() || values.empty()) return true;
  const auto matches = [&](std::string_view text) {
    return std::ranges::any_of(values, [&](const std::string& wanted) {
      if (wanted.ends_with('*'))
        return text.starts_with(std::string_view(wanted).substr(0, wanted.size() - 1));
      return same_identity(text, wanted);
    });
  };
  if (name.starts_with("tag:")) {
    const auto tag = record.tags.find(name.substr(4));
    return tag != record.tags.end() && matches(tag->second);
  }
  if (name == "tag-key")
    return std::ranges::any_of(record.tags, [&](const auto& tag) { return matches(tag.first); });
  const auto text = field_text(record, folded(name));
  return !text || matches(*text);
}

// "CreationTimeAfter", "LastModifiedTimeBefore"; other times ask for nothing that records know.
bool Play::within(const Record& record, std::string_view name, kit::Time limit) const {
  const bool after = name.ends_with("after"), before = name.ends_with("before");
  if (!after && !before) return true;
  const bool updated = name.find("modif") != name.npos || name.find("updat") != name.npos;
  const bool created =
      name.find("creat") != name.npos || name.find("start") != name.npos || name.find("submit") != name.npos;
  if (!updated && !created) return true;
  const kit::Time time = updated ? record.updated : record.created;
  return after ? time >= limit : time <= limit;
}

bool Play::wanted(const Record& record) {
  const Given given = whole();
  if (!fits_keys(record, given)) return false;
  for (const Key& key : op_.keys)
    if (key.of == Key::Of::own) {
      const auto named = texts(key, given);
      if (!named.empty() && std::ranges::none_of(named, [&](const std::string& n) {
            return resource().is_link ? mentions(record, n) : identifies(record, n);
          }))
        return false;
    }
  for (const Value& value : given.value->elements()) {
    const auto found = given.shape.find(plan_.service().text(value.name()));
    if (!found || !value) continue;
    const Member member = *found;
    std::string_view folded = plan_.folded(member.id());
    if (is_paging(model_, member, folded) || is_account(folded)) continue;
    if (std::ranges::any_of(op_.told, [&](const Told& told) {
          return told.hint->says == Says::ignores && told.field == folded;
        }))
      continue;
    const bool key = std::ranges::any_of(op_.keys, [&](const Key& k) {
      return given.shape.member(static_cast<std::uint16_t>(k.member)).id() == member.id();
    });
    if (key) continue;
    if (folded.starts_with("filterby")) folded.remove_prefix(8);
    if (value.is(Kind::list) && member.shape().element().shape().type() == Type::structure) {
      for (const Value& filter : value.elements())
        if (!passes_filter(record, filter, member.shape().element().shape())) return false;
    } else if (value.is(Kind::list)) {
      const auto text = field_text(record, singular(folded));
      if (text && std::ranges::none_of(value.elements(),
                                       [&](const Value& v) { return same_identity(*text, text_of(v)); }))
        return false;
    } else if (value.is(Kind::time)) {
      if (!within(record, folded, value.time())) return false;
    } else if (value.is(Kind::string)) {
      if (folded.ends_with("prefix")) {
        const std::string_view of = folded.substr(0, folded.size() - 6);
        const auto text = of.empty() ? std::optional(record.own) : field_text(record, of);
        if (text && !text->starts_with(value.text())) return false;
      } else if (folded.ends_with("contains")) {
        const auto text = field_text(record, folded.substr(0, folded.size() - 8));
        if (text && text->find(value.text()) == text->npos) return false;
      } else {
        const auto text = field_text(record, folded);
        if (text && !same_identity(*text, value.text())) return false;
      }
    } else if (value.is(Kind::structure)) {
      for (const Value& inner : value.elements()) {
        std::string_view name = plan_.folded(inner.name());
        const auto text = field_text(record, inner.is(Kind::list) ? singular(name) : std::string(name));
        if (!text) continue;
        if (inner.is(Kind::string) && !same_identity(*text, inner.text())) return false;
        if (inner.is(Kind::list) && inner.size() > 0 &&
            std::ranges::none_of(inner.elements(),
                                 [&](const Value& v) { return same_identity(*text, text_of(v)); }))
          return false;
      }
    }
  }
  return true;
}

Play::Paging Play::paging() const {
  Paging paging;
  const auto in = model_.input();
  const auto out = model_.output();
  if (!in || !out) return paging;
  const auto paginator = model_.paginator();
  const auto named = [&](const Member& member, auto&& texts) {
    return std::ranges::any_of(texts, [&](auto text) { return plan_.service().text(text) == member.name(); });
  };
  const auto is_token = [](std::string_view name) {
    return name == "nexttoken" || name == "marker" || name == "nextmarker" || name == "continuationtoken" ||
           name == "nextcontinuationtoken" || name == "nextpagetoken" || name == "pagetoken";
  };
  for (std::uint16_t i = 0; i < in->size(); ++i) {
    const Member member = in->member(i);
    const std::string_view name = plan_.folded(member.id());
    const Value* value = call_.input.member(member.id());
    if (paginator ? named(member, paginator->input_tokens) : is_token(name)) {
      if (value && !value->text().empty()) paging.token = value;
    } else if (paginator ? paginator->limit_key == member.name()
                         : name == "maxresults" || name == "limit" || name == "maxitems" ||
                               name == "maxrecords" || name == "pagesize") {
      const auto bound = member.shape().constraint();
      if (bound && member.shape().type() != Type::string && bound->max >= 10 && bound->max <= 1000)
        paging.limit = static_cast<std::int64_t>(std::min(bound->max, 100.0));  // when nobody asks for more
      if (value && value->is(Kind::integer)) paging.limit = value->integer();
      if (std::int64_t n = 0; value && value->is(Kind::string)) {  // CloudFront and Route 53 give it as text
        const auto text = value->text();
        if (std::from_chars(text.data(), text.data() + text.size(), n).ec == std::errc()) paging.limit = n;
      }
    }
  }
  for (std::uint16_t i = 0; i < out->size(); ++i) {
    const Member member = out->member(i);
    if (paginator ? named(member, paginator->output_tokens) : is_token(plan_.folded(member.id())))
      paging.out = static_cast<std::int16_t>(i);
    if (paginator && !paginator->more_results.empty() && paginator->more_results == member.name())
      paging.more = static_cast<std::int16_t>(i);
  }
  return paging;
}

// ---- Orders other than that of creation

namespace {

// A number, or a text, by which records are put in order.
struct Rank {
  std::int64_t number = 0;
  std::string text;
  auto operator<=>(const Rank&) const = default;
};

}  // namespace

// "SortBy" and "SortOrder" by any of their names; the first member that begins so, or nothing.
std::string_view Play::order_input(bool direction) const {
  if (!call_.input.is(Kind::structure)) return {};
  for (const Value& value : call_.input.elements()) {
    if (!value.is(Kind::string)) continue;
    const std::string_view name = plan_.folded(value.name());
    const bool fits = direction ? name == "sortorder" || name == "sortdirection" || name == "order"
                                : name == "sortby" || name == "orderby" || name == "sortkey";
    if (fits) return value.text();
  }
  return {};
}

bool Play::asks_for_order() const {
  return resource().tells(Says::sorted) || lists_names() || !order_input(false).empty() ||
         !order_input(true).empty();
}

// A list of nothing but the names that clients gave is in their order, as EKS's and SQS's are.
bool Play::lists_names() const {
  if (op_.list == nowhere || op_.inner_list != nowhere || !resource().given || resource().own != "name")
    return false;
  return is_text_list(model_.output()->member(static_cast<std::uint16_t>(op_.list)).shape());
}

void Play::sort(Rows& rows) const {
  std::string by = folded(order_input(false));
  if (by.empty())
    if (const Hint* hint = resource().tells(Says::sorted)) by = folded(hint->one);
  if (by.empty() && lists_names()) by = resource().own;
  const std::string canonical(Plan::canonical(resource(), by));
  const auto rank = [&](const Record& record) -> Rank {
    if (canonical.empty() || canonical.find("creat") != canonical.npos ||
        canonical.find("start") != canonical.npos)
      return {static_cast<std::int64_t>(record.order), {}};
    if (canonical.find("modif") != canonical.npos || canonical.find("updat") != canonical.npos)
      return {record.updated.time_since_epoch().count(), {}};
    if (const auto text = field_text(record, by)) return {0, *text};
    return {0, record.own};
  };
  std::vector<std::pair<Rank, std::string>> ranked;
  ranked.reserve(rows.size());
  for (std::string& row : rows) ranked.emplace_back(rank(record(row)), std::move(row));
  std::ranges::stable_sort(ranked, {}, &std::pair<Rank, std::string>::first);
  if (folded(order_input(true)).starts_with("desc")) std::ranges::reverse(ranked);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = std::move(ranked[i].second);
}

kit::Outcome Play::list() {
  const auto output = model_.output();
  if (!output) return {};
  const Given given = whole();
  // Ids that are asked for by name must be there, if the operation knows an error for it.
  if (modelled(Refusal::missing, &resource(), true) && !op_.batch && !elsewhere(resource()) &&
      !resource().is_link)
    for (const Key& key : op_.keys)
      if (key.of == Key::Of::own)
        for (const std::string& text : texts(key, given))
          if (identified(resource().type, text).empty()) throw refusal(Refusal::missing, &resource(), text);
  need_parents(given, true);
  need_named(given);
  const Paging paging = this->paging();
  std::uint64_t from = 0;
  if (paging.token) {
    const auto text = kit::unseal(resource().type, paging.token->text());
    if (!text || std::from_chars(text->data(), text->data() + text->size(), from).ec != std::errc())
      throw refusal(Refusal::bad_token, nullptr, "");
  }
  Rows rows;
  const auto& tree = records_.by<InOrder>().tree(resource().type);
  std::optional<std::string> next;
  if (asks_for_order()) {
    for (const auto& [order, row] : tree)
      if (wanted(record(row))) rows.push_back(row);
    sort(rows);
    rows.erase(rows.begin(),
               rows.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(from, rows.size())));
    if (paging.limit && *paging.limit > 0 && paging.out != nowhere &&
        rows.size() > static_cast<std::size_t>(*paging.limit)) {
      rows.resize(static_cast<std::size_t>(*paging.limit));
      next = kit::seal(resource().type, std::to_string(from + rows.size()));
    }
  } else
    for (auto at = tree.lower_bound(from); at != tree.end(); ++at) {
      if (!wanted(record(at->second))) continue;
      if (paging.limit && *paging.limit > 0 && rows.size() >= static_cast<std::size_t>(*paging.limit) &&
          paging.out != nowhere) {
        next = kit::seal(resource().type, std::to_string(at->first));
        break;
      }
      rows.push_back(at->second);
    }
  answer(rows);
  if (next) {
    const Member member = output->member(static_cast<std::uint16_t>(paging.out));
    if (member.shape().type() == Type::string) set(out(), member, Value::string(arena().copy(*next)));
  }
  if (paging.more != nowhere &&
      output->member(static_cast<std::uint16_t>(paging.more)).shape().type() == Type::boolean)
    set(out(), output->member(static_cast<std::uint16_t>(paging.more)), Value(next.has_value()));
  return {};
}

}  // namespace understudy::derived
