// Types of buckets, tables, databases, keys, secrets, logs and alarms.
#include "services/cloudformation/tables.hpp"

namespace understudy::cloudformation {
namespace {

constexpr Type types[] = {
    {"AWS::S3::Bucket", "s3", "BucketName", "@name",
     "Arn='arn:'+@partition+':s3:::'+@id DomainName=@id+'.s3.amazonaws.com' "
     "RegionalDomainName=@id+'.s3.'+@region+'.amazonaws.com' "
     "DualStackDomainName=@id+'.s3.dualstack.'+@region+'.amazonaws.com' "
     "WebsiteURL='http://'+@id+'.s3-website-'+@region+'.amazonaws.com'",
     R"(create CreateBucket Bucket=@name CreateBucketConfiguration.LocationConstraint=@elsewhere ACL=AccessControl ObjectLockEnabledForBucket=ObjectLockEnabled
        then?VersioningConfiguration PutBucketVersioning Bucket=@id VersioningConfiguration
        then?BucketEncryption PutBucketEncryption Bucket=@id ServerSideEncryptionConfiguration.Rules=BucketEncryption.ServerSideEncryptionConfiguration
        gone?BucketEncryption DeleteBucketEncryption Bucket=@id
        then?PublicAccessBlockConfiguration PutPublicAccessBlock Bucket=@id PublicAccessBlockConfiguration
        gone?PublicAccessBlockConfiguration DeletePublicAccessBlock Bucket=@id
        then?OwnershipControls PutBucketOwnershipControls Bucket=@id OwnershipControls
        gone?OwnershipControls DeleteBucketOwnershipControls Bucket=@id
        then?CorsConfiguration PutBucketCors Bucket=@id CORSConfiguration=CorsConfiguration
        gone?CorsConfiguration DeleteBucketCors Bucket=@id
        then?LifecycleConfiguration PutBucketLifecycleConfiguration Bucket=@id LifecycleConfiguration
        gone?LifecycleConfiguration DeleteBucketLifecycle Bucket=@id
        then?WebsiteConfiguration PutBucketWebsite Bucket=@id WebsiteConfiguration
        gone?WebsiteConfiguration DeleteBucketWebsite Bucket=@id
        then?LoggingConfiguration PutBucketLogging Bucket=@id BucketLoggingStatus.LoggingEnabled.TargetBucket=LoggingConfiguration.DestinationBucketName BucketLoggingStatus.LoggingEnabled.TargetPrefix=LoggingConfiguration.LogFilePrefix|''
        then?AccelerateConfiguration PutBucketAccelerateConfiguration Bucket=@id AccelerateConfiguration.Status=AccelerateConfiguration.AccelerationStatus
        then?NotificationConfiguration PutBucketNotificationConfiguration Bucket=@id NotificationConfiguration
        then?ReplicationConfiguration PutBucketReplication Bucket=@id ReplicationConfiguration
        gone?ReplicationConfiguration DeleteBucketReplication Bucket=@id
        then?Tags PutBucketTagging Bucket=@id Tagging.TagSet=Tags
        gone?Tags DeleteBucketTagging Bucket=@id
        delete DeleteBucket Bucket=@id)",
     "ServerSideEncryptionByDefault>ApplyServerSideEncryptionByDefault CorsRules>CORSRules Id>ID "
     "ExpirationInDays>Expiration QueueConfigurations>QueueConfigurations Queue>QueueArn Topic>TopicArn "
     "Function>LambdaFunctionArn LambdaConfigurations>LambdaFunctionConfigurations Event>Events "
     "NoncurrentVersionExpirationInDays>NoncurrentVersionExpiration"},
    {"AWS::S3::BucketPolicy", "s3", "", "Bucket", "",
     R"(put PutBucketPolicy Bucket Policy=PolicyDocument
        delete DeleteBucketPolicy Bucket)"},
    {"AWS::DynamoDB::Table", "dynamodb", "TableName", "@name",
     "Arn=#Table.TableArn|#TableDescription.TableArn "
     "StreamArn=#Table.LatestStreamArn|#TableDescription.LatestStreamArn",
     R"(create CreateTable TableName=@name BillingMode=BillingMode|'PROVISIONED' StreamSpecification.StreamEnabled='true'?StreamSpecification StreamSpecification.StreamViewType=StreamSpecification.StreamViewType ResourcePolicy=ResourcePolicy.PolicyDocument *
        then?TimeToLiveSpecification UpdateTimeToLive TableName=@id TimeToLiveSpecification
        then?PointInTimeRecoverySpecification UpdateContinuousBackups TableName=@id PointInTimeRecoverySpecification
        update?ProvisionedThroughput UpdateTable TableName=@id BillingMode ProvisionedThroughput
        update?BillingMode UpdateTable TableName=@id BillingMode ProvisionedThroughput
        update?DeletionProtectionEnabled UpdateTable TableName=@id DeletionProtectionEnabled
        update?Tags TagResource ResourceArn=$Arn Tags
        read DescribeTable TableName=@id
        delete DeleteTable TableName=@id)",
     "SSEEnabled>Enabled KMSMasterKeyId>KMSMasterKeyId"},
    {"AWS::KMS::Key", "kms", "", "#KeyMetadata.KeyId", "Arn=#KeyMetadata.Arn KeyId=@id",
     R"(create CreateKey Policy=KeyPolicy Tags=Tags *
        then?EnableKeyRotation=true EnableKeyRotation KeyId=@id
        then?EnableKeyRotation=false DisableKeyRotation KeyId=@id
        then?Enabled=false DisableKey KeyId=@id
        update?Enabled=true EnableKey KeyId=@id
        update?Description UpdateKeyDescription KeyId=@id Description
        update?KeyPolicy PutKeyPolicy KeyId=@id PolicyName='default' Policy=KeyPolicy
        update?Tags TagResource KeyId=@id Tags
        delete ScheduleKeyDeletion KeyId=@id PendingWindowInDays=PendingWindowInDays|'30')",
     "Key>TagKey Value>TagValue"},
    {"AWS::KMS::Alias", "kms", "", "AliasName", "",
     R"(create CreateAlias AliasName TargetKeyId
        update UpdateAlias AliasName TargetKeyId
        delete DeleteAlias AliasName=@id)"},
    {"AWS::SecretsManager::Secret", "secretsmanager", "Name", "#ARN", "Id=@id",
     R"(create?GenerateSecretString GetRandomPassword PasswordLength=GenerateSecretString.PasswordLength ExcludeCharacters=GenerateSecretString.ExcludeCharacters ExcludeNumbers=GenerateSecretString.ExcludeNumbers ExcludePunctuation=GenerateSecretString.ExcludePunctuation ExcludeUppercase=GenerateSecretString.ExcludeUppercase ExcludeLowercase=GenerateSecretString.ExcludeLowercase IncludeSpace=GenerateSecretString.IncludeSpace RequireEachIncludedType=GenerateSecretString.RequireEachIncludedType
        create CreateSecret Name=@name ClientRequestToken=@token SecretString=SecretString|@secret *
        update UpdateSecret SecretId=@id ClientRequestToken=@token SecretString *
        update?Tags TagResource SecretId=@id Tags
        delete DeleteSecret SecretId=@id ForceDeleteWithoutRecovery='true')"},
    {"AWS::SecretsManager::ResourcePolicy", "secretsmanager", "", "SecretId", "Id=@id",
     R"(put PutResourcePolicy SecretId ResourcePolicy BlockPublicPolicy
        delete DeleteResourcePolicy SecretId=@id)"},
    {"AWS::SSM::Parameter", "ssm", "Name", "@name", "Type=Type Value=Value",
     R"(create PutParameter Name=@name Tags=Tags *
        update PutParameter Name=@id Overwrite='true' *
        delete DeleteParameter Name=@id)"},
    {"AWS::Logs::LogGroup", "logs", "LogGroupName", "@name",
     "Arn='arn:'+@partition+':logs:'+@region+':'+@account+':log-group:'+@id+':*'",
     R"(create CreateLogGroup logGroupName=@name kmsKeyId=KmsKeyId logGroupClass=LogGroupClass tags=Tags
        then?RetentionInDays PutRetentionPolicy logGroupName=@id retentionInDays=RetentionInDays
        gone?RetentionInDays DeleteRetentionPolicy logGroupName=@id
        delete DeleteLogGroup logGroupName=@id)"},
    {"AWS::Logs::LogStream", "logs", "LogStreamName", "@name", "",
     R"(create CreateLogStream logGroupName=LogGroupName logStreamName=@name
        delete DeleteLogStream logGroupName=LogGroupName logStreamName=@id)"},
    {"AWS::Logs::MetricFilter", "logs", "FilterName", "@name", "",
     R"(put PutMetricFilter logGroupName=LogGroupName filterName=@name filterPattern=FilterPattern metricTransformations=MetricTransformations
        delete DeleteMetricFilter logGroupName=LogGroupName filterName=@id)"},
    {"AWS::Logs::SubscriptionFilter", "logs", "FilterName", "@name", "",
     R"(put PutSubscriptionFilter logGroupName=LogGroupName filterName=@name filterPattern=FilterPattern destinationArn=DestinationArn roleArn=RoleArn distribution=Distribution
        delete DeleteSubscriptionFilter logGroupName=LogGroupName filterName=@id)"},
    {"AWS::Logs::ResourcePolicy", "logs", "PolicyName", "@name", "",
     R"(put PutResourcePolicy policyName=@name policyDocument=PolicyDocument
        delete DeleteResourcePolicy policyName=@id)"},
    {"AWS::CloudWatch::Alarm", "cloudwatch", "AlarmName", "@name",
     "Arn='arn:'+@partition+':cloudwatch:'+@region+':'+@account+':alarm:'+@id",
     R"(put PutMetricAlarm AlarmName=@name *
        delete DeleteAlarms AlarmNames=@id)"},
    {"AWS::CloudWatch::Dashboard", "cloudwatch", "DashboardName", "@name", "",
     R"(put PutDashboard DashboardName=@name *
        delete DeleteDashboards DashboardNames=@id)"},
    {"AWS::RDS::DBInstance", "rds", "DBInstanceIdentifier", "@name",
     "Endpoint.Address=#DBInstance.Endpoint.Address Endpoint.Port=#DBInstance.Endpoint.Port "
     "DBInstanceArn=#DBInstance.DBInstanceArn",
     R"(create CreateDBInstance DBInstanceIdentifier=@name VpcSecurityGroupIds=VPCSecurityGroups *
        update ModifyDBInstance DBInstanceIdentifier=@id ApplyImmediately='true' VpcSecurityGroupIds=VPCSecurityGroups *
        delete DeleteDBInstance DBInstanceIdentifier=@id SkipFinalSnapshot='true')"},
    {"AWS::RDS::DBCluster", "rds", "DBClusterIdentifier", "@name",
     "Endpoint.Address=#DBCluster.Endpoint Endpoint.Port=#DBCluster.Port "
     "ReadEndpoint.Address=#DBCluster.ReaderEndpoint DBClusterArn=#DBCluster.DBClusterArn",
     R"(create CreateDBCluster DBClusterIdentifier=@name *
        update ModifyDBCluster DBClusterIdentifier=@id ApplyImmediately='true' *
        delete DeleteDBCluster DBClusterIdentifier=@id SkipFinalSnapshot='true')"},
    {"AWS::RDS::DBSubnetGroup", "rds", "DBSubnetGroupName", "@name", "",
     R"(create CreateDBSubnetGroup DBSubnetGroupName=@name *
        update ModifyDBSubnetGroup DBSubnetGroupName=@id *
        delete DeleteDBSubnetGroup DBSubnetGroupName=@id)"},
    {"AWS::RDS::DBParameterGroup", "rds", "DBParameterGroupName", "@name", "DBParameterGroupName=@id",
     R"(create CreateDBParameterGroup DBParameterGroupName=@name DBParameterGroupFamily=Family Description Tags
        delete DeleteDBParameterGroup DBParameterGroupName=@id)"},
    {"AWS::EFS::FileSystem", "efs", "", "#FileSystemId", "Arn=#FileSystemArn FileSystemId=@id",
     R"(create CreateFileSystem CreationToken=@logical+'-'+@random Tags=FileSystemTags *
        then?BackupPolicy PutBackupPolicy FileSystemId=@id BackupPolicy
        then?LifecyclePolicies PutLifecycleConfiguration FileSystemId=@id LifecyclePolicies
        delete DeleteFileSystem FileSystemId=@id)"},
    {"AWS::EFS::MountTarget", "efs", "", "#MountTargetId", "IpAddress=#IpAddress Id=@id",
     R"(create CreateMountTarget *
        delete DeleteMountTarget MountTargetId=@id)"},
};

}  // namespace

constinit const std::span<const Type> data_types(types);

}  // namespace understudy::cloudformation
