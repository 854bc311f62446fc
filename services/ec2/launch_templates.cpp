// Launch templates and their versions.
#include <algorithm>
#include <charconv>

#include "services/ec2/handlers.hpp"
#include "services/ec2/instances.hpp"

namespace understudy::ec2 {
namespace {

constexpr kit::Error taken_name{"InvalidLaunchTemplateName.AlreadyExistsException",
                                "Launch template name already in use."};
constexpr kit::Error no_name{"InvalidLaunchTemplateName.NotFoundException",
                             "The specified launch template, with template name {}, does not exist."};
constexpr kit::Error no_version{
    "InvalidLaunchTemplateId.VersionNotFound",
    "Could not find the specified version {} for the launch template with ID {}."};

std::string creator_of(const Call& call) {
  const auto& credential = call.caller().credential;
  return credential ? credential->arn : fmt::format("arn:aws:iam::{}:root", call.account());
}

void show(const std::string& id, const LaunchTemplate& row, const Out& out) {
  out["LaunchTemplateId"] = id;
  out["LaunchTemplateName"] = row.name;
  out["CreateTime"] = row.created;
  out["CreatedBy"] = row.creator;
  out["DefaultVersionNumber"] = row.default_version;
  out["LatestVersionNumber"] = row.latest;
  show_tags(row.tags, out["Tags"]);
}

void show_version(const Call& call, const State& state, const VersionKey& key, const Out& out) {
  const LaunchTemplate& row = *state.launch_templates.find(key.launch_template);
  const TemplateVersion& version = *state.template_versions.find(key);
  out["LaunchTemplateId"] = key.launch_template;
  out["LaunchTemplateName"] = row.name;
  out["VersionNumber"] = key.number;
  if (!version.description.empty()) out["VersionDescription"] = version.description;
  out["CreateTime"] = version.created;
  out["CreatedBy"] = version.creator;
  out["DefaultVersion"] = key.number == row.default_version;
  out["LaunchTemplateData"] = given(version.data, call.arena());
}

constexpr Filter<LaunchTemplate> filters[] = {
    {"create-time", [](const auto& s, Texts& t) { t.push_back(instant(s.row.created)); }},
    {"launch-template-name", [](const auto& s, Texts& t) { t.push_back(s.row.name); }},
};

std::optional<std::string> id_named(const State& state, std::string_view name) {
  for (const auto& [id, row] : state.launch_templates.rows())
    if (row->row.name == name) return id;
  return {};
}

// By LaunchTemplateId or LaunchTemplateName.
std::string template_meant(const State& state, const In& in) {
  const std::string_view id = in["LaunchTemplateId"].text(), name = in["LaunchTemplateName"].text();
  if (id.empty() == name.empty())
    throw kit::Failure(
        id.empty() ? "MissingParameter" : "InvalidParameterCombination",
        "Either a launch template ID or a launch template name must be specified in the request.");
  if (name.empty()) {
    need(state.launch_templates, id, kinds::launch_template);
    return std::string(id);
  }
  const auto found = id_named(state, name);
  if (!found) throw no_name.says(name);
  return *found;
}

std::int64_t version_meant(const State& state, const std::string& id, std::string_view text) {
  const LaunchTemplate& row = *state.launch_templates.find(id);
  if (text.empty() || text == "$Default") return row.default_version;
  if (text == "$Latest") return row.latest;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    throw kit::Failure("InvalidLaunchTemplateId.VersionNotFound",
                       fmt::format("The specified version {} is not valid.", text));
  if (!state.template_versions.contains({id, number})) throw no_version.says(number, id);
  return number;
}

TemplateVersion make_version(const Call& call, Doc data) {
  return {std::string(call.in["VersionDescription"].text()), creator_of(call),
          std::chrono::floor<kit::seconds>(call.now()), std::move(data)};
}

}  // namespace

Doc launch_template_data(const State& state, const In& specification) {
  const std::string id = template_meant(state, specification);
  return state.template_versions.find({id, version_meant(state, id, specification["Version"].text())})->data;
}

std::pair<std::string, std::int64_t> launch_template_meant(const State& state, const In& specification) {
  const std::string id = template_meant(state, specification);
  return {id, version_meant(state, id, specification["Version"].text())};
}

kit::Outcome create_launch_template(Call& call, State& state) {
  std::string id;
  if (const auto made = made_before(call, state)) {
    id = made->front();
    need(state.launch_templates, id, kinds::launch_template);
  } else {
    LaunchTemplate row;
    row.name = call.in["LaunchTemplateName"].text();
    constexpr std::string_view allowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789().-/_";
    if (row.name.size() < 3 || row.name.size() > 128 || row.name.find_first_not_of(allowed) != row.name.npos)
      return kit::Error{
          "InvalidLaunchTemplateName.MalformedException",
          "A launch template name must be between 3 and 128 characters, and may contain letters, "
          "numbers, and the following characters: - ( ) . / _."};
    if (id_named(state, row.name)) return taken_name;
    if (!call.in["LaunchTemplateData"]) return missing_parameter("LaunchTemplateData");
    row.creator = creator_of(call);
    row.created = std::chrono::floor<kit::seconds>(call.now());
    row.tags = tags_of(call, kinds::launch_template);
    id = draw(call, kinds::launch_template);
    add(state.launch_templates, id, std::move(row));
    state.template_versions.insert({id, 1}, make_version(call, keep(call.in["LaunchTemplateData"])));
    remember(call, state, {id});
  }
  show(id, *state.launch_templates.find(id), call.out["LaunchTemplate"].structure(8));
  return {};
}

kit::Outcome create_launch_template_version(Call& call, State& state) {
  const std::string id = template_meant(state, call.in);
  if (!call.in["LaunchTemplateData"]) return missing_parameter("LaunchTemplateData");
  VersionKey key{id, 0};
  if (const auto made = made_before(call, state)) {
    key.number = version_meant(state, id, made->front());
  } else {
    Doc data = keep(call.in["LaunchTemplateData"]);
    if (const In source = call.in["SourceVersion"])
      data = merged(state.template_versions.find({id, version_meant(state, id, source.text())})->data,
                    call.in["LaunchTemplateData"]);
    key.number = state.launch_templates.find(id)->latest + 1;
    state.launch_templates.edit(id)->latest = key.number;
    state.template_versions.insert(key, make_version(call, std::move(data)));
    remember(call, state, {number(key.number)});
  }
  show_version(call, state, key, call.out["LaunchTemplateVersion"].structure(8));
  return {};
}

kit::Outcome describe_launch_templates(Call& call, State& state) {
  kit::Value ids = kit::Value::list(call.arena());
  for (const In id : call.in["LaunchTemplateIds"]) ids.add(call.arena()) = id.value();
  for (const In name : call.in["LaunchTemplateNames"]) {
    const auto id = id_named(state, name.text());
    if (!id)
      return kit::Error{"InvalidLaunchTemplateName.NotFoundException",
                        "At least one of the launch templates specified in the request does not exist."};
    ids.add(call.arena()) = kit::Value::string(call.arena().copy(*id));
  }
  describe<LaunchTemplate>(
      call, state, state.launch_templates, kinds::launch_template, In(ids), filters, "LaunchTemplates",
      [&](const std::string& id, const LaunchTemplate& row, const Out& out) { show(id, row, out); });
  return {};
}

kit::Outcome describe_launch_template_versions(Call& call, State& state) {
  const OutList list = call.out["LaunchTemplateVersions"].list();
  const In versions = call.in["Versions"];
  if (!call.in["LaunchTemplateId"] && !call.in["LaunchTemplateName"]) {
    // Without a template: the latest or default versions of all.
    if (versions.empty()) return missing_parameter("LaunchTemplateId or LaunchTemplateName");
    for (const auto& [order, id] : state.launch_templates.by<ByOrder>().tree())
      for (const In version : versions) {
        if (!version.text().starts_with('$'))
          return kit::Error{"InvalidParameterValue",
                            "Only $Latest and $Default may be asked for without a template."};
        show_version(call, state, {id, version_meant(state, id, version.text())}, list.add().structure(8));
      }
    return {};
  }
  const std::string id = template_meant(state, call.in);
  const Page page = page_of(call, "launch-template-versions", 1, 200);
  const std::int64_t least =
      call.in["MinVersion"] ? version_meant(state, id, call.in["MinVersion"].text()) : 1;
  const std::int64_t most = call.in["MaxVersion"] ? version_meant(state, id, call.in["MaxVersion"].text())
                                                  : state.launch_templates.find(id)->latest;
  std::vector<std::int64_t> numbers;
  for (const In version : versions) numbers.push_back(version_meant(state, id, version.text()));
  if (versions.empty())
    for (std::int64_t number = most; number >= least; --number)  // the newest first
      if (state.template_versions.contains({id, number})) numbers.push_back(number);
  for (std::size_t i = page.from; i < numbers.size(); ++i) {
    if (list.size() == page.limit) {
      call.out["NextToken"] = next_token("launch-template-versions", i);
      return {};
    }
    if (call.in["Filters"].empty()) {
      show_version(call, state, {id, numbers[i]}, list.add().structure(8));
      continue;
    }
    bool wanted = true;
    for (const In filter : call.in["Filters"]) {
      const std::string_view name = filter["Name"].text();
      std::string text;
      if (name == "is-default-version") {
        text = flag(numbers[i] == state.launch_templates.find(id)->default_version);
      } else if (name == "image-id") {
        text =
            In(given(state.template_versions.find({id, numbers[i]})->data, call.arena()))["ImageId"].text();
      } else if (name == "instance-type") {
        text = In(given(state.template_versions.find({id, numbers[i]})->data, call.arena()))["InstanceType"]
                   .text();
      } else {
        return unknown_filter(name);
      }
      wanted &= matches_any({text}, filter["Values"]);
    }
    if (wanted) show_version(call, state, {id, numbers[i]}, list.add().structure(8));
  }
  return {};
}

kit::Outcome modify_launch_template(Call& call, State& state) {
  const std::string id = template_meant(state, call.in);
  if (const In version = call.in["DefaultVersion"])
    state.launch_templates.edit(id)->default_version = version_meant(state, id, version.text());
  show(id, *state.launch_templates.find(id), call.out["LaunchTemplate"].structure(8));
  return {};
}

kit::Outcome delete_launch_template(Call& call, State& state) {
  const std::string id = template_meant(state, call.in);
  const LaunchTemplate row = *state.launch_templates.find(id);
  show(id, row, call.out["LaunchTemplate"].structure(8));
  for (std::int64_t number = 1; number <= row.latest; ++number) state.template_versions.erase({id, number});
  state.launch_templates.erase(id);
  return {};
}

kit::Outcome delete_launch_template_versions(Call& call, State& state) {
  const std::string id = template_meant(state, call.in);
  const LaunchTemplate& row = *state.launch_templates.find(id);
  const OutList good = call.out["SuccessfullyDeletedLaunchTemplateVersions"].list(),
                bad = call.out["UnsuccessfullyDeletedLaunchTemplateVersions"].list();
  for (const In version : call.in["Versions"]) {
    std::int64_t number = 0;
    const std::string_view text = version.text();
    std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_default = number == row.default_version;
    const bool erased = !is_default && state.template_versions.erase({id, number});
    const Out out = (erased ? good : bad).add().structure(4);
    out["LaunchTemplateId"] = id;
    out["LaunchTemplateName"] = row.name;
    out["VersionNumber"] = number;
    if (erased) continue;
    const Out error = out["ResponseError"].structure(2);
    error["Code"] = is_default ? "unexpectedError" : "launchTemplateVersionDoesNotExist";
    error["Message"] = is_default ? "The default version of a launch template cannot be deleted."
                                  : "The launch template version does not exist.";
  }
  return {};
}

kit::Outcome get_launch_template_data(Call& call, State& state) {
  const std::string id = instance_meant(call, state);
  const Instance& row = *state.instances.find(id);
  const Out out = call.out["LaunchTemplateData"].structure(12);
  out["ImageId"] = row.image;
  out["InstanceType"] = row.type;
  if (!row.key.empty()) out["KeyName"] = row.key;
  if (!row.user_data.empty()) out["UserData"] = row.user_data;
  out["EbsOptimized"] = row.traits.ebs_optimized;
  out["DisableApiTermination"] = row.protection.termination;
  out["DisableApiStop"] = row.protection.stop;
  out["InstanceInitiatedShutdownBehavior"] = row.protection.on_shutdown;
  out["Monitoring"].structure(1)["Enabled"] = row.traits.monitored;
  if (!row.profile.arn.empty()) out["IamInstanceProfile"].structure(1)["Arn"] = row.profile.arn;
  for (const auto& [name, member] :
       {std::pair("Placement", Key("Placement")), std::pair("MetadataOptions", Key("MetadataOptions")),
        std::pair("CpuOptions", Key("CpuOptions"))})
    if (const auto found = row.options.find(name); found != row.options.end())
      out[member] = given(found->second, call.arena());
  const OutList interfaces = out["NetworkInterfaces"].list();
  for (const std::string& each : ids_of<&Interface::instance>(state.interfaces, id)) {
    const Interface& interface = *state.interfaces.find(each);
    const Out shown = interfaces.add().structure(5);
    shown["DeviceIndex"] = interface.attachment.device_index;
    shown["DeleteOnTermination"] = interface.attachment.delete_on_termination;
    shown["SubnetId"] = interface.subnet;
    const OutList groups = shown["Groups"].list();
    for (const std::string& group : interface.groups) groups.add() = group;
  }
  return {};
}

}  // namespace understudy::ec2
