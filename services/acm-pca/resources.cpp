// What the model does not say of AWS Private CA's resources.
#include "services/derived/hint.hpp"

namespace understudy::acm_pca {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    states("CertificateAuthority", "create", "PENDING_CERTIFICATE"),
    states("CertificateAuthority", "delete", "DELETED"),
    value("CertificateAuthority", "LastStateChangeAt", "{now}"),
    value("CertificateAuthority", "UsageMode", "GENERAL_PURPOSE"),
    value("CertificateAuthority", "KeyStorageSecurityStandard", "FIPS_140_2_LEVEL_3_OR_HIGHER"),
    rejects("GetCertificateAuthorityCertificate", ".Status = PENDING_CERTIFICATE", "InvalidStateException",
            "The certificate authority {arn} is not in the correct state to have a certificate retrieved."),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::acm_pca
