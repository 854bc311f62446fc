// The rules for message attributes (developer guide, "Message metadata"), worded as AWS words them.
#include "services/sqs/message_attributes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "services/kit/format.hpp"

namespace understudy::sqs {
namespace {

constexpr std::uint32_t most_attributes = 10;
constexpr std::size_t longest_name = 256;

kit::Failure wrong(std::string message) { return {"InvalidParameterValue", std::move(message)}; }

// Letters with accents are in no documentation, but AWS takes them: U+00C0 to U+017F, in UTF-8 C3 80 to C5
// BF.
bool good_character(std::string_view name, std::size_t i) {
  const auto c = static_cast<unsigned char>(name[i]);
  if (c < 0x80) return std::isalnum(c) || c == '_' || c == '-' || c == '.';
  return c < 0xC0 || (c >= 0xC3 && c <= 0xC5);
}

void check_name(std::string_view name) {
  const auto begins = [&](std::string_view prefix) {
    return name.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), name.begin(),
                                                      [](char a, char b) { return a == (b | 0x20); });
  };
  if (name.empty()) throw wrong("Message (user) attribute name can not be empty.");
  if (name.size() > longest_name)
    throw wrong(fmt::format("Message (user) attribute name must be shorter than {} bytes.", longest_name));
  if (begins("aws.") || begins("amazon."))
    throw wrong(
        "You can't use message attribute names beginning with 'AWS.' or 'Amazon.' because these strings are "
        "reserved for internal use.");
  if (name.front() == '.' || name.back() == '.' || name.find("..") != name.npos)
    throw wrong(
        "You can't use message attribute names beginning with a period (.), ending with a period (.), or "
        "with "
        "two or more periods (.) in succession.");
  for (std::size_t i = 0; i < name.size(); ++i)
    if (!good_character(name, i))
      throw wrong(
          fmt::format("The message attribute name '{}' is invalid. Attribute name can contain A-Z, a-z, 0-9, "
                      "underscore (_), hyphen (-), and period (.) characters.",
                      name));
}

// "String", "Number" or "Binary", and after a period whatever the user wants.
std::string_view kind_of(std::string_view type) {
  const std::string_view kind = type.substr(0, type.find('.'));
  return kind == "String" || kind == "Number" || kind == "Binary" ? kind : std::string_view();
}

// An optional sign, digits with or without a period, an optional exponent.
bool is_number(std::string_view text) {
  const auto digits = [&] {
    std::size_t n = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(n);
    return n;
  };
  const auto skip = [&](std::string_view any) {
    const bool there = !text.empty() && any.find(text.front()) != any.npos;
    if (there) text.remove_prefix(1);
    return there;
  };
  skip("+-");
  std::size_t n = digits();
  if (skip(".")) n += digits();
  if (n == 0) return false;
  if (!skip("eE")) return text.empty();
  skip("+-");
  return digits() > 0 && text.empty();
}

// The value's bytes, checked. `whose`: "user" or "system".
std::string_view check_value(std::string_view name, In attribute, std::string_view whose) {
  const std::string_view type = attribute["DataType"].text();
  if (type.empty())
    throw wrong(fmt::format("Message ({}) attribute '{}' must contain a non-empty type.", whose, name));
  const std::string_view kind = kind_of(type);
  if (kind.empty() || type.size() > longest_name)
    throw wrong(
        fmt::format("The type of message ({}) attribute '{}' is invalid. You must use only the following "
                    "supported type prefixes: Binary, Number, String.",
                    whose, name));
  if (!attribute["StringListValues"].empty() || !attribute["BinaryListValues"].empty())
    throw wrong("Message attribute list values in SendMessage operation are not supported.");
  const bool binary = kind == "Binary";
  const In value = binary ? attribute["BinaryValue"] : attribute["StringValue"];
  if (!value && (binary ? attribute["StringValue"] : attribute["BinaryValue"]))
    throw wrong(fmt::format("The message attribute '{}' with type '{}' must use field '{}'.", name, type,
                            binary ? "Binary" : "String"));
  const std::string_view bytes = value.text();
  if (bytes.empty())
    throw wrong(fmt::format("Message ({}) attribute '{}' must contain a non-empty value of type '{}'.", whose,
                            name, kind));
  if (!binary) check_characters(bytes, fmt::format("message attribute '{}'", name), "InvalidParameterValue");
  if (kind == "Number" && !is_number(bytes))
    throw wrong(fmt::format("Can't cast the value of message ({}) attribute '{}' to a number.", whose, name));
  return bytes;
}

bool asked_for(std::string_view name, In names) {
  return std::ranges::any_of(names.value().elements(), [&](const kit::Value& v) {
    const std::string_view wanted = v.text();
    return wanted == name || wanted == "All" || wanted == "*" ||
           (wanted.ends_with(".*") && name.starts_with(wanted.substr(0, wanted.size() - 2)));
  });
}

}  // namespace

std::size_t size_of_attributes(In attributes) {
  std::size_t size = 0;
  for (std::uint32_t i = 0; i < attributes.size(); ++i) {
    const auto [name, value] = attributes.entry(i);
    size += name.size() + value["DataType"].text().size() + value["StringValue"].text().size() +
            value["BinaryValue"].text().size();
  }
  return size;
}

void check_characters(std::string_view text, std::string_view where, std::string_view code) {
  const auto refuse = [&](unsigned c) {
    return kit::Failure(
        code, fmt::format("Invalid binary character '#x{:X}' was found in the {}, the set of allowed "
                          "characters is #x9 | #xA | #xD | [#x20 to #xD7FF] | [#xE000 to #xFFFD] | "
                          "[#x10000 to #x10FFFF]",
                          c, where));
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    // Eight characters from space to tilde at once: what most bodies are made of.
    for (std::uint64_t word; i + sizeof word <= text.size(); i += sizeof word) {
      constexpr std::uint64_t ones = 0x0101010101010101u, tops = 0x80 * ones;
      std::memcpy(&word, text.data() + i, sizeof word);
      if ((word | (word - 0x20 * ones)) & tops) break;
    }
    if (i == text.size()) return;
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') throw refuse(c);
    if (c != 0xEF && c != 0xED)
      continue;  // U+FFFE and U+FFFF: EF BF BE and EF BF BF; surrogates: ED A0 80 and on
    const std::string_view rest = text.substr(i + 1, 2);
    if (c == 0xEF && (rest == "\xBF\xBE" || rest == "\xBF\xBF"))
      throw refuse(0xFF00u | (static_cast<unsigned char>(rest[1]) | 0x40u));
    if (c == 0xED && rest.size() == 2 && static_cast<unsigned char>(rest[0]) >= 0xA0)
      throw refuse(0xD000u | (static_cast<unsigned char>(rest[0]) & 0x3Fu) << 6 |
                   (static_cast<unsigned char>(rest[1]) & 0x3Fu));
  }
}

std::optional<Digest> read_attributes(In from, std::vector<MessageAttribute>& to) {
  if (from.empty()) return {};
  if (from.size() > most_attributes)
    throw wrong(fmt::format("Number of message attributes [{}] exceeds the allowed maximum [{}].",
                            from.size(), most_attributes));
  std::array<std::uint32_t, most_attributes> places;
  for (std::uint32_t i = 0; i < from.size(); ++i) places[i] = i;
  const std::span sorted(places.data(), from.size());
  std::ranges::sort(sorted, {}, [&](std::uint32_t i) { return from.entry(i).key; });
  AttributeDigest digest;
  to.reserve(from.size());
  for (const std::uint32_t i : sorted) {
    const auto [name, attribute] = from.entry(i);
    check_name(name);
    const std::string_view type = attribute["DataType"].text(), value = check_value(name, attribute, "user");
    digest.add(name, type, value);
    to.push_back(
        {std::string(name), std::string(type), is_binary(type) ? Text(kit::base64(value)) : Text(value)});
  }
  return digest.result();
}

std::optional<Digest> read_system_attributes(In from, Text& trace) {
  if (from.empty()) return {};
  AttributeDigest digest;
  for (std::uint32_t i = 0; i < from.size(); ++i) {
    const auto [name, attribute] = from.entry(i);
    if (name != "AWSTraceHeader")
      throw wrong(fmt::format("Message system attribute name '{}' is invalid.", name));
    const std::string_view type = attribute["DataType"].text(),
                           value = check_value(name, attribute, "system");
    if (type != "String")
      throw wrong(
          fmt::format("The type of message (system) attribute '{}' is invalid. You must use only the "
                      "following supported type prefixes: String.",
                      name));
    digest.add(name, type, value);
    trace = value;
  }
  return digest.result();
}

void write_attributes(const std::vector<MessageAttribute>& attributes, In names, const Out& message) {
  std::optional<OutMap> out;
  std::optional<AttributeDigest> digest;
  for (const MessageAttribute& attribute : attributes) {
    if (!asked_for(attribute.name, names)) continue;
    if (!out) {
      digest.emplace();
      out = message["MessageAttributes"].map(static_cast<std::uint32_t>(attributes.size()));
    }
    const Out value = (*out)[attribute.name].structure(2);
    value["DataType"].shared(attribute.type);
    if (is_binary(attribute.type)) {
      const std::string bytes = kit::parse_base64(attribute.value).value_or(std::string());
      value["BinaryValue"].blob(bytes);
      digest->add(attribute.name, attribute.type, bytes);
    } else {
      value["StringValue"].shared(attribute.value);
      digest->add(attribute.name, attribute.type, attribute.value);
    }
  }
  if (digest) message["MD5OfMessageAttributes"] = digest->result();
}

}  // namespace understudy::sqs
