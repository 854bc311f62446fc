// moto's pages: reset, seed, config and a look at the data.
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <map>

#include "gateway/admin/pages.hpp"
#include "gateway/protocol/text.hpp"
#include "gateway/route_host.hpp"
#include "gateway/watch.hpp"

namespace understudy::gateway::admin {
namespace {

void reset(Surroundings& around, const Request& request, protocol::Reply& reply) {
  if (request.method != "POST") return write_json(reply, 400, R"({"Error": "Need to POST to reset Moto"})");
  around.system.reset(request.world);
  around.watch.faults.clear(request.world);
  write_json(reply, 200, R"({"status": "ok"})");
}

// Python's own way to write a float: "5.0", "inf".
std::string python_float(double number) {
  if (std::isinf(number)) return number < 0 ? "-inf" : "inf";
  std::string text;
  protocol::append_double(text, number);
  return text;
}

void reset_auth(Surroundings& around, const Request& request, protocol::Reply& reply) {
  if (request.method != "POST")
    return write_json(reply, 400, R"({"Error": "Need to POST to reset Moto Auth"})");
  const auto number = protocol::parse_double(request.body);
  if (!number) return write_json(reply, 400, R"({"Error": "The body must be a number"})");
  write_json(
      reply, 200,
      R"({"status": "ok", "PREVIOUS_INITIAL_NO_AUTH_ACTION_COUNT": ")" + around.moto.no_auth_actions + "\"}");
  around.moto.no_auth_actions = python_float(*number);
}

void seed(Surroundings& around, const Request& request, protocol::Reply& reply) {
  const auto given = form_value(request.query, "a", request.arena);
  const auto number = given ? protocol::parse_integer(*given) : std::nullopt;
  if (!number) return write_json(reply, 400, R"({"Error": "The parameter a must be a whole number"})");
  around.system.seed(request.world, static_cast<std::uint64_t>(*number));
}

// Answers what holds now, as moto does; only these three can be set.
void config(Surroundings& around, const Request& request, protocol::Reply& reply) {
  constexpr std::array<std::string_view, 3> known{"batch", "lambda", "stepfunctions"};
  if (request.method == "POST") {
    const auto body = kit::parse_json(request.body, request.arena);
    if (!body || !body->is(kit::Kind::map))
      return write_json(reply, 400, R"({"Error": "The body must be a JSON object"})");
    const auto before = kit::parse_json(around.moto.config, request.arena);
    kit::Value after = kit::Value::map(request.arena, 3);
    for (const std::string_view name : known) {
      const kit::Value* value = body->find(name);
      if (!value) value = before->find(name);
      if (value) after.set(request.arena, name) = *value;
    }
    around.moto.config = kit::to_json(after);
  }
  write_json(reply, 201, around.moto.config);
}

// "dead_letter_queues" is about a DeadLetterQueue.
std::string model_name(std::string_view table) {
  std::string name;
  bool upper = true;
  for (const char c : table) {
    if (c == '_') {
      upper = true;
    } else {
      name += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      upper = false;
    }
  }
  if (name.ends_with("ies")) {
    name.replace(name.size() - 3, 3, "y");
  } else if (name.ends_with('s') && !name.ends_with("ss")) {
    name.pop_back();
  }
  return name;
}

// The rows of a shard's tables, each with where it was found.
using Models = std::map<std::string, kit::Value, std::less<>>;
void collect(const kit::Place& place, const kit::Value& state, kit::Arena& arena, Models& models) {
  for (std::uint32_t i = 0; i < state.size(); ++i) {
    const auto [table, rows] = state.entry(i);
    if (!rows.is(kit::Kind::map)) continue;
    kit::Value& list = models.try_emplace(model_name(table), kit::Value::list(arena)).first->second;
    for (std::uint32_t row = 0; row < rows.size(); ++row) {
      const auto [key, fields] = rows.entry(row);
      kit::Value& one = list.add(arena) = kit::Value::map(arena, fields.size() + 3);
      one.set(arena, "key") = kit::Value::string(key);
      one.set(arena, "account_id") = kit::Value::string(arena.copy(place.account));
      one.set(arena, "region_name") = kit::Value::string(arena.copy(place.region));
      if (fields.is(kit::Kind::map)) {
        for (std::uint32_t f = 0; f < fields.size(); ++f)
          one.set(arena, fields.entry(f).key) = fields.entry(f).value;
      } else {
        one.set(arena, "value") = fields;
      }
    }
  }
}

// {"sqs": {"Message": [...], "Queue": [...]}}
void data(Surroundings& around, const Request& request, protocol::Reply& reply) {
  kit::Arena& arena = request.arena;
  std::map<std::string, Models, std::less<>> services;
  around.system.visit(request.world, [&](const kit::Place& place, const kit::AnyState& state) {
    collect(place, state.view(arena), arena, services[place.service]);
  });
  kit::Value body = kit::Value::map(arena, static_cast<std::uint32_t>(services.size()));
  for (const auto& [service, models] : services) {
    kit::Value& one = body.set(arena, service) =
        kit::Value::map(arena, static_cast<std::uint32_t>(models.size()));
    for (const auto& [name, rows] : models) one.set(arena, name) = rows;
  }
  write_value(reply, 200, body);
}

// A look for people: it reads data.json and shows it as tables.
constexpr std::string_view dashboard_page = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Understudy</title>
<style>
body { font: 14px sans-serif; margin: 2em; }
table { border-collapse: collapse; margin-bottom: 2em; }
th, td { border: 1px solid #ccc; padding: 2px 6px; text-align: left; vertical-align: top; }
td { max-width: 40em; overflow-wrap: anywhere; }
</style>
</head>
<body>
<h1>Understudy</h1>
<p>What is in this world, as <a href="data.json">data.json</a> tells it.
<button id="refresh">Refresh</button> <button id="reset">Reset</button></p>
<div id="data"></div>
<script>
const base = location.pathname.replace(/\/?$/, "/");
function element(name, text) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  return made;
}
function table(rows) {
  const columns = [...new Set(rows.flatMap(Object.keys))];
  const made = element("table");
  const head = made.insertRow();
  for (const column of columns) head.append(element("th", column));
  for (const row of rows) {
    const line = made.insertRow();
    for (const column of columns) {
      const value = row[column];
      line.insertCell().textContent =
          value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : value;
    }
  }
  return made;
}
async function show() {
  const data = await (await fetch(base + "data.json")).json();
  const to = document.getElementById("data");
  to.replaceChildren();
  for (const [service, models] of Object.entries(data))
    for (const [model, rows] of Object.entries(models))
      if (rows.length > 0) to.append(element("h2", service + " " + model), table(rows));
  if (!to.hasChildNodes()) to.append(element("p", "Nothing yet."));
}
document.getElementById("refresh").onclick = show;
document.getElementById("reset").onclick = async () => {
  await fetch(base + "reset", {method: "POST"});
  await show();
};
show();
</script>
</body>
</html>
)";

void dashboard(Surroundings&, const Request& request, protocol::Reply& reply) {
  if (request.method != "GET" && request.method != "HEAD") return wrong_method(reply, "GET, HEAD");
  reply.headers.push_back({"Content-Type", "text/html; charset=utf-8"});
  reply.body = dashboard_page;
}

constexpr std::array pages{Page{"/moto-api", dashboard},   Page{"/moto-api/data.json", data},
                           Page{"/moto-api/reset", reset}, Page{"/moto-api/reset-auth", reset_auth},
                           Page{"/moto-api/seed", seed},   Page{"/moto-api/config", config}};

}  // namespace

std::span<const Page> moto_pages() { return pages; }

}  // namespace understudy::gateway::admin
