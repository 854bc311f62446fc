// Counting and printing who plays what.
#include "gateway/coverage.hpp"

#include <fmt/format.h>

#include <vector>

#include "services/registry.hpp"

namespace understudy::gateway {
namespace {

struct Line {
  std::string_view service;
  registry::Coverage count;
};

std::vector<Line> count(registry::Coverage& total) {
  std::vector<Line> lines;
  for (const models::Service& service : models::all()) {
    const registry::Coverage& one =
        lines.emplace_back(Line{service.name(), registry::coverage(service)}).count;
    total.native += one.native;
    total.derived += one.derived;
    total.unplayed += one.unplayed;
  }
  return lines;
}

std::string figures(const registry::Coverage& c) {
  return fmt::format(R"({{"native":{},"derived":{},"unplayed":{}}})", c.native, c.derived, c.unplayed);
}

std::string as_json(const std::vector<Line>& lines, const registry::Coverage& total) {
  std::string text = R"({"total":)" + figures(total) + R"(,"services":{)";
  for (const Line& line : lines) {
    if (&line != &lines.front()) text += ',';
    text += fmt::format(R"("{}":{})", line.service, figures(line.count));
  }
  return text + "}}\n";
}

// The README's: services with operations written by hand, and the others together.
std::string summary(const std::vector<Line>& lines, const registry::Coverage& total) {
  std::string text = "| service | written by hand | inferred | not played |\n|---|---:|---:|---:|\n";
  const auto add = [&](std::string_view name, const registry::Coverage& c) {
    text += fmt::format("| {} | {} | {} | {} |\n", name, c.native, c.derived, c.unplayed);
  };
  registry::Coverage others;
  int count = 0;
  for (const Line& line : lines) {
    if (line.count.native > 0) {
      add(line.service, line.count);
      continue;
    }
    ++count;
    others.derived += line.count.derived;
    others.unplayed += line.count.unplayed;
  }
  add(fmt::format("the other {}", count), others);
  add("**all**", total);
  return text;
}

std::string as_lines(const std::vector<Line>& lines, const registry::Coverage& total, bool markdown) {
  std::string text =
      markdown ? "| service | native | derived | unplayed |\n|---|---:|---:|---:|\n"
               : fmt::format("{:<36}{:>8}{:>9}{:>10}\n", "service", "native", "derived", "unplayed");
  const auto add = [&](std::string_view name, const registry::Coverage& c) {
    text += markdown ? fmt::format("| {} | {} | {} | {} |\n", name, c.native, c.derived, c.unplayed)
                     : fmt::format("{:<36}{:>8}{:>9}{:>10}\n", name, c.native, c.derived, c.unplayed);
  };
  for (const Line& line : lines) add(line.service, line.count);
  add(markdown ? "**all**" : "all", total);
  return text;
}

}  // namespace

std::optional<std::string> coverage(std::string_view format, std::string_view explain) {
  if (!explain.empty()) {
    const models::Service* service = models::find(explain);
    if (!service) return std::nullopt;
    return registry::explain(*service);
  }
  registry::Coverage total;
  const std::vector<Line> lines = count(total);
  if (format == "json") return as_json(lines, total);
  if (format == "summary") return summary(lines, total);
  return as_lines(lines, total, format == "markdown");
}

}  // namespace understudy::gateway
