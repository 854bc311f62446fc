// The model compiler: model_compiler MODELS BLOB HEADERS [SERVICE...] turns the JSON models in the folder
// MODELS into the file BLOB, and writes HEADERS/<service>.hpp with the member names of each native SERVICE.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "services/models/compiler/blob.hpp"
#include "services/models/compiler/names.hpp"
#include "services/models/compiler/service.hpp"

namespace fs = std::filesystem;
using namespace understudy::models::compiler;

namespace {

std::vector<std::string> services_in(const fs::path& models) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(models))
    if (fs::exists(entry.path() / "service-2.json")) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

void check_overlays(const fs::path& models, const std::vector<std::string>& services) {
  if (!fs::exists(models / "overlays")) return;
  for (const auto& entry : fs::directory_iterator(models / "overlays"))
    if (entry.path().extension() == ".json" &&
        !std::binary_search(services.begin(), services.end(), entry.path().stem().string()))
      throw Broken(entry.path().string() + ": there is no such service");
}

void write(const fs::path& file, const std::string& bytes) {
  std::ofstream out(file, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!out.flush()) throw Broken(file.string() + ": cannot be written");
}

// A header that stays the same keeps its time, so that a change to another service's model rebuilds nothing.
void write_changed(const fs::path& file, const std::string& text) {
  std::ifstream in(file, std::ios::binary);
  if (in && std::string(std::istreambuf_iterator<char>(in), {}) == text) return;
  write(file, text);
}

void report(Blob& blob, std::size_t services, std::size_t operations) {
  std::printf("%zu services, %zu operations: %.2f MB", services, operations, blob.bytes().size() / 1e6);
  for (const auto& [name, bytes] : blob.sections())
    std::printf("%s %.2f", ("; " + std::string(name)).c_str(), bytes / 1e6);
  std::printf("\n");
}

void compile(const fs::path& models, const fs::path& blob_file, const fs::path& headers,
             const std::vector<std::string>& native) {
  const std::vector<std::string> services = services_in(models);
  check_overlays(models, services);
  for (const std::string& name : native)
    if (!std::binary_search(services.begin(), services.end(), name))
      throw Broken("native service " + name + ": there is no model");
  const Document endpoints(models / "endpoints.json");
  const Json* rules = endpoints.root.find("services");
  Blob blob(services.size());
  std::size_t operations = 0;
  fs::create_directories(headers);
  for (const std::string& name : services) {
    const Json* own = rules ? rules->find(name) : nullptr;
    const Rows rows = compile_service(models, name, own ? *own : Json{});
    operations += rows.operations.size();
    blob.add(rows);
    if (std::find(native.begin(), native.end(), name) != native.end())
      write_changed(headers / (name + ".hpp"), names_header(name, rows.strings));
  }
  write(blob_file, blob.bytes());
  report(blob, services.size(), operations);
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::string> words(arguments + 1, arguments + count);
  if (words.size() < 3) {
    std::fprintf(stderr, "usage: model_compiler MODELS BLOB HEADERS [SERVICE...]\n");
    return 2;
  }
  try {
    compile(words[0], words[1], words[2], {words.begin() + 3, words.end()});
  } catch (const std::exception& broken) {
    std::fprintf(stderr, "%s\n", broken.what());
    return 1;
  }
}
