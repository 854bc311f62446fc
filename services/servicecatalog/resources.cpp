// What the model does not say of AWS Service Catalog's resources.
#include "services/derived/hint.hpp"

namespace understudy::servicecatalog {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("Product", "ResourceNotFoundException", "Product with Id '{Id}' not found."),
    rejects("DescribeProduct", "Id absent & Name absent", "InvalidParametersException",
            "Either Id or Name must be specified."),
    id("Portfolio", "port-[a-z0-9]{13}"),
    id("Product", "prod-[a-z0-9]{13}"),
    own("PortfolioShare", "AccountId"),
    plays("ListPortfolioAccess", "list", "PortfolioShare"),
    states("Product", "create", "AVAILABLE"),
    arn("Portfolio", "arn:{partition}:catalog:{region}:{account}:portfolio/{id}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::servicecatalog
