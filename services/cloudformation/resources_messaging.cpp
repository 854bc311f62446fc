// Types of queues, topics, events, streams and workflows.
#include "services/cloudformation/tables.hpp"

namespace understudy::cloudformation {
namespace {

constexpr Type types[] = {
    {"AWS::SQS::Queue", "sqs", "QueueName", "#QueueUrl",
     "Arn=#Attributes.QueueArn QueueName=@name QueueUrl=@id",
     R"(create CreateQueue QueueName=@name Attributes=* tags=Tags
        update SetQueueAttributes QueueUrl=@id Attributes=*
        update?Tags TagQueue QueueUrl=@id Tags=Tags
        read GetQueueAttributes QueueUrl=@id AttributeNames='All'
        delete DeleteQueue QueueUrl=@id)"},
    {"AWS::SQS::QueuePolicy", "sqs", "", "@stack+'-'+@logical+'-'+@random", "Id=@id",
     R"(put@Queues SetQueueAttributes QueueUrl=. Attributes.Policy=PolicyDocument
        gone@Queues SetQueueAttributes QueueUrl=. Attributes.Policy='')"},
    {"AWS::SNS::Topic", "sns", "TopicName", "#TopicArn", "TopicArn=@id TopicName=@name",
     R"(create CreateTopic Name=@name Attributes=* Tags=Tags
        then@Subscription Subscribe TopicArn=@id Protocol=.Protocol Endpoint=.Endpoint
        update?DisplayName SetTopicAttributes TopicArn=@id AttributeName='DisplayName' AttributeValue=DisplayName
        update?KmsMasterKeyId SetTopicAttributes TopicArn=@id AttributeName='KmsMasterKeyId' AttributeValue=KmsMasterKeyId
        update?Tags TagResource ResourceArn=@id Tags=Tags
        delete DeleteTopic TopicArn=@id)"},
    {"AWS::SNS::TopicPolicy", "sns", "", "@stack+'-'+@logical+'-'+@random", "Id=@id",
     R"(put@Topics SetTopicAttributes TopicArn=. AttributeName='Policy' AttributeValue=PolicyDocument)"},
    {"AWS::SNS::Subscription", "sns", "", "#SubscriptionArn", "Arn=@id",
     R"(create Subscribe TopicArn Protocol Endpoint Attributes=* ReturnSubscriptionArn='true'
        update?FilterPolicy SetSubscriptionAttributes SubscriptionArn=@id AttributeName='FilterPolicy' AttributeValue=FilterPolicy
        update?RawMessageDelivery SetSubscriptionAttributes SubscriptionArn=@id AttributeName='RawMessageDelivery' AttributeValue=RawMessageDelivery
        delete Unsubscribe SubscriptionArn=@id)"},
    {"AWS::Events::EventBus", "events", "Name", "@name", "Arn=#EventBusArn Name=@id",
     R"(create CreateEventBus Name=@name *
        delete DeleteEventBus Name=@id)"},
    {"AWS::Events::Rule", "events", "Name", "@name", "Arn=#RuleArn",
     R"(put PutRule Name=@name *
        then?Targets PutTargets Rule=@name EventBusName Targets
        gone@Targets RemoveTargets Rule=@name EventBusName Ids=.Id
        delete DeleteRule Name=@id EventBusName)"},
    {"AWS::Events::Archive", "events", "ArchiveName", "@name", "ArchiveName=@id Arn=#ArchiveArn",
     R"(create CreateArchive ArchiveName=@name EventSourceArn=SourceArn *
        update UpdateArchive ArchiveName=@id *
        delete DeleteArchive ArchiveName=@id)"},
    {"AWS::Kinesis::Stream", "kinesis", "Name", "@name", "Arn=#StreamDescription.StreamARN",
     R"(create CreateStream StreamName=@name ShardCount=ShardCount|'1' StreamModeDetails Tags
        then?StreamEncryption StartStreamEncryption StreamName=@id EncryptionType=StreamEncryption.EncryptionType KeyId=StreamEncryption.KeyId
        update?ShardCount UpdateShardCount StreamName=@id TargetShardCount=ShardCount ScalingType='UNIFORM_SCALING'
        update?Tags AddTagsToStream StreamName=@id Tags=Tags
        then?RetentionPeriodHours IncreaseStreamRetentionPeriod StreamName=@id RetentionPeriodHours
        read DescribeStream StreamName=@id
        delete DeleteStream StreamName=@id)"},
    {"AWS::Kinesis::StreamConsumer", "kinesis", "", "#Consumer.ConsumerARN",
     "ConsumerARN=@id ConsumerName=ConsumerName StreamARN=StreamARN",
     R"(create RegisterStreamConsumer ConsumerName StreamARN
        delete DeregisterStreamConsumer ConsumerARN=@id)"},
    {"AWS::KinesisFirehose::DeliveryStream", "firehose", "DeliveryStreamName", "@name",
     "Arn=#DeliveryStreamARN",
     R"(create CreateDeliveryStream DeliveryStreamName=@name *
        delete DeleteDeliveryStream DeliveryStreamName=@id)"},
    {"AWS::StepFunctions::StateMachine", "stepfunctions", "StateMachineName", "#stateMachineArn",
     "Arn=@id Name=@name",
     R"(create CreateStateMachine name=@name definition=DefinitionString|Definition roleArn=RoleArn type=StateMachineType|'STANDARD' tags=Tags loggingConfiguration=LoggingConfiguration tracingConfiguration=TracingConfiguration
        update UpdateStateMachine stateMachineArn=@id definition=DefinitionString|Definition roleArn=RoleArn loggingConfiguration=LoggingConfiguration tracingConfiguration=TracingConfiguration
        update?Tags TagResource resourceArn=@id tags=Tags
        delete DeleteStateMachine stateMachineArn=@id)"},
    {"AWS::StepFunctions::Activity", "stepfunctions", "Name", "#activityArn", "Arn=@id Name=@name",
     R"(create CreateActivity name=@name tags=Tags
        delete DeleteActivity activityArn=@id)"},
    {"AWS::Scheduler::Schedule", "scheduler", "Name", "@name", "Arn=#ScheduleArn",
     R"(create CreateSchedule Name=@name *
        update UpdateSchedule Name=@id *
        delete DeleteSchedule Name=@id GroupName)"},
    {"AWS::Pipes::Pipe", "pipes", "Name", "@name", "Arn=#Arn CurrentState=#CurrentState",
     R"(create CreatePipe Name=@name *
        update UpdatePipe Name=@id *
        delete DeletePipe Name=@id)"},
    {"AWS::SES::Template", "ses", "", "Template.TemplateName|@name", "Id=@id",
     R"(create CreateTemplate Template.TemplateName=Template.TemplateName|@name Template.SubjectPart=Template.SubjectPart Template.TextPart=Template.TextPart Template.HtmlPart=Template.HtmlPart
        delete DeleteTemplate TemplateName=@id)"},
};

}  // namespace

constinit const std::span<const Type> messaging_types(types);

}  // namespace understudy::cloudformation
