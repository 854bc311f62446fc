// What the model does not say of Amazon Connect's resources.
#include "services/derived/hint.hpp"

namespace understudy::connect {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    value("Instance", "ServiceRole",
          "arn:{partition}:iam::{account}:role/aws-service-role/connect.amazonaws.com/"
          "AWSServiceRoleForAmazonConnect_{hex20}"),
    value("Instance", "InstanceStatus", "ACTIVE"),
    value("Instance", "InstanceAccessUrl", "https://{InstanceAlias}.my.connect.aws"),
    plays("AssociateAnalyticsDataSet", "put", "AnalyticsDataAssociation"),
    plays("DisassociateAnalyticsDataSet", "remove", "AnalyticsDataAssociation"),
    plays("ListAnalyticsDataAssociations", "list", "AnalyticsDataAssociation"),
    own("AnalyticsDataAssociation", "DataSetId"),
    sorted("AnalyticsDataAssociation", "DataSetId"),
    value("AnalyticsDataAssociation", "TargetAccountId", "{account}"),
    value("AnalyticsDataAssociation", "ResourceShareId", "{uuid}"),
    value("AnalyticsDataAssociation", "ResourceShareArn",
          "arn:{partition}:ram:{region}:{account}:resource-share/{uuid}"),
    value("AnalyticsDataAssociation", "ResourceShareStatus", "ACTIVE"),
    rejects("AssociateAnalyticsDataSet", "taken DataSetId", "InvalidParameterException",
            "The dataset {DataSetId} is associated already."),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::connect
