// The bytes of the requests that the load generator sends, rendered once, as boto3 sends them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace understudy::bench {

// What one unit of load is. A pair is a ReceiveMessage and the DeleteMessage of what it brought.
enum class Operation {
  create_queue,
  send,
  send_delayed,
  pair,
  receive_parked,
  identity,
  list_queues,
  create_table,
  put_item,
  get_item,
  update_item,
  create_sorted_table,
  batch_write,
  query,
  transact_write,
  fill,  // a batch of items with keys of their own
  pick,  // a GetItem of one of these
  pick_put,
  scan_none,  // a page of all, of which nothing is shown
  create_bucket,
  put_object,
  get_object,
  put_keys,  // objects under keys of their own: as many as there are units
  list_keys
};

std::optional<Operation> operation_named(std::string_view name);
std::string_view name_of(Operation operation);

struct RequestOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;
  std::uint32_t accounts = 1;                   // requests go round over this many accounts
  std::uint64_t first_account = 100000000000U;  // 12 digits
  std::size_t body = 200;                       // bytes of each message's body
  std::string queue = "bench";
  unsigned wait_seconds = 20;   // of a parked receive; AWS takes 0 to 20
  std::uint64_t items = 0;      // among so many a pick chooses
  std::string after = "item-";  // behind which keys are listed
};

// One operation's requests, one for each account.
//
// The account is named twice, so that either dialect finds it: by the header x-moto-account-id, and as a
// 12-digit access key id. Every request has the same size whatever the number of accounts.
class Requests {
 public:
  Requests(Operation operation, const RequestOptions& options);

  // The request for the unit with this number; the view lives as long as this object.
  std::string_view at(std::uint64_t number) const { return rendered_[number % rendered_.size()]; }

  // Requests that differ by their number: written into `request`, one of at()'s with its keys put in.
  bool numbered() const { return !keys_.empty(); }
  void render(std::uint64_t number, std::string& request) const;

  // Writes the DeleteMessage that goes with the pair of this number. The handle is raw JSON text, unquoted.
  void render_delete(std::uint64_t number, std::string_view handle, std::string& request) const;

 private:
  RequestOptions options_;
  std::vector<std::string> rendered_;
  std::vector<std::string> delete_heads_;   // up to the value of Content-Length
  std::vector<std::string> delete_bodies_;  // up to the handle
  Operation operation_;
  std::vector<std::size_t> keys_;  // where the digits of keys stand in each
};

}  // namespace understudy::bench
