// The words of AWS's names: operations taken apart into verb, noun and target, and names brought to one form.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace understudy::derived {

// What an operation's first word says that it does.
enum class Verb : std::uint8_t {
  other,  // nothing that a resource engine could play
  create,
  start,  // a creation when nothing else creates the noun, else a state
  put,
  get,
  list,
  search,
  update,
  remove,
  associate,
  disassociate,
  state,
  tag,
  untag,
};

struct OperationName {
  Verb verb = Verb::other;
  std::string first;                // the verb's word, in lower case: "describe"
  bool batch = false;               // "BatchGetImage"
  bool plural = false;              // "DescribeClusters"
  std::vector<std::string> noun;    // in lower case, the last word singular: {"db", "cluster"}
  std::vector<std::string> target;  // behind the first preposition, likewise
  std::string_view target_word;     // the preposition, as in the name
  std::string type;                 // the noun as AWS writes it, singular: "DBCluster"
};

OperationName parse_operation(std::string_view name);

std::vector<std::string> split_words(std::string_view name);  // "DBClusters2" to {"db", "clusters2"}
std::string singular(std::string_view word);                  // of a word in lower case
std::string folded(std::string_view name);                    // lower case, letters and digits alone
std::string joined(const std::vector<std::string>& words, std::string_view between = {});

}  // namespace understudy::derived
