// What the model does not say of AWS Cloud Map's resources.
#include "services/derived/hint.hpp"

namespace understudy::servicediscovery {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("Namespace", "NamespaceNotFound", "{}"),
    missing("Service", "ServiceNotFound", "{}"),
    missing("Instance", "InstanceNotFound", "{}"),
    missing("Operation", "OperationNotFound", "{}"),
    id("Namespace", "ns-[a-z0-9]{16}"),
    id("Service", "srv-[a-z0-9]{16}"),
    id("Operation", "[a-z0-9]{32}-[a-z0-9]{8}"),
    makes("CreateHttpNamespace|CreatePrivateDnsNamespace|CreatePublicDnsNamespace", "Operation",
          R"({"Type":"CREATE_NAMESPACE","Status":"SUCCESS","Targets":{"NAMESPACE":"{id}"}})"),
    makes("DeleteNamespace", "Operation",
          R"({"Type":"DELETE_NAMESPACE","Status":"SUCCESS","Targets":{"NAMESPACE":"{id}"}})"),
    makes("RegisterInstance", "Operation",
          R"({"Type":"REGISTER_INSTANCE","Status":"SUCCESS","Targets":{"INSTANCE":"{InstanceId}"}})"),
    makes("DeregisterInstance", "Operation",
          R"({"Type":"DEREGISTER_INSTANCE","Status":"SUCCESS","Targets":{"INSTANCE":"{InstanceId}"}})"),
    value("CreateHttpNamespace", "Type", "HTTP"),
    value("CreatePrivateDnsNamespace", "Type", "DNS_PRIVATE"),
    value("CreatePublicDnsNamespace", "Type", "DNS_PUBLIC"),
    value("CreateHttpNamespace", "Properties",
          R"({"DnsProperties":{},"HttpProperties":{"HttpName":"{Name}"}})"),
    value("CreatePrivateDnsNamespace|CreatePublicDnsNamespace", "Properties",
          R"({"DnsProperties":{"SOA":{"TTL":15}},"HttpProperties":{"HttpName":"{Name}"}})"),
    makes("UpdateService", "Operation",
          R"({"Type":"UPDATE_SERVICE","Status":"SUCCESS","Targets":{"SERVICE":"{id}"}})"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::servicediscovery
