// POST forms: what a browser sends, with the policy that lets it (API reference, "POST Object").
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "services/kit/format.hpp"
#include "services/kit/json.hpp"
#include "services/s3/access.hpp"
#include "services/s3/acl.hpp"
#include "services/s3/checksums.hpp"
#include "services/s3/handlers.hpp"
#include "services/s3/metadata.hpp"
#include "services/s3/notifications.hpp"
#include "services/s3/preflight.hpp"

namespace understudy::s3 {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

struct Form {
  std::map<std::string, std::string> fields;  // by name in lower case; those behind the file do not count
  std::string_view file;
  std::string file_name, file_type;
  bool has_file = false;
};

Failure malformed(std::string_view why) { return Failure("MalformedPOSTRequest", std::string(why), 400); }

// A parameter of a header: name="value" or name=value.
std::string parameter(std::string_view header, std::string_view name) {
  for (auto at = header.find(name); at != header.npos; at = header.find(name, at + 1)) {
    const bool whole = at == 0 || header[at - 1] == ' ' || header[at - 1] == ';';
    std::string_view rest = header.substr(at + name.size());
    if (!whole || !rest.starts_with('=')) continue;
    rest.remove_prefix(1);
    if (!rest.starts_with('"')) return std::string(rest.substr(0, rest.find(';')));
    rest.remove_prefix(1);
    return std::string(rest.substr(0, rest.find('"')));
  }
  return {};
}

// One part: its head's fields and its bytes.
void take_part(std::string_view part, Form& form) {
  const auto gap = part.find("\r\n\r\n");
  if (gap == part.npos)
    throw malformed("The body of your POST request is not well-formed multipart/form-data.");
  std::string disposition, type;
  for (std::string_view head = part.substr(0, gap); !head.empty();) {
    const auto end = std::min(head.find("\r\n"), head.size());
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(std::min(end + 2, head.size()));
    const std::string name = lower(line.substr(0, line.find(':')));
    std::string_view value = line.substr(std::min(line.find(':') + 1, line.size()));
    while (value.starts_with(' ')) value.remove_prefix(1);
    if (name == "content-disposition") disposition = value;
    if (name == "content-type") type = value;
  }
  const std::string name = lower(parameter(disposition, "name"));
  const std::string_view bytes = part.substr(gap + 4);
  if (name == "file") {
    form.has_file = true;
    form.file = bytes;
    form.file_name = parameter(disposition, "filename");
    form.file_type = type;
  } else {
    form.fields[name] = bytes;
  }
}

Form read_form(const kit::Exchange& http) {
  const std::string boundary = parameter(http.header("content-type"), "boundary");
  if (boundary.empty())
    throw malformed("The body of your POST request is not well-formed multipart/form-data.");
  Form form;
  const std::string mark = "--" + boundary;
  std::string_view rest = http.bytes;
  auto at = rest.find(mark);
  while (at != rest.npos && !form.has_file) {
    rest.remove_prefix(at + mark.size());
    if (rest.starts_with("--")) break;
    if (!rest.starts_with("\r\n"))
      throw malformed("The body of your POST request is not well-formed multipart/form-data.");
    rest.remove_prefix(2);
    at = rest.find("\r\n" + mark);
    if (at == rest.npos)
      throw malformed("The body of your POST request is not well-formed multipart/form-data.");
    take_part(rest.substr(0, at), form);
    at += 2;
  }
  if (!form.has_file)
    throw Failure(invalid_argument.says("POST requires exactly one file upload per request."));
  return form;
}

Failure denied(std::string_view why) {
  return Failure("AccessDenied", fmt::format("Invalid according to Policy: {}", why), 403);
}

std::string field(const Form& form, const std::string& name) {
  const auto found = form.fields.find(name);
  return found == form.fields.end() ? std::string() : found->second;
}

// One condition: {"acl": "public-read"}, ["starts-with", "$key", "user/"], ["content-length-range", 0, 10].
void check_condition(const Form& form, const kit::Value& condition, std::string_view bucket) {
  const auto value_of = [&](const std::string& name) {
    return name == "bucket" ? std::string(bucket) : field(form, name);
  };
  const auto failed = [&] {
    return denied(fmt::format("Policy Condition failed: {}", kit::to_json(condition)));
  };
  if (condition.is(kit::Kind::map)) {
    for (std::uint32_t i = 0; i < condition.size(); ++i) {
      const auto [name, value] = condition.entry(i);
      if (value_of(lower(name)) != value.text()) throw failed();
    }
    return;
  }
  const auto parts = condition.elements();
  if (parts.size() != 3) throw Failure("InvalidPolicyDocument", "Invalid Policy: Invalid JSON.", 400);
  const std::string kind = lower(parts[0].text());
  if (kind == "content-length-range") {
    const auto size = static_cast<std::int64_t>(form.file.size());
    if (size < parts[1].integer())
      throw Failure("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", 400);
    if (size > parts[2].integer())
      throw Failure("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", 400);
    return;
  }
  if (!parts[1].text().starts_with('$'))
    throw Failure("InvalidPolicyDocument", "Invalid Policy: Invalid JSON.", 400);
  const std::string name = lower(parts[1].text().substr(1));
  const std::string value = value_of(name);
  if (kind == "starts-with" ? !value.starts_with(parts[2].text()) : value != parts[2].text()) throw failed();
}

// Fields that a signed form's policy need not speak of (API reference, "POST Policy").
bool needs_condition(std::string_view name) {
  constexpr std::array<std::string_view, 6> free{
      "policy", "x-amz-signature", "signature", "awsaccesskeyid", "file", "x-amz-security-token"};
  return !name.starts_with("x-ignore-") && std::ranges::find(free, name) == free.end();
}

void check_all_spoken_of(const Form& form, const kit::Value& conditions) {
  for (const auto& [name, value] : form.fields) {
    if (!needs_condition(name)) continue;
    const auto speaks = [&](const kit::Value& condition) {
      if (condition.is(kit::Kind::map)) {
        for (std::uint32_t i = 0; i < condition.size(); ++i)
          if (lower(condition.entry(i).key) == name) return true;
        return false;
      }
      const auto parts = condition.elements();
      return parts.size() == 3 && lower(parts[1].text()) == "$" + name;
    };
    if (std::ranges::none_of(conditions.elements(), speaks))
      throw denied(fmt::format("Extra input fields: {}", name));
  }
}

void check_policy(const Call& call, const Form& form, std::string_view bucket) {
  const std::string encoded = field(form, "policy");
  if (encoded.empty()) return;
  kit::Arena arena;
  const auto bytes = kit::parse_base64(encoded);
  const auto policy = bytes ? kit::parse_json(*bytes, arena) : std::nullopt;
  const kit::Value* expiration = policy ? policy->find("expiration") : nullptr;
  const kit::Value* conditions = policy ? policy->find("conditions") : nullptr;
  if (!expiration || !conditions || !conditions->is(kit::Kind::list))
    throw Failure("InvalidPolicyDocument", "Invalid Policy: Invalid JSON.", 400);
  const auto until = kit::parse_rfc3339(expiration->text());
  if (!until || *until < call.now()) throw denied("Policy expired.");
  for (const kit::Value& condition : conditions->elements()) check_condition(form, condition, bucket);
  check_all_spoken_of(form, *conditions);
}

Object object_of(const Call& call, const Found& in, const Form& form) {
  Object object;
  const std::string type = field(form, "content-type");
  object.content_type = Text(type.empty() ? form.file_type : type);
  for (const auto& [name, value] : form.fields) {
    constexpr std::string_view prefix = "x-amz-meta-";
    if (name.starts_with(prefix)) object.own().metadata[name.substr(prefix.size())] = value;
  }
  for (const std::string_view name :
       {"Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Expires"})
    if (const std::string value = field(form, lower(name)); !value.empty())
      object.own().fields[std::string(name)] = value;
  object.storage = storage_class(call, field(form, "x-amz-storage-class"));
  if (const std::string tags = field(form, "tagging"); !tags.empty())
    object.own().tags = tags_of_header(call, tags);
  if (const std::string redirect = field(form, "x-amz-website-redirect-location"); !redirect.empty())
    object.own().redirect = redirect;
  read_encryption(call, *in.bucket, object);
  if (const std::string acl = field(form, "acl"); !acl.empty() && !acls_off(call, *in.bucket)) {
    call.base().input.set(call.arena(), Key("ACL").id) = kit::Value::string(call.arena().copy(acl));
    if (const Text document = acl_of_headers(call, account_of(call), AclUse::object); !document.empty())
      object.own().acl = document;
  }
  return object;
}

void answer(const Call& call, const Form& form, const Found& in, std::string_view key, const Object& object) {
  kit::Exchange& http = exchange(call);
  const std::string location = fmt::format("{}://{}{}/{}/{}", call.endpoint().scheme, call.endpoint().host,
                                           call.endpoint().prefix, in.name, url_encoded(key));
  std::string to = field(form, "success_action_redirect");
  if (to.empty()) to = field(form, "redirect");
  http.answer("ETag", quoted(object.etag));
  http.answer("Location", location);
  http.text = std::string();
  if (!to.empty()) {
    http.status = 303;
    return http.answer(
        "Location", fmt::format("{}{}bucket={}&key={}&etag=%22{}%22", to, to.find('?') == to.npos ? '?' : '&',
                                in.name, url_encoded(key), object.etag.view()));
  }
  const std::string status = field(form, "success_action_status");
  http.status = status == "200" ? 200 : status == "201" ? 201 : 204;
  if (http.status != 201) return;
  std::string shown_key;
  for (const char c : key)
    shown_key += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  http.answer("Content-Type", "application/xml");
  http.text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PostResponse><Location>{}</Location><Bucket>{}</Bucket>"
      "<Key>{}</Key><ETag>&quot;{}&quot;</ETag></PostResponse>",
      location, in.name, shown_key, object.etag.view());
}

}  // namespace

Outcome post_object(Call& call, State& state) {
  kit::Exchange& http = exchange(call);
  const Found in = find_bucket(call, state, addressed(http.path).bucket, {});
  const Form form = read_form(http);
  std::string key = field(form, "key");
  if (key.empty())
    throw Failure(
        invalid_argument.says("Bucket POST must contain a field named 'key'.  If it is specified, please "
                              "check the order of the fields."));
  if (const auto at = key.find("${filename}"); at != key.npos) key.replace(at, 11, form.file_name);
  check_policy(call, form, in.name);
  authorize_form(call, state, in, key);
  Object object = object_of(call, in, form);
  const kit::BlobPtr body = kit::make_blob(form.file, {kit::Hash::md5, kit::Hash::crc64nvme});
  object.modified = call.now();
  object.content = kit::BlobRef(body);
  object.etag = etag_of(*body, object);
  object.algorithm = crc64nvme;
  object.checksum = Text(checksum_of(body->digests(), crc64nvme));
  if (account_of(call) != in.bucket->owner) object.own().owner = account_of(call);
  Object told = object;
  told.version = put_version(call, state, in, key, std::move(object));
  if (!told.version.empty()) http.answer("x-amz-version-id", told.version.view());
  answer(call, form, in, key, told);
  notify(call, state, in, "ObjectCreated:Post", key, told);
  return {};
}

}  // namespace understudy::s3
