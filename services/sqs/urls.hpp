// Queues' addresses: the URLs and ARNs that name them, in every form that clients send.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/kit/service.hpp"
#include "services/models/names/sqs.hpp"

namespace understudy::sqs {

// Views into the text that it was read from. Empty: not said.
struct Address {
  std::string_view account, region, name;
};

// Any of these, with or without a world's prefix in the path:
//   https://sqs.us-east-1.amazonaws.com/123456789012/q      AWS, and LocalStack's "standard"
//   https://us-east-1.queue.amazonaws.com/123456789012/q    AWS's older form, and LocalStack's "domain"
//   http://localhost:4566/queue/us-east-1/000000000000/q    LocalStack's "path"
//   http://localhost:5000/123456789012/q                    moto, and LocalStack's "off"
//   http://localhost:9324/queue/q                           ElasticMQ
//   q                                                       AWS takes a queue's name, too
Address read_queue_url(std::string_view url);

// The queue that a call is about: QueueUrl's, or that of the path it was sent to, which clients of the query
// protocol may do instead: "/123456789012/q", "/queue/us-east-1/000000000000/q", and the page's
// "/_aws/sqs/messages/us-east-1/000000000000/q". No name: neither says one.
Address addressed_queue(const kit::Call& call);

// arn:aws:sqs:us-east-1:123456789012:q; none when it has another form.
std::optional<Address> read_queue_arn(std::string_view arn);
std::string queue_arn(std::string_view region, std::string_view account, std::string_view name);

// The URL of a queue of the shard that answers, as the endpoint's dialect writes it.
std::string queue_url(const Call& call, std::string_view name);

// A task handle is base64 of {"taskId":"<uuid>","sourceArn":"<arn>"}, as AWS's is.
struct TaskHandle {
  std::string id, source_arn;
};
std::string write_task_handle(const TaskHandle& handle);
std::optional<TaskHandle> read_task_handle(std::string_view text);

// kit::Service::owner: the shard of the queue that the input names.
void owner(const kit::Call& call, kit::Place& place);

}  // namespace understudy::sqs
