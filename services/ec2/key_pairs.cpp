// Key pairs.
#include "services/ec2/frame.hpp"
#include "services/ec2/handlers.hpp"
#include "services/ec2/keys.hpp"
#include "services/ec2/networks.hpp"

namespace understudy::ec2 {
namespace {

constexpr kit::Error duplicate{"InvalidKeyPair.Duplicate", "The keypair '{}' already exists."};
constexpr kit::Error bad_format{"InvalidKey.Format", "Key is not in valid OpenSSH public key format"};
constexpr std::size_t longest_name = 255;

constexpr Filter<KeyPair> filters[] = {
    {"fingerprint", [](const auto& s, Texts& t) { t.push_back(s.row.fingerprint); }},
    {"key-name", [](const auto& s, Texts& t) { t.push_back(s.id); }},
    {"key-pair-id", [](const auto& s, Texts& t) { t.push_back(s.row.id); }},
};

std::optional<std::string> name_of(const State& state, std::string_view id) {
  for (const auto& [name, row] : state.key_pairs.rows())
    if (row->row.id == id) return name;
  return {};
}

std::string new_name(const Call& call, const State& state) {
  std::string name(call.in["KeyName"].text());
  if (name.empty()) throw missing_parameter("KeyName");
  if (name.size() > longest_name) throw invalid_value(name, "KeyName", "Length exceeds maximum of 255.");
  if (state.key_pairs.contains(name)) throw duplicate.says(name);
  return name;
}

void show(const std::string& name, const KeyPair& pair, const Out& out) {
  out["KeyName"] = name;
  out["KeyPairId"] = pair.id;
  out["KeyFingerprint"] = pair.fingerprint;
  if (!pair.tags.empty()) show_tags(pair.tags, out["Tags"]);
}

// Gives the new key pair its place, and says so.
void place(Call& call, State& state, const MadeKey& key) {
  const std::string name(call.in["KeyName"].text());
  KeyPair pair;
  pair.tags = tags_of(call, kinds::key_pair);
  pair.id = draw(call, kinds::key_pair);
  pair.type = call.in["KeyType"].text("rsa");
  pair.fingerprint = key.fingerprint;
  pair.public_key = key.public_key + " " + name;
  pair.created = call.now();
  show(name, add(state.key_pairs, name, std::move(pair)), call.out);
  call.out["KeyMaterial"] = key.material;
}

// An RSA key's primes are found by the pool. They follow from where the shard's generator stands and from the
// name, but draw nothing from it: whatever else the shard does meanwhile comes out the same.
kit::Task create_rsa_key_pair(Call& call, State& state) {
  const kit::Generator own(kit::Generator(call.random()).next(), call.in["KeyName"].text());
  const std::string_view given(reinterpret_cast<const char*>(own.state.data()), sizeof own.state);
  kit::Request request = kit::pooled(rsa_pem, call.arena().copy(given), call.arena());
  const kit::Answer answer = co_await call.ask(std::move(request));
  if (answer.failure) co_return *answer.failure;
  new_name(call, state);  // if nobody was faster
  settle_in(state, call.turn());
  place(call, state, rsa_key_of(answer.output.text()));
  co_return {};
}

}  // namespace

kit::Outcome create_key_pair(Call& call, State& state) {
  const std::string name = new_name(call, state);
  const std::string_view type = call.in["KeyType"].text("rsa"), format = call.in["KeyFormat"].text("pem");
  if (type != "rsa" && type != "ed25519") return invalid_value(type, "KeyType");
  if (format == "ppk")
    return kit::Error{"UnsupportedOperation",
                      "Private keys are not written in PuTTY's format by this server."};
  if (format != "pem") return invalid_value(format, "KeyFormat");
  tags_of(call, kinds::key_pair);
  if (type == "rsa") {
    void* own = call.arena().allocate(sizeof(Call), alignof(Call));  // the coroutine's, across turns
    return kit::Outcome(create_rsa_key_pair(*new (own) Call(call.base(), call.turn()), state));
  }
  settle_in(state, call.turn());
  place(call, state, make_ed25519_key(call.random()));
  return {};
}

kit::Outcome import_key_pair(Call& call, State& state) {
  const std::string name = new_name(call, state);
  const auto key = read_public_key(call.in["PublicKeyMaterial"].text());
  if (!key) return bad_format;
  KeyPair pair;
  pair.tags = tags_of(call, kinds::key_pair);
  pair.id = draw(call, kinds::key_pair);
  pair.type = key->type;
  pair.fingerprint = key->fingerprint;
  pair.public_key = call.in["PublicKeyMaterial"].text();  // told again as it came
  pair.created = call.now();
  show(name, add(state.key_pairs, name, std::move(pair)), call.out);
  return {};
}

kit::Outcome describe_key_pairs(Call& call, State& state) {
  kit::Value names = kit::Value::list(call.arena());
  for (const In name : call.in["KeyNames"]) {
    if (!state.key_pairs.contains(std::string(name.text()))) return missing(kinds::key_pair, name.text());
    names.add(call.arena()) = name.value();
  }
  for (const In id : call.in["KeyPairIds"]) {
    const auto name = name_of(state, id.text());
    if (!name) return missing(kinds::key_pair, id.text());
    names.add(call.arena()) = kit::Value::string(call.arena().copy(*name));
  }
  describe<KeyPair>(call, state, state.key_pairs, kinds::key_pair, In(names), filters, "KeyPairs",
                    [&](const std::string& name, const KeyPair& pair, const Out& out) {
                      show(name, pair, out);
                      if (pair.tags.empty()) out["Tags"].list(0);
                      out["KeyType"] = pair.type;
                      out["CreateTime"] = pair.created;
                      if (call.in["IncludePublicKey"].boolean()) out["PublicKey"] = pair.public_key;
                    });
  return {};
}

kit::Outcome delete_key_pair(Call& call, State& state) {
  if (!call.in["KeyName"] && !call.in["KeyPairId"]) return missing_parameter("KeyName or KeyPairId");
  std::string name(call.in["KeyName"].text());
  if (name.empty()) {
    const auto found = name_of(state, call.in["KeyPairId"].text());
    if (!found) return missing(kinds::key_pair, call.in["KeyPairId"].text());
    name = *found;
  }
  call.out["Return"] = true;
  // A key pair that is not there is no error (API reference, DeleteKeyPair).
  const KeyPair* pair = state.key_pairs.find(name);
  if (!pair) return {};
  call.out["KeyPairId"] = pair->id;
  state.key_pairs.erase(name);
  return {};
}

}  // namespace understudy::ec2
