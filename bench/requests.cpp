// Renders the load generator's requests.
#include "bench/requests.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace understudy::bench {
namespace {

constexpr std::array<std::pair<std::string_view, Operation>, 24> operation_names{{
    {"table", Operation::create_table},
    {"put", Operation::put_item},
    {"get", Operation::get_item},
    {"update", Operation::update_item},
    {"sorted", Operation::create_sorted_table},
    {"batch", Operation::batch_write},
    {"query", Operation::query},
    {"transact", Operation::transact_write},
    {"fill", Operation::fill},
    {"pick", Operation::pick},
    {"pick_put", Operation::pick_put},
    {"scan", Operation::scan_none},
    {"create", Operation::create_queue},
    {"send", Operation::send},
    {"delayed", Operation::send_delayed},
    {"pair", Operation::pair},
    {"park", Operation::receive_parked},
    {"identity", Operation::identity},
    {"list", Operation::list_queues},
    {"bucket", Operation::create_bucket},
    {"store", Operation::put_object},
    {"fetch", Operation::get_object},
    {"keys", Operation::put_keys},
    {"keylist", Operation::list_keys},
}};

struct Wire {
  std::string_view service;
  std::string_view target;           // empty: the query protocol, or S3
  std::string_view method = "POST";  // another: S3
};

constexpr Wire wire_of(Operation operation) {
  switch (operation) {
    case Operation::create_queue: return {"sqs", "AmazonSQS.CreateQueue"};
    case Operation::send:
    case Operation::send_delayed: return {"sqs", "AmazonSQS.SendMessage"};
    case Operation::pair:
    case Operation::receive_parked: return {"sqs", "AmazonSQS.ReceiveMessage"};
    case Operation::list_queues: return {"sqs", "AmazonSQS.ListQueues"};
    case Operation::identity: return {"sts", ""};
    case Operation::create_table:
    case Operation::create_sorted_table: return {"dynamodb", "DynamoDB_20120810.CreateTable"};
    case Operation::pick_put:
    case Operation::put_item: return {"dynamodb", "DynamoDB_20120810.PutItem"};
    case Operation::pick:
    case Operation::get_item: return {"dynamodb", "DynamoDB_20120810.GetItem"};
    case Operation::scan_none: return {"dynamodb", "DynamoDB_20120810.Scan"};
    case Operation::update_item: return {"dynamodb", "DynamoDB_20120810.UpdateItem"};
    case Operation::fill:
    case Operation::batch_write: return {"dynamodb", "DynamoDB_20120810.BatchWriteItem"};
    case Operation::query: return {"dynamodb", "DynamoDB_20120810.Query"};
    case Operation::transact_write: return {"dynamodb", "DynamoDB_20120810.TransactWriteItems"};
    case Operation::create_bucket:
    case Operation::put_object:
    case Operation::put_keys: return {"s3", "", "PUT"};
    case Operation::get_object:
    case Operation::list_keys: return {"s3", "", "GET"};
  }
  return {};
}

// Keys whose digits are put in for each request.
constexpr std::string_view numbered_key = "item-0000000000";
constexpr std::size_t key_digits = 10;

// Of a request to S3, whose buckets are named after the accounts.
std::string target_of(Operation operation, const RequestOptions& options, const std::string& account) {
  const std::string bucket = "/" + options.queue + "-" + account;
  switch (operation) {
    case Operation::put_object:
    case Operation::get_object: return bucket + "/folder/object-0042";
    case Operation::put_keys: return bucket + "/folder/" + std::string(numbered_key);
    case Operation::list_keys:  // in the middle of those of put_keys
      return bucket + "?list-type=2&max-keys=1000&prefix=folder%2F&start-after=folder%2F" + options.after;
    default: return operation == Operation::create_bucket ? bucket : "/";
  }
}

// A message's body of exactly `size` bytes once unescaped. Users mostly send JSON, so every fifth byte needs
// an escape.
std::string message_json(std::size_t size) {
  constexpr std::string_view field = R"(\"customer\":\"0042\",)";
  constexpr std::size_t unescaped = field.size() - 4;
  std::string text = "{";
  std::size_t length = 2;  // the braces
  for (; length + unescaped <= size; length += unescaped) text += field;
  if (length < size) text.append(size - length, ' ');
  return size < 2 ? std::string(size, 'x') : text + "}";
}

std::string queue_url(const RequestOptions& options, const std::string& account) {
  return "http://" + options.host + ":" + std::to_string(options.port) + "/" + account + "/" + options.queue;
}

// Members of an item of about `size` bytes, most of them in one attribute.
std::string item_members(std::size_t size, const std::string& key = "asset#0042") {
  return R"("pk": {"S": ")" + key +
         R"("}, "owner": {"S": "customer#0007"}, "count": {"N": "42"}, "active": {"BOOL": true},)"
         R"( "name": {"S": ")" +
         std::string(size > 60 ? size - 60 : 1, 'x') + R"("})";
}

std::string item_json(std::size_t size) { return "{" + item_members(size) + "}"; }

constexpr std::size_t largest_batch = 25;

std::string numbered_item(std::size_t size) {
  return "{" + item_members(size, std::string(numbered_key)) + "}";
}

std::string fill_json(const std::string& table, std::size_t size) {
  std::string requests;
  for (std::size_t place = 0; place < largest_batch; ++place)
    requests += std::string(place ? ", " : "") + R"({"PutRequest": {"Item": )" + numbered_item(size) + "}}";
  return R"({"RequestItems": {")" + table + R"(": [)" + requests + "]}}";
}

// As it would be at random, but the same each time (Knuth's multiplicative hash).
std::uint64_t pick_of(std::uint64_t number, std::uint64_t items) { return number * 2654435761U % items; }

// The same in a table with a sort key.
std::string sorted_key(std::size_t place) {
  return R"("pk": {"S": "asset#0042"}, "sk": {"N": ")" + std::to_string(place) + R"("})";
}
std::string sorted_item_json(std::size_t place, std::size_t size) {
  return R"({"sk": {"N": ")" + std::to_string(place) + R"("}, )" + item_members(size) + "}";
}

// One partition of as many items as a batch can have.
std::string batch_json(const std::string& table, std::size_t size) {
  std::string requests;
  for (std::size_t place = 0; place < largest_batch; ++place)
    requests +=
        std::string(place ? ", " : "") + R"({"PutRequest": {"Item": )" + sorted_item_json(place, size) + "}}";
  return R"({"RequestItems": {")" + table + R"(": [)" + requests + "]}}";
}

// The first ten of them.
std::string query_json(const std::string& table) {
  return R"({"TableName": ")" + table +
         R"(", "KeyConditionExpression": "pk = :p AND sk < :s", "ExpressionAttributeValues":)"
         R"( {":p": {"S": "asset#0042"}, ":s": {"N": "10"}}})";
}

// An item is put and another one, if it is there, counted up.
std::string transaction_json(const std::string& table, std::size_t size) {
  const std::string name = R"("TableName": ")" + table + "\", ";
  return R"({"TransactItems": [{"Put": {)" + name + R"("Item": )" + sorted_item_json(0, size) +
         R"(}}, {"Update": {)" + name + R"("Key": {)" + sorted_key(1) +
         R"json(}, "UpdateExpression": "SET #c = #c + :one", "ConditionExpression": "attribute_exists(pk)",)json"
         R"( "ExpressionAttributeNames": {"#c": "count"}, "ExpressionAttributeValues": {":one": {"N": "1"}}}}]})";
}

std::string table_json(const std::string& name, bool sorted) {
  const std::string_view sort_key = sorted ? R"(, {"AttributeName": "sk", "KeyType": "RANGE"})" : "";
  const std::string_view sort_type = sorted ? R"(, {"AttributeName": "sk", "AttributeType": "N"})" : "";
  return R"({"TableName": ")" + name +
         R"(", "BillingMode": "PAY_PER_REQUEST", "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"})" +
         std::string(sort_key) +
         R"(], "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"})" +
         std::string(sort_type) + "]}";
}

std::string body_of(Operation operation, const RequestOptions& options, const std::string& account) {
  const std::string url = R"({"QueueUrl": ")" + queue_url(options, account) + '"';
  const std::string table = R"({"TableName": ")" + options.queue + '"';
  const std::string key = R"(, "Key": {"pk": {"S": "asset#0042"}}})";
  const std::string sorted = options.queue + "-sorted";
  switch (operation) {
    case Operation::create_queue: return R"({"QueueName": ")" + options.queue + "\"}";
    case Operation::send: return url + R"(, "MessageBody": ")" + message_json(options.body) + "\"}";
    case Operation::send_delayed:
      return url + R"(, "MessageBody": ")" + message_json(options.body) + R"(", "DelaySeconds": 900})";
    case Operation::pair: return url + "}";
    case Operation::receive_parked:
      return url + R"(, "WaitTimeSeconds": )" + std::to_string(options.wait_seconds) + "}";
    case Operation::identity: return "Action=GetCallerIdentity&Version=2011-06-15";
    case Operation::list_queues: return "{}";
    case Operation::create_table: return table_json(options.queue, false);
    case Operation::create_sorted_table: return table_json(sorted, true);
    case Operation::batch_write: return batch_json(sorted, options.body);
    case Operation::query: return query_json(sorted);
    case Operation::transact_write: return transaction_json(sorted, options.body);
    case Operation::put_item: return table + R"(, "Item": )" + item_json(options.body) + "}";
    case Operation::get_item: return table + key;
    case Operation::fill: return fill_json(options.queue, options.body);
    case Operation::pick: return table + R"(, "Key": {"pk": {"S": ")" + std::string(numbered_key) + R"("}}})";
    case Operation::pick_put: return table + R"(, "Item": )" + numbered_item(options.body) + "}";
    case Operation::scan_none: return table + R"json(, "FilterExpression": "attribute_exists(nobody)"})json";
    case Operation::create_bucket:
    case Operation::get_object:
    case Operation::list_keys: return {};
    case Operation::put_object:
    case Operation::put_keys: return std::string(options.body, 'x');
    case Operation::update_item:
      return table + key.substr(0, key.size() - 1) +
             R"json(, "UpdateExpression": "SET #c = #c + :one", "ConditionExpression": "attribute_exists(pk)",)json"
             R"( "ExpressionAttributeNames": {"#c": "count"}, "ExpressionAttributeValues": {":one": {"N": "1"}}})";
  }
  return {};
}

// Everything up to the value of Content-Length. The signature is never checked: no server is asked to.
std::string head_of(Wire wire, const RequestOptions& options, const std::string& account,
                    const std::string& target = "/") {
  std::string head(wire.method);
  head += " " + target + " HTTP/1.1\r\nHost: " + options.host + ":" + std::to_string(options.port) +
          "\r\nAccept-Encoding: identity\r\n";
  if (wire.service == "s3") {
    head += "x-amz-content-sha256: UNSIGNED-PAYLOAD\r\n";
  } else if (wire.target.empty()) {
    head += "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n";
  } else {
    head.append("X-Amz-Target: ").append(wire.target).append("\r\n");
    head += "Content-Type: application/x-amz-json-1.0\r\nx-amzn-query-mode: true\r\n";
  }
  head +=
      "User-Agent: Boto3/1.43.11 md/Botocore#1.43.11 ua/2.1 os/linux#6.1 md/arch#x86_64 lang/python#3.11.7 "
      "md/pyimpl#CPython m/e,b,N,D,Z cfg/retry-mode#legacy Botocore/1.43.11\r\n"
      "X-Amz-Date: 20260101T000000Z\r\nAuthorization: AWS4-HMAC-SHA256 Credential=" +
      account + "/20260101/us-east-1/";
  head.append(wire.service).append("/aws4_request, SignedHeaders=content-type;host;x-amz-date");
  if (!wire.target.empty()) head += ";x-amz-target;x-amzn-query-mode";
  head +=
      ", Signature=a50a0e372f2482793660d40b6b32a8baab43133eff32394f0a5642bc750750ec\r\n"
      "amz-sdk-invocation-id: 38535e95-b16b-4c3b-a682-b2c8556cda38\r\namz-sdk-request: attempt=1\r\n"
      "x-moto-account-id: " +
      account + "\r\nContent-Length: ";
  return head;
}

}  // namespace

std::optional<Operation> operation_named(std::string_view name) {
  for (const auto& [known, operation] : operation_names) {
    if (known == name) return operation;
  }
  return std::nullopt;
}

std::string_view name_of(Operation operation) {
  const auto* found = std::find_if(operation_names.begin(), operation_names.end(),
                                   [operation](const auto& row) { return row.second == operation; });
  return found->first;
}

Requests::Requests(Operation operation, const RequestOptions& options)
    : options_(options), operation_(operation) {
  for (std::uint32_t i = 0; i < std::max(1U, options.accounts); ++i) {
    const std::string account = std::to_string(options.first_account + i);
    const std::string body = body_of(operation, options, account);
    rendered_.push_back(
        head_of(wire_of(operation), options, account, target_of(operation, options, account)) +
        std::to_string(body.size()) + "\r\n\r\n" + body);
    if (operation != Operation::pair) continue;
    delete_heads_.push_back(head_of({"sqs", "AmazonSQS.DeleteMessage"}, options, account));
    delete_bodies_.push_back(R"({"QueueUrl": ")" + queue_url(options, account) + R"(", "ReceiptHandle": ")");
  }
  // All accounts' requests have the same size.
  const std::string& first = rendered_.front();
  for (std::size_t at = first.find(numbered_key); at != first.npos; at = first.find(numbered_key, at + 1))
    keys_.push_back(at + numbered_key.size() - key_digits);
}

void Requests::render(std::uint64_t number, std::string& request) const {
  request.assign(at(number));
  const std::uint64_t first = operation_ == Operation::fill || operation_ == Operation::put_keys
                                  ? number * keys_.size()
                                  : pick_of(number, std::max<std::uint64_t>(1, options_.items));
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    std::uint64_t rest = first + i;
    for (std::size_t place = key_digits; place-- > 0; rest /= 10)
      request[keys_[i] + place] = static_cast<char>('0' + rest % 10);
  }
}

void Requests::render_delete(std::uint64_t number, std::string_view handle, std::string& request) const {
  const std::string& body = delete_bodies_[number % delete_bodies_.size()];
  request.assign(delete_heads_[number % delete_heads_.size()]);
  request.append(std::to_string(body.size() + handle.size() + 2)).append("\r\n\r\n");
  request.append(body).append(handle).append("\"}");
}

}  // namespace understudy::bench
