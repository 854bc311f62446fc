// The services that this server plays.
#include "services/registry.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "services/cloudformation/cloudformation.hpp"
#include "services/derived/engine.hpp"
#include "services/dynamodb/dynamodb.hpp"
#include "services/ec2/ec2.hpp"
#include "services/ecs/ecs.hpp"
#include "services/iam/iam.hpp"
#include "services/s3/control.hpp"
#include "services/s3/s3.hpp"
#include "services/secretsmanager/secretsmanager.hpp"
#include "services/sqs/sqs.hpp"
#include "services/sts/sts.hpp"

namespace understudy::registry {
namespace {

const std::array native{&cloudformation::service,
                        &dynamodb::service,
                        &dynamodb::streams_service,
                        &ec2::service,
                        &ecs::service,
                        &iam::service,
                        &s3::service,
                        &s3::control_service,
                        &secretsmanager::service,
                        &sqs::service,
                        &sts::service};

const kit::Service* find_native(std::string_view name) {
  const auto found = std::ranges::find(native, name, [](const kit::Service* s) { return s->name; });
  return found == native.end() ? nullptr : *found;
}

// What the engine would infer, and its service does not let it.
bool is_withheld(const models::Operation& operation) {
  return operation.service().name() == ec2::service.name &&
         std::ranges::binary_search(ec2::unwritten, operation.name());
}

// One service for each model, in the models' order.
struct All {
  std::vector<kit::Service> derived;
  std::vector<const kit::Service*> services;

  All() {
    derived.reserve(models::all().size());
    for (const models::Service& model : models::all()) {
      const kit::Service* known = find_native(model.name());
      services.push_back(known ? known : &derived.emplace_back(derived::service_of(model)));
    }
  }
};
const All& all() {
  static const All made;
  return made;
}

}  // namespace

std::span<const kit::Service* const> services() { return native; }
std::span<const kit::Service* const> all_services() { return all().services; }

const kit::Service* find(std::string_view name) {
  const models::Service* model = models::find(name);
  return model ? all().services[model->index()] : nullptr;
}

int operation(const kit::Service& service, std::string_view name) {
  auto found = std::ranges::find(service.operations, name, &kit::Operation::name);
  if (found == service.operations.end())
    found = std::ranges::find(service.operations, std::string_view(), &kit::Operation::name);
  return found == service.operations.end() ? -1 : static_cast<int>(found - service.operations.begin());
}

const kit::HttpService* http(const kit::Service& service) {
  return s3::http.service == &service ? &s3::http : nullptr;
}

const kit::Packing* packing(std::string_view service) {
  return service == dynamodb::service.name ? &dynamodb::packing : nullptr;
}

Fidelity fidelity(const models::Operation& operation) {
  const kit::Service& service = *find(operation.service().name());
  const int number = registry::operation(service, operation.name());
  if (number < 0) return Fidelity::unplayed;
  if (!service.operations[static_cast<std::size_t>(number)].name.empty()) return Fidelity::native;
  const kit::Service* native = find_native(service.name);
  return derived::plays(operation, native) && !is_withheld(operation) ? Fidelity::derived
                                                                      : Fidelity::unplayed;
}

Coverage coverage(const models::Service& model) {
  const kit::Service& service = *find(model.name());
  Coverage count;
  bool rest = false;
  for (const kit::Operation& operation : service.operations)
    (operation.name.empty() ? rest = true : ++count.native);
  if (rest) count.derived = derived::count_played(model, find_native(model.name()));
  for (std::uint16_t i = 0; i < model.operations(); ++i)
    count.derived -=
        is_withheld(model.operation(i)) && derived::plays(model.operation(i), find_native(model.name()));
  count.unplayed = model.operations() - count.native - count.derived;
  return count;
}

std::vector<const kit::Lifecycle*> lifecycles(const models::Service& model) {
  const kit::Service* native = find_native(model.name());
  auto all = derived::lifecycles(model, native);
  if (native) all.insert(all.end(), native->lifecycles.begin(), native->lifecycles.end());
  return all;
}

std::string explain(const models::Service& service) { return derived::explain(service); }

}  // namespace understudy::registry
