// What the model does not say of AWS Certificate Manager's resources.
#include "services/derived/hint.hpp"

namespace understudy::acm {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "", "Certificate with arn {} not found in account {account}"),
    arn("Certificate", "arn:{partition}:acm:{region}:{account}:certificate/{uuid}"),
    value("RequestCertificate", "Type", "AMAZON_ISSUED"),
    value("ImportCertificate", "Type", "IMPORTED"),
    value("Certificate", "KeyAlgorithm", "RSA_2048"),
    states("Certificate", "create", "PENDING_VALIDATION ISSUED"),
    plays("GetCertificate|ExportCertificate", "unplayed"),  // they show what nobody has made
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::acm
