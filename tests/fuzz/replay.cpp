// Plays a fuzz target without libFuzzer: every file of a corpus, then mutations of them, the same ones at
// each run.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "tests/fuzz/target.hpp"

namespace {

std::vector<std::string> read_corpus(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<std::string> corpus;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return corpus;
}

std::string mutated(const std::vector<std::string>& corpus, std::mt19937& random) {
  const auto below = [&](std::size_t n) { return n ? random() % n : 0; };
  std::string text = corpus[below(corpus.size())];
  for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
    const std::size_t at = below(text.size() + 1);
    const std::string& other = corpus[below(corpus.size())];
    switch (below(6)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(random());
        break;
      case 1:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        break;
      case 2: text.insert(at, 1, static_cast<char>(random())); break;
      case 3: text.erase(at, below(8)); break;
      case 4: text.insert(at, other.substr(below(other.size() + 1), below(16))); break;
      default: text = text.substr(0, at) + other.substr(below(other.size() + 1)); break;
    }
  }
  return text;
}

void play(const std::string& text) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: replay CORPUS\n";
    return 2;
  }
  const std::vector<std::string> corpus = read_corpus(argv[1]);
  if (corpus.empty()) {
    std::cerr << "replay: nothing in " << argv[1] << '\n';
    return 1;
  }
  for (const std::string& text : corpus) play(text);
  const char* wanted = std::getenv("FUZZ_ROUNDS");
  const long rounds = wanted ? std::atol(wanted) : 5000;
  std::mt19937 random(1);
  for (long i = 0; i < rounds; ++i) play(mutated(corpus, random));
  std::cout << corpus.size() << " inputs of the corpus and " << rounds << " mutations of them\n";
}
