// Checks of whole batches.
#include "services/sqs/batches.hpp"

namespace understudy::sqs {
namespace {

constexpr kit::Error empty_batch{"EmptyBatchRequest",
                                 "There should be at least one {}BatchRequestEntry in the request."};
constexpr kit::Error too_many{"TooManyEntriesInBatchRequest",
                              "Maximum number of entries per request are 10. You have sent {}."};
constexpr kit::Error bad_id{
    "InvalidBatchEntryId",
    "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It "
    "can be at most 80 letters long."};
constexpr kit::Error repeated{"BatchEntryIdsNotDistinct", "Id {} repeated."};

}  // namespace

void check_batch(In entries, std::string_view kind) {
  if (entries.empty()) throw empty_batch.says(kind);
  if (entries.size() > most_entries) throw too_many.says(entries.size());
  for (const In entry : entries)
    if (!is_word(entry["Id"].text())) throw kit::Failure(bad_id);
  for (std::uint32_t i = 1; i < entries.size(); ++i)
    for (std::uint32_t j = 0; j < i; ++j)
      if (entries[i]["Id"].text() == entries[j]["Id"].text()) throw repeated.says(entries[i]["Id"].text());
}

void write_failed(const Out& out, In entry, const kit::Failure& failure) {
  out["Id"] = entry["Id"].text();
  out["SenderFault"] = true;
  out["Code"] = failure.code;
  out["Message"] = failure.message;
}

}  // namespace understudy::sqs
