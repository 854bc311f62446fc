// SQS as the registry sees it: its operations by name, its page, its state and whose shard a call goes to.
#include "services/sqs/sqs.hpp"

#include "services/sqs/handlers.hpp"
#include "services/sqs/urls.hpp"

namespace understudy::sqs {
namespace {

constexpr kit::Operation operations[] = {
    {"AddPermission", kit::on<add_permission>},
    {"CancelMessageMoveTask", kit::on<cancel_message_move_task>},
    {"ChangeMessageVisibility", kit::on<change_message_visibility>},
    {"ChangeMessageVisibilityBatch", kit::on<change_message_visibility_batch>},
    {"CreateQueue", kit::on<create_queue>},
    {"DeleteMessage", kit::on<delete_message>},
    {"DeleteMessageBatch", kit::on<delete_message_batch>},
    {"DeleteQueue", kit::on<delete_queue>},
    {"GetQueueAttributes", kit::on<get_queue_attributes>},
    {"GetQueueUrl", kit::on<get_queue_url>},
    {"ListDeadLetterSourceQueues", kit::on<list_dead_letter_source_queues>},
    {"ListMessageMoveTasks", kit::on<list_message_move_tasks>},
    {"ListQueueTags", kit::on<list_queue_tags>},
    {"ListQueues", kit::on<list_queues>},
    {"PurgeQueue", kit::on<purge_queue>},
    {"ReceiveMessage", kit::on<receive_message>},
    {"RemovePermission", kit::on<remove_permission>},
    {"SendMessage", kit::on<send_message>},
    {"SendMessageBatch", kit::on<send_message_batch>},
    {"SetQueueAttributes", kit::on<set_queue_attributes>},
    {"StartMessageMoveTask", kit::on<start_message_move_task>},
    {"TagQueue", kit::on<tag_queue>},
    {"UntagQueue", kit::on<untag_queue>},
};

constexpr kit::Page pages[] = {{"/_aws/sqs/messages", "ReceiveMessage", kit::on<list_messages>}};

}  // namespace

constinit const kit::Service service{"sqs", kit::Scope::regional, operations, kit::make_state<State>, owner,
                                     pages};

}  // namespace understudy::sqs
