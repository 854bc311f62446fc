// What the three batch operations share: checks of the whole, and entries that fail alone.
#pragma once

#include <string_view>

#include "services/sqs/errors.hpp"

namespace understudy::sqs {

inline constexpr std::uint32_t most_entries = 10;

// EmptyBatchRequest, TooManyEntriesInBatchRequest, InvalidBatchEntryId, BatchEntryIdsNotDistinct. `kind` is
// what the entries are called: "SendMessage".
void check_batch(In entries, std::string_view kind);

// Runs each entry; one that throws a Failure is listed as failed, the others as successful by the structure
// that `run(entry, successful)` fills in. AWS leaves an empty list out.
template <class F>
void run_batch(const Call& call, F&& run);

void write_failed(const Out& out, In entry, const kit::Failure& failure);

template <class F>
void run_batch(const Call& call, F&& run) {
  std::optional<OutList> successful, failed;
  for (const In entry : call.in["Entries"]) {
    try {
      run(entry, [&] {
        if (!successful) successful = call.out["Successful"].list(most_entries);
        const Out out = successful->add().structure(6);
        out["Id"] = entry["Id"].text();
        return out;
      });
    } catch (const kit::Failure& failure) {
      if (!failed) failed = call.out["Failed"].list(most_entries);
      write_failed(failed->add().structure(4), entry, failure);
    }
  }
}

}  // namespace understudy::sqs
