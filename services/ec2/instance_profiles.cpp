// IAM instance profiles of instances.
#include "services/ec2/handlers.hpp"
#include "services/ec2/instances.hpp"
#include "services/kit/arn.hpp"
#include "services/kit/format.hpp"

namespace understudy::ec2 {
namespace {

constexpr kit::Error no_association{"InvalidAssociationID.NotFound",
                                    "An invalid association-id of '{}' was given"};

constexpr Filter<Instance> filters[] = {
    {"instance-id", [](const auto& s, Texts& t) { t.push_back(s.id); }},
    {"state", [](const auto&, Texts& t) { t.emplace_back("associated"); }},
};

void show(const std::string& instance, const Profile& profile, std::string_view state, const Out& out) {
  out["AssociationId"] = profile.association;
  out["InstanceId"] = instance;
  show_profile(profile, out["IamInstanceProfile"].structure(2));
  out["State"] = state;
  if (profile.since != Time()) out["Timestamp"] = profile.since;
}

std::string instance_with(const State& state, std::string_view association) {
  for (const auto& [id, row] : state.instances.rows())
    if (!association.empty() && row->row.profile.association == association) return id;
  throw no_association.says(association);
}

}  // namespace

Profile read_profile(const Call& call, const In& from) {
  Profile profile;
  const std::string_view name = from["Name"].text(), arn = from["Arn"].text();
  if (name.empty() == arn.empty())
    throw kit::Failure(
        name.empty() ? "MissingParameter" : "InvalidParameterCombination",
        "The parameter 'iamInstanceProfile.name' or 'iamInstanceProfile.arn' must be given, and not both.");
  const auto parsed = kit::Arn::parse(arn);
  if (!arn.empty() && (!parsed || parsed->service != "iam" || parsed->type() != "instance-profile"))
    throw kit::Failure(
        "InvalidParameterValue",
        fmt::format("Value ({}) for parameter iamInstanceProfile.arn is invalid. Invalid IAM Instance "
                    "Profile ARN",
                    arn));
  profile.arn = arn.empty() ? fmt::format("arn:{}:iam::{}:instance-profile/{}",
                                          kit::partition_of(call.region()), call.account(), name)
                            : std::string(arn);
  // IAM's own id is another service's; this one stands for it.
  std::string id = kit::sha256_hex(profile.arn).substr(0, 17);
  for (char& c : id) c = static_cast<char>(c >= 'a' ? c - 'a' + 'A' : c - '0' + 'G');
  profile.id = "AIPA" + id;
  profile.since = call.now();
  return profile;
}

kit::Outcome associate_iam_instance_profile(Call& call, State& state) {
  const std::string id = instance_meant(call, state);
  if (!state.instances.find(id)->profile.arn.empty())
    return kit::Error{"IncorrectState", "There is an existing association for instance {}"}.says(id);
  Profile profile = read_profile(call, call.in["IamInstanceProfile"]);
  profile.association = draw(call.random(), "iip-assoc-");
  show(id, profile, "associating", call.out["IamInstanceProfileAssociation"].structure(5));
  state.instances.edit(id)->profile = std::move(profile);
  return {};
}

kit::Outcome describe_iam_instance_profile_associations(Call& call, State& state) {
  kit::Value ids = kit::Value::list(call.arena());
  for (const auto& [id, row] : state.instances.rows()) {
    bool wanted = call.in["AssociationIds"].empty() && !row->row.profile.arn.empty();
    for (const In each : call.in["AssociationIds"]) wanted |= each.text() == row->row.profile.association;
    if (wanted && row->row.stage.state != "terminated")
      ids.add(call.arena()) = kit::Value::string(call.arena().copy(id));
  }
  if (ids.size() == 0) {
    call.out["IamInstanceProfileAssociations"].list(0);
    return {};
  }
  describe<Instance>(call, state, state.instances, kinds::instance, In(ids), filters,
                     "IamInstanceProfileAssociations",
                     [&](const std::string& id, const Instance& row, const Out& out) {
                       show(id, row.profile, "associated", out);
                     });
  return {};
}

kit::Outcome disassociate_iam_instance_profile(Call& call, State& state) {
  const std::string id = instance_with(state, call.in["AssociationId"].text());
  show(id, state.instances.find(id)->profile, "disassociating",
       call.out["IamInstanceProfileAssociation"].structure(5));
  state.instances.edit(id)->profile = {};
  return {};
}

kit::Outcome replace_iam_instance_profile_association(Call& call, State& state) {
  const std::string id = instance_with(state, call.in["AssociationId"].text());
  Profile profile = read_profile(call, call.in["IamInstanceProfile"]);
  profile.association = draw(call.random(), "iip-assoc-");
  show(id, profile, "associating", call.out["IamInstanceProfileAssociation"].structure(5));
  state.instances.edit(id)->profile = std::move(profile);
  return {};
}

}  // namespace understudy::ec2
