// The odd service, and a server around it.
#include "played_server.hpp"

#include <array>
#include <stdexcept>
#include <thread>

#include "services/models/model.hpp"

namespace understudy::gateway {
namespace {

struct Empty {
  int unused = 0;
};

class State final : public kit::AnyState {
 public:
  bool changed() const override { return false; }
  void commit() override {}
  void rollback() override {}
  kit::Time next_deadline() const override { return kit::never; }
  void settle(kit::Turn&) override {}
  std::unique_ptr<kit::AnyState> fork() const override { return std::make_unique<State>(); }
  kit::Value view(kit::Arena& arena) const override {
    kit::Value row = kit::Value::map(arena, 1);
    row.set(arena, "body") = kit::Value::string("hello");
    kit::Value rows = kit::Value::map(arena, 1);
    rows.set(arena, "first") = row;
    kit::Value all = kit::Value::map(arena, 1);
    all.set(arena, "queued_messages") = rows;
    return all;
  }
  void restore(const kit::Value&) override {}
  void merge(const kit::Value&, kit::OnConflict) override {}
};

std::uint16_t member(std::string_view operation, bool output, std::string_view name) {
  const auto op = models::find("sqs")->find_operation(operation);
  return (output ? op->output() : op->input())->find(name)->id();
}

kit::Value& out(kit::Call& call, std::string_view operation, std::string_view name) {
  call.output = kit::Value::structure(call.arena, 2);
  return call.output.set(call.arena, member(operation, true, name));
}

kit::Outcome get_queue_url(kit::Call& call, kit::Turn&, kit::AnyState&) {
  out(call, "GetQueueUrl", "QueueUrl") = *call.input.member(member("GetQueueUrl", false, "QueueName"));
  return {};
}

kit::Outcome list_queues(kit::Call& call, kit::Turn&, kit::AnyState&) {
  kit::Value& urls = out(call, "ListQueues", "QueueUrls") = kit::Value::list(call.arena, 1);
  urls.add(call.arena) = kit::Value::string(call.arena.copy(std::string(answer_bytes, 'q')));
  return {};
}

kit::Outcome receive_message(kit::Call& call, kit::Turn& turn, kit::AnyState&) {
  if (*call.shard.first_turn == turn.now && !call.output) {
    call.output = kit::Value::structure(call.arena, 1);  // seen once
    return kit::Parked{kit::never, "message"};
  }
  return {};
}

kit::Outcome send_message(kit::Call& call, kit::Turn& turn, kit::AnyState&) {
  turn.wake("message");
  const kit::Value* body = call.input.member(member("SendMessage", false, "MessageBody"));
  out(call, "SendMessage", "MessageId") =
      kit::Value::string(call.arena.copy(std::to_string(body ? body->text().size() : 0)));
  return {};
}

kit::Outcome delete_queue(kit::Call&, kit::Turn&, kit::AnyState&) {
  return kit::Failure("QueueDoesNotExist", "The specified queue does not exist.");
}

kit::Outcome purge_queue(kit::Call&, kit::Turn&, kit::AnyState&) { throw std::runtime_error("unexpected"); }

constexpr std::array operations{
    kit::Operation{"GetQueueUrl", get_queue_url},      kit::Operation{"ListQueues", list_queues},
    kit::Operation{"ReceiveMessage", receive_message}, kit::Operation{"SendMessage", send_message},
    kit::Operation{"DeleteQueue", delete_queue},       kit::Operation{"PurgeQueue", purge_queue}};

// Tells the path and the parameters that it was asked by.
kit::Outcome look(kit::Call& call, kit::Turn&, kit::AnyState&) {
  kit::Value& messages = out(call, "ReceiveMessage", "Messages") = kit::Value::list(call.arena, 2);
  const auto body = models::find("sqs")
                        ->find_operation("ReceiveMessage")
                        ->output()
                        ->find("Messages")
                        ->shape()
                        .element()
                        .shape()
                        .find("Body")
                        ->id();
  for (const std::string_view text : {call.endpoint.path, call.endpoint.query}) {
    if (text.empty()) return kit::Failure("QueueDoesNotExist", "The specified queue does not exist.");
    kit::Value& message = messages.add(call.arena) = kit::Value::structure(call.arena, 1);
    message.set(call.arena, body) = kit::Value::string(text);
  }
  return {};
}

constexpr std::array pages{kit::Page{"/_aws/sqs/messages", "ReceiveMessage", look}};

const std::array<const kit::Service*, 1> services{&played_service};

}  // namespace

const kit::Service played_service{
    "sqs",      kit::Scope::regional,
    operations, []() -> std::unique_ptr<kit::AnyState> { return std::make_unique<State>(); },
    nullptr,    pages};

PlayedServer::PlayedServer(Limits limits, kit::Dialect dialect, std::string extra_origins)
    : PlayedServer(limits, dialect, [&] {
        Options options;
        options.extra_origins = std::move(extra_origins);
        return options;
      }()) {}

PlayedServer::PlayedServer(kit::Dialect dialect, const Options& options)
    : PlayedServer(Limits{}, dialect, options) {}

PlayedServer::PlayedServer(Limits limits, kit::Dialect dialect, const Options& options) {
  log_ = std::make_unique<Log>(Level::off, "");
  system_ = std::make_unique<actors::System>(
      actors::Options{.threads = 2, .seed = 1, .services = {&played_service}, .data_folder = {}});
  server_ = std::make_unique<Server>(*system_, *log_,
                                     Server::Settings{.limits = limits,
                                                      .services = services,
                                                      .end_wanted = [this] { end_wanted_ = true; },
                                                      .authentication = options.authentication});
  port_ = server_->listen({dialect, "127.0.0.1", 0}, options);
  server_->start();
}

PlayedServer::~PlayedServer() { stop(); }

void PlayedServer::stop() {
  server_->stop();
  system_->stop();
}

void PlayedServer::await_parked(std::size_t calls) {
  for (;;) {
    std::size_t parked = 0;
    for (const auto& shard : system_->shards()) parked += shard.parked;
    if (parked == calls) return;
    std::this_thread::yield();
  }
}

std::string sqs_request(std::string_view operation, std::string_view body, std::string_view fields) {
  std::string request =
      "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: "
      "AmazonSQS.";
  request.append(operation).append("\r\n").append(fields);
  if (fields.find("Transfer-Encoding") == std::string_view::npos)
    request.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
  return request.append("\r\n").append(body);
}

std::string queue_url_request(std::string_view name, std::string_view fields) {
  return sqs_request("GetQueueUrl", "{\"QueueName\":\"" + std::string(name) + "\"}", fields);
}

}  // namespace understudy::gateway
