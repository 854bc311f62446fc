// One service: reading its files, patching them and compiling metadata.
#include "services/models/compiler/service.hpp"

#include <iterator>
#include <memory>

#include "services/models/compiler/traits.hpp"

namespace understudy::models::compiler {
namespace {

namespace fs = std::filesystem;

struct ProtocolName {
  std::string_view name;
  tables::Protocol protocol;
};
constexpr ProtocolName protocols[] = {
    {"json", tables::Protocol::json},         {"query", tables::Protocol::query},
    {"ec2", tables::Protocol::ec2},           {"rest-json", tables::Protocol::rest_json},
    {"rest-xml", tables::Protocol::rest_xml}, {"smithy-rpc-v2-cbor", tables::Protocol::rpc_v2_cbor},
};

void add_protocol(std::string_view name, tables::ServiceRow& row) {
  if (row.protocol_count == std::size(row.protocols)) throw Broken("speaks more than four protocols");
  for (const auto& known : protocols) {
    if (known.name == name) {
      row.protocols[row.protocol_count++] = known.protocol;
      return;
    }
  }
  throw Broken("unknown protocol \"" + std::string(name) + "\"");
}

void metadata(const Json& json, std::string_view name, const Json& endpoints, Rows& rows) {
  check_traits(Bearer::metadata, json);
  const auto fact = [&](std::string_view text) {
    const auto at = static_cast<std::uint32_t>(rows.facts.size());
    rows.facts += text;
    return tables::Fact{at, static_cast<std::uint32_t>(text.size())};
  };
  tables::ServiceRow& row = rows.service;
  row.name = fact(name);
  row.service_id = fact(json.text_of("serviceId"));
  row.api_version = fact(json.text_of("apiVersion"));
  row.endpoint_prefix = fact(json.text_of("endpointPrefix"));
  row.signing_name = fact(json.text_of("signingName", json.text_of("endpointPrefix")));
  row.target_prefix = fact(json.text_of("targetPrefix", ""));
  const Json* xml = json.find("xmlNamespace");
  row.xmlns = fact(!xml ? "" : xml->is(Json::Kind::text) ? xml->text : xml->text_of("uri"));
  row.json_version = fact(json.text_of("jsonVersion", ""));
  row.full_name = fact(json.text_of("serviceFullName", ""));
  row.abbreviation = fact(json.text_of("serviceAbbreviation", ""));
  if (const Json* global = endpoints.find("global"); global && global->find("aws")) {
    row.global_region = fact(global->text_of("aws"));
    row.flags |= tables::global;
  }
  if (json.find("awsQueryCompatible")) row.flags |= tables::query_compatible;
  if (json.find("ripServiceName")) row.flags |= tables::rip_service_name;
  if (const Json* settings = json.find("protocolSettings"); settings && settings->find("h2"))
    row.flags |= tables::http2;
  const std::string_view errors = json.text_of("errorForm", "");
  if (errors == "bare") row.flags |= tables::bare_errors;
  if (errors == "ec2") row.flags |= tables::ec2_errors;
  for (const Json& protocol : json.list_of("protocols")) add_protocol(protocol.text, row);
  if (row.protocol_count == 0) add_protocol(json.text_of("protocol"), row);
}

// Runs `work` so that what is Broken in it names the file.
template <class Work>
auto about(const fs::path& file, Work work) {
  try {
    return work();
  } catch (const Broken& broken) {
    throw Broken(file.string() + ": " + broken.what());
  }
}

std::unique_ptr<Document> read(const fs::path& file) {
  return about(file, [&] { return std::make_unique<Document>(file); });
}

}  // namespace

Rows compile_service(const fs::path& models, std::string_view name, const Json& endpoints) {
  const fs::path folder = models / name;
  const fs::path model_file = folder / "service-2.json",
                 overlay_file = models / "overlays" / (std::string(name) + ".json");
  const auto model = read(model_file);
  std::unique_ptr<Document> overlay;
  if (fs::exists(overlay_file)) {
    overlay = read(overlay_file);
    about(overlay_file, [&] { model->root.merge(overlay->root); });
  }
  Rows rows = about(model_file, [&] {
    check_traits(Bearer::document, model->root);
    Rows result{Strings(member_names(model->root))};
    metadata(model->root.find("metadata") ? *model->root.find("metadata") : Json{}, name, endpoints, result);
    Shapes shapes(model->root, result);
    compile_operations(model->root, shapes, result);
    return result;
  });
  if (const fs::path file = folder / "paginators-1.json"; fs::exists(file)) {
    const auto document = read(file);
    about(file, [&] { compile_paginators(document->root, rows); });
  }
  if (const fs::path file = folder / "waiters-2.json"; fs::exists(file)) {
    const auto document = read(file);
    about(file, [&] { compile_waiters(document->root, rows); });
  }
  return rows;
}

}  // namespace understudy::models::compiler
