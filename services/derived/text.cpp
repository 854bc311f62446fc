// Making texts by regular expressions: a walk over the pattern that writes one of the matching texts.
#include "services/derived/text.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <bitset>
#include <cmath>
#include <memory>

namespace understudy::derived {
namespace {

constexpr std::string_view preferred = "abcdefghijklmnopqrstuvwxyz0123456789";

// Writes as it reads; `writing` is off in alternatives that are not taken.
class Walk {
 public:
  Walk(std::string_view pattern, std::size_t least, std::size_t most, kit::Generator& random)
      : at_(pattern),
        arn_(pattern.substr(0, 6).find("arn") != pattern.npos),
        least_(least),
        most_(most),
        random_(random) {}

  std::optional<std::string> text() {
    alternatives(true);
    if (failed_ || !at_.empty()) return std::nullopt;
    return std::move(out_);
  }

 private:
  bool take(char c) {
    if (at_.empty() || at_.front() != c) return false;
    at_.remove_prefix(1);
    return true;
  }
  char next() {
    if (at_.empty()) {
      failed_ = true;
      return 0;
    }
    const char c = at_.front();
    at_.remove_prefix(1);
    return c;
  }

  // Takes the first alternative that is not empty.
  void alternatives(bool write) {
    const std::size_t before = out_.size();
    sequence(write);
    bool taken = out_.size() > before;
    while (!failed_ && take('|')) {
      sequence(write && !taken);
      taken |= out_.size() > before;
    }
  }
  void sequence(bool write) {
    while (!failed_ && !at_.empty() && at_.front() != '|' && at_.front() != ')') {
      const std::string_view start = at_;
      const std::size_t before = out_.size();
      atom(write);
      if (failed_) return;
      const std::string_view end = at_;
      std::size_t low = 1, high = 1;
      const bool counted = quantifier(low, high);
      if (!counted || !write) continue;
      const std::size_t wanted = how_often(low, high, out_.size() - before, start.starts_with('.'));
      if (wanted == 0) out_.resize(before);
      const std::string_view rest = at_;
      for (std::size_t i = 1; i < wanted && !failed_; ++i) {  // again, for other characters each time
        at_ = start.substr(0, start.size() - end.size());
        atom(true);
      }
      at_ = rest;
    }
  }
  // Open counts are filled up to a usual length.
  std::size_t how_often(std::size_t low, std::size_t high, std::size_t width, bool any) const {
    if (width == 0) return low;
    if (any) return low;
    if (arn_ && at_.starts_with(':')) return low;  // partitions and regions are not to be long
    const std::size_t usual = std::clamp<std::size_t>(10, least_, std::max(least_, most_));
    std::size_t wanted = low;
    if (high > low && out_.size() < usual && high > 2)
      wanted = std::max(low, std::min(high, (usual - out_.size()) / width + 1));
    return std::min<std::size_t>(wanted, 2048);
  }
  bool quantifier(std::size_t& low, std::size_t& high) {
    constexpr std::size_t open = 4096;
    if (take('?')) {
      low = 0;
      high = 1;
    } else if (take('*')) {
      low = 0;
      high = open;
    } else if (take('+')) {
      low = 1;
      high = open;
    } else if (at_.size() > 1 && at_.front() == '{' &&
               (std::isdigit(static_cast<unsigned char>(at_[1])) || at_[1] == ',')) {
      take('{');
      low = number();
      high = low;
      if (take(',')) high = !at_.empty() && at_.front() == '}' ? open : number();
      if (!take('}')) failed_ = true;
    } else {
      return false;
    }
    if (!take('?')) take('+');  // lazy, possessive
    return true;
  }
  std::size_t number() {
    std::size_t n = 0;
    while (!at_.empty() && std::isdigit(static_cast<unsigned char>(at_.front())))
      n = std::min<std::size_t>(n * 10 + static_cast<std::size_t>(next() - '0'), 1 << 20);
    return n;
  }

  void atom(bool write) {
    const char c = next();
    switch (c) {
      case '^':
      case '$': return;
      case '.': return put(std::bitset<128>().set(), write);
      case '(': return group(write);
      case '[': return put(klass(), write);
      case '\\': return escape(write);
      default:
        if (write) out_ += c;
    }
  }
  void group(bool write) {
    if (take('?')) {
      if (take('!')) {  // must not match: believed
        skip_group();
        return;
      }
      if (take('=')) {
        skip_group();
        return;
      }
      if (take('<') || take('P')) {
        take('<');
        if (take('!') || take('=')) {
          skip_group();
          return;
        }
        while (!at_.empty() && next() != '>') {
        }
      } else if (!take(':')) {
        while (!at_.empty() && at_.front() != ':' && at_.front() != ')') next();  // flags
        if (take(')')) return;
        take(':');
      }
    }
    alternatives(write);
    if (!take(')')) failed_ = true;
  }
  void skip_group() {
    const std::size_t size = out_.size();
    alternatives(false);
    out_.resize(size);
    if (!take(')')) failed_ = true;
  }
  static void range(std::bitset<128>& set, int from, int to) {
    for (int i = from; i <= to && i < 128; ++i)
      if (i >= 0) set.set(static_cast<std::size_t>(i));
  }
  static std::bitset<128> known_class(char c) {
    std::bitset<128> set;
    switch (c) {
      case 'd': range(set, '0', '9'); break;
      case 'w':
        range(set, '0', '9');
        range(set, 'a', 'z');
        range(set, 'A', 'Z');
        set.set('_');
        break;
      case 's': set.set(' '); break;
      case 'D': set = ~known_class('d'); break;
      case 'W': set = ~known_class('w'); break;
      case 'S': set = ~known_class('s'); break;
      default: break;
    }
    return set;
  }
  // \p{L} and the like, \x41, \u0041, and everything that stands for itself.
  std::bitset<128> escaped() {
    const char c = next();
    std::bitset<128> set;
    if (std::string_view("dwsDWS").find(c) != std::string_view::npos) return known_class(c);
    if (c == 'p' || c == 'P') {
      std::string name;
      if (take('{')) {
        while (!at_.empty() && at_.front() != '}') name += next();
        take('}');
      } else {
        name = next();
      }
      if (name.starts_with('N') || name.find("Digit") != name.npos || name.find("Alnum") != name.npos)
        range(set, '0', '9');
      if (name.starts_with('L') || name.find("Al") != name.npos || name == "Graph" || name == "Print" ||
          name.starts_with("Is")) {
        range(set, 'a', 'z');
        range(set, 'A', 'Z');
      }
      if (name.starts_with('Z') || name == "Space") set.set(' ');
      if (name.starts_with('P') || name.starts_with('S')) set.set('-').set('_');
      if (name == "ASCII") range(set, 32, 126);
      return c == 'P' ? ~set : set;
    }
    if (c == 'x' || c == 'u') {
      std::string digits;
      if (take('{')) {
        while (!at_.empty() && at_.front() != '}') digits += next();
        take('}');
      } else {
        for (int i = 0; i < (c == 'x' ? 2 : 4) && !at_.empty(); ++i) digits += next();
      }
      code_ = static_cast<int>(std::strtol(digits.c_str(), nullptr, 16));
      if (code_ < 128) set.set(static_cast<std::size_t>(code_));
      return set;
    }
    const int code = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
    if (c == 'b' || c == 'B' || c == 'A' || c == 'Z' || c == 'z') return set;
    if (c >= '1' && c <= '9') failed_ = true;  // back reference
    if (code >= 0) set.set(static_cast<std::size_t>(code));
    code_ = code;
    return set;
  }
  void escape(bool write) {
    const char kind = at_.empty() ? 0 : at_.front();
    const std::bitset<128> set = escaped();
    if (kind == 'b' || kind == 'B' || kind == 'A' || kind == 'Z' || kind == 'z') return;
    put(set, write);
  }
  std::bitset<128> klass() {
    const bool negated = take('^');
    std::bitset<128> set;
    bool first = true;
    while (!failed_ && (first || at_.empty() || at_.front() != ']')) {
      first = false;
      int from = next();
      if (failed_) break;
      if (from == '[' && !at_.empty() && at_.front() == ':') {
        const auto end = at_.find(":]");
        const std::string_view name = at_.substr(1, end == at_.npos ? 0 : end - 1);
        if (end == at_.npos)
          failed_ = true;
        else
          at_.remove_prefix(end + 2);
        if (name == "alnum" || name == "alpha" || name == "word" || name == "graph" || name == "print")
          set |= known_class('w');
        if (name == "digit") set |= known_class('d');
        if (name == "space") set.set(' ');
        continue;
      }
      if (from == '\\') {
        code_ = -1;
        const auto inner = escaped();
        set |= inner;
        if (code_ < 0) continue;
        from = code_;
      }
      if (at_.size() > 1 && at_.front() == '-' && at_[1] != ']') {
        take('-');
        int to = next();
        if (to == '\\') {
          code_ = -1;
          set |= escaped();
          to = code_ < 0 ? from : code_;
        }
        if (to < 0) to = 126;
        range(set, from < 0 ? 0x20 : from, to);
      } else if (from >= 0 && from < 128) {
        set.set(static_cast<std::size_t>(from));
      }
    }
    take(']');
    return negated ? ~set : set;
  }

  void put(const std::bitset<128>& set, bool write) {
    if (!write) return;
    std::string letters;
    for (const char c : preferred)
      if (set.test(static_cast<std::size_t>(c))) letters += c;
    const bool lower = std::ranges::any_of(letters, [](char c) { return c >= 'a' && c <= 'z'; });
    for (char c = 'A'; !lower && c <= 'Z'; ++c)  // "AIPA[A-Z0-9]{17}"
      if (set.test(static_cast<std::size_t>(c))) letters += c;
    if (letters.empty())
      for (int c = 33; c < 127; ++c)
        if (set.test(static_cast<std::size_t>(c))) letters += static_cast<char>(c);
    if (letters.empty() && set.test(' ')) letters.push_back(' ');
    if (letters.empty()) {
      failed_ = true;
      return;
    }
    // Hexadecimal and the like: what the class has. Long mixed classes read best as words.
    out_ += letters[random_.below(letters.size())];
  }

  std::string_view at_;
  bool arn_;
  std::size_t least_, most_;
  kit::Generator& random_;
  std::string out_;
  bool failed_ = false;
  int code_ = -1;
};

struct Free {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};

}  // namespace

bool matches(std::string_view pattern, std::string_view text) {
  int error = 0;
  PCRE2_SIZE offset = 0;
  const std::unique_ptr<pcre2_code, Free> code(pcre2_compile(
      reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
      PCRE2_UTF | PCRE2_ALT_BSUX | PCRE2_ANCHORED | PCRE2_ENDANCHORED, &error, &offset, nullptr));
  if (!code) return true;
  const std::unique_ptr<pcre2_match_data, Free> data(pcre2_match_data_create(1, nullptr));
  const int result = pcre2_match(code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0,
                                 data.get(), nullptr);
  return result >= 0;
}

bool fits(const models::Shape& shape, std::string_view text) {
  const auto constraint = shape.constraint();
  if (!constraint) return true;
  const auto size = static_cast<double>(text.size());
  if (shape.type() == models::Type::string && (size < constraint->min || size > constraint->max))
    return false;
  return constraint->pattern.empty() || matches(constraint->pattern, text);
}

std::optional<std::string> text_for(std::string_view pattern, std::size_t least, std::size_t most,
                                    kit::Generator& random) {
  return Walk(pattern, least, most, random).text();
}

std::string make_id(const models::Shape* shape, kit::Generator& random) {
  if (!shape || shape->type() != models::Type::string) return random.uuid();
  const auto constraint = shape->constraint();
  if (!constraint) return random.uuid();
  const std::string uuid = random.uuid();
  if (fits(*shape, uuid)) return uuid;
  const auto bound = [](double v, std::size_t otherwise) {
    return std::isfinite(v) && v >= 0 && v < 1e6 ? static_cast<std::size_t>(v) : otherwise;
  };
  const std::size_t least = bound(constraint->min, 0), most = bound(constraint->max, 36);
  if (constraint->pattern.empty())
    return random.pick(
        "abcdefghijklmnopqrstuvwxyz0123456789",
        std::clamp<std::size_t>(12, std::max<std::size_t>(least, 1), std::max<std::size_t>(most, 1)));
  if (auto text = text_for(constraint->pattern, least, most, random)) return *text;
  return uuid;
}

}  // namespace understudy::derived
