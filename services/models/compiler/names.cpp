// The generated header of a native service: its text.
#include "services/models/compiler/names.hpp"

#include <algorithm>

namespace understudy::models::compiler {
namespace {

// A folder's name as a namespace. The C++ keywords that are a service's name would stand here; AWS has none
// so far.
std::string namespace_of(std::string_view service) {
  std::string name(service);
  std::replace(name.begin(), name.end(), '-', '_');
  if (name.front() >= '0' && name.front() <= '9') name.insert(name.begin(), '_');
  return name;
}

}  // namespace

std::string names_header(std::string_view service, const Strings& strings) {
  std::string text =
      "// Member names of " + std::string(service) + ", made by the model compiler.\n#pragma once\n\n";
  text += "#include <string_view>\n\n#include \"services/kit/service.hpp\"\n\n";
  text += "namespace understudy::" + namespace_of(service) + " {\n\n";
  text += "struct Names {\n  static constexpr std::string_view service = \"" + std::string(service) + "\";\n";
  text += "  static constexpr std::string_view all[] = {\n";
  for (std::size_t i = 0; i < strings.names(); ++i) text += "      \"" + strings.all()[i] + "\",\n";
  text += "  };\n};\n\n";
  for (const auto& [alias, type] : {std::pair("Call", "CallOf"),
                                    {"In", "In"},
                                    {"Out", "Out"},
                                    {"OutList", "OutList"},
                                    {"OutMap", "OutMap"},
                                    {"Key", "Key"}})
    text += std::string("using ") + alias + " = kit::" + type + "<Names>;\n";
  return text + "\n}  // namespace understudy::" + namespace_of(service) + "\n";
}

}  // namespace understudy::models::compiler
