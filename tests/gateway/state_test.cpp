// The pages of states, checkpoints, worlds, changes and lifecycles, over the native services.
#include <gmock/gmock.h>

#include "real_server.hpp"

namespace understudy::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view here = "/_understudy/state/123456789012/us-east-1/sqs";

class StatePages : public RealServer {};

TEST_F(StatePages, ShowAndTakeBackOneShard) {
  create_queue("q");
  send_message("q", "first");
  const Answer shown = ask("GET", here);
  EXPECT_EQ(shown.status, 200u);
  EXPECT_THAT(shown.body, HasSubstr("\"body\":\"first\""));
  receive("q");
  send_message("q", "second");
  EXPECT_EQ(ask("PUT", here, shown.body).body, R"({"shards":1})");
  EXPECT_EQ(ask("GET", here).body, shown.body);
  EXPECT_THAT(receive("q"), HasSubstr("first"));
  EXPECT_EQ(ask("DELETE", here).status, 204u);
  EXPECT_THAT(receive("q"), HasSubstr("QueueDoesNotExist"));
  const Answer empty = ask("GET", here);
  EXPECT_EQ(ask("GET", "/_understudy/state/123456789012/eu-west-1/sqs").body, empty.body);  // never touched
  EXPECT_THAT(ask("GET", std::string(here) + "?pretty").body, HasSubstr("{\n  \"queues\": {"));
}

TEST_F(StatePages, ShowAndTakeBackAWorld) {
  create_queue("q");
  ask("POST", "/", "Action=CreateUser&Version=2010-05-08&UserName=ann",
      "Content-Type: application/x-www-form-urlencoded\r\nAuthorization: AWS4-HMAC-SHA256 "
      "Credential=test/20300101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0\r\n");
  const Answer world = ask("GET", "/_understudy/state");
  EXPECT_THAT(world.body, HasSubstr(R"({"123456789012":{"aws-global":{"iam":{"users":{"ann":{)"));
  EXPECT_THAT(world.body, HasSubstr(R"("us-east-1":{"sqs":{"queues":{"q":)"));
  const Answer account = ask("GET", "/_understudy/state/123456789012");
  EXPECT_EQ(world.body.substr(0, world.body.find(",\"world\"")), R"({"123456789012":)" + account.body);
  const Answer lines = ask("GET", "/_understudy/state?format=ndjson");
  EXPECT_EQ(lines.fields.at("content-type"), "application/x-ndjson");
  EXPECT_EQ(std::ranges::count(lines.body, '\n'), 3);  // two shards and the world
  EXPECT_THAT(lines.body,
              HasSubstr(R"({"account":"123456789012","region":"aws-global","service":"iam","state":)"));

  ask("DELETE", "/_understudy/state");
  EXPECT_EQ(ask("PUT", "/_understudy/state", world.body).status, 200u);
  EXPECT_EQ(ask("GET", "/_understudy/state").body, world.body);
  ask("DELETE", "/_understudy/state");
  EXPECT_EQ(ask("PUT", "/_understudy/state", lines.body, "Content-Type: application/x-ndjson\r\n").status,
            200u);
  EXPECT_EQ(ask("GET", "/_understudy/state", {}, "Accept: application/x-ndjson\r\n").body, lines.body);
  // What a document of the whole does not name is emptied.
  ask("PUT", "/_understudy/state", R"({"123456789012":{"us-east-1":{"sqs":{"queues":{"other":{}}}}}})");
  EXPECT_THAT(ask("GET", "/_understudy/state").body, Not(HasSubstr("ann")));
  EXPECT_THAT(sqs("ListQueues", "{}").body, HasSubstr("/other\"]"));
}

TEST_F(StatePages, AreMerged) {
  create_queue("q");
  const std::string more = R"({"queues":{"q":{"delay":9},"new":{"delay":7}}})";
  EXPECT_EQ(ask("PATCH", std::string(here) + "?on_conflict=fail", more).status, 409u);
  EXPECT_THAT(ask("GET", here).body, Not(HasSubstr("\"new\"")));
  EXPECT_EQ(ask("PATCH", here, more).status, 200u);
  EXPECT_THAT(ask("GET", here).body, HasSubstr("\"delay\":7"));
  EXPECT_THAT(ask("GET", here).body, Not(HasSubstr("\"delay\":9")));
  ask("PATCH", std::string(here) + "?on_conflict=replace", more);
  EXPECT_THAT(ask("GET", here).body, HasSubstr("\"delay\":9"));
  EXPECT_EQ(ask("PATCH", std::string(here) + "?on_conflict=maybe", more).status, 400u);
}

TEST_F(StatePages, RefuseWhatDoesNotFitWhole) {
  create_queue("q");
  const std::string before = ask("GET", "/_understudy/state").body;
  for (
      const auto& [document, path] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
          {R"({"123456789012":{"eu-west-1":{"sqs":{"queues":{"a":{}}}},"us-east-1":{"sqs":{"queues":{"a":{"dealy":1}}}}}})",
           "$.123456789012.us-east-1.sqs.queues.a.dealy"},
          {R"({"123456789012":{"us-east-1":{"sqs":{"queues":{"a":{"delay":"1"}}}}}})",
           "$.123456789012.us-east-1.sqs.queues.a.delay"},
          {R"({"123456789012":{"us-east-1":{"nothing":{}}}})", "$.123456789012.us-east-1.nothing"},
          {R"({"123456789012":{"us-east-1":{"iam":{}}}})", "$.123456789012.us-east-1.iam"},
          {R"({"ann":{"us-east-1":{"sqs":{}}}})", "$.ann.us-east-1.sqs"},
          {R"({"123456789012":[]})", "$.123456789012"},
          {"nonsense", "$"}}) {
    for (const char* method : {"PUT", "PATCH"}) {
      const Answer answer = ask(method, "/_understudy/state", document);
      EXPECT_EQ(answer.status, 400u) << document;
      EXPECT_THAT(answer.body, HasSubstr("\"path\":\"" + std::string(path) + "\"")) << document;
    }
  }
  EXPECT_EQ(ask("PUT", "/_understudy/state?format=ndjson", "{\"account\":\"1\"}\n").status, 400u);
  EXPECT_EQ(ask("GET", "/_understudy/state/1").status, 400u);
  EXPECT_EQ(ask("GET", "/_understudy/state/123456789012/us-east-1/nothing").status, 404u);
  EXPECT_EQ(ask("POST", here, "{}").status, 405u);
  EXPECT_EQ(ask("GET", "/_understudy/state").body, before);
}

TEST_F(StatePages, KeepCheckpoints) {
  create_queue("q");
  EXPECT_EQ(ask("PUT", "/_understudy/checkpoints/one").body,
            R"({"name":"one","time":"2030-01-01T00:00:00Z","shards":1})");
  create_queue("later");
  const Answer diff = ask("POST", "/_understudy/state/diff", R"({"before":"one"})");
  EXPECT_THAT(diff.body, HasSubstr(R"("path":"$.123456789012.us-east-1.sqs.queues.later","after":{)"));
  EXPECT_THAT(diff.body, Not(HasSubstr("queues.q")));
  EXPECT_THAT(ask("GET", "/_understudy/checkpoints").body, HasSubstr(R"({"checkpoints":[{"name":"one")"));
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(ask("POST", "/_understudy/checkpoints/one/restore").status, 200u);
    EXPECT_EQ(ask("POST", "/_understudy/state/diff", R"({"before":"one"})").body, R"({"differences":[]})");
    create_queue("later");
  }
  EXPECT_EQ(ask("GET", "/_world/a/_understudy/checkpoints/one").status, 404u);
  EXPECT_EQ(ask("DELETE", "/_understudy/checkpoints/one").status, 204u);
  EXPECT_EQ(ask("POST", "/_understudy/checkpoints/one/restore").status, 404u);
  EXPECT_EQ(ask("PUT", "/_understudy/checkpoints/a%20b").status, 400u);
}

TEST_F(StatePages, CarryTheClockAndTheChanceOfAWorld) {
  create_queue("q");
  send_message("q", "first");
  ask("POST", "/_understudy/clock", R"({"advance":"1h"})");
  const std::string world = ask("GET", "/_understudy/state").body;
  EXPECT_THAT(world,
              HasSubstr(R"("world":{"now":"2030-01-01T01:00:00Z","mode":"frozen","scale":0,"seed":")"));
  const std::string lines = ask("GET", "/_understudy/state?format=ndjson").body;
  send_message("q", "second");
  const std::string then = ask("GET", here).body;
  for (const auto& [document, kind] : {std::pair(world, "json"), std::pair(lines, "ndjson")}) {
    ask("POST", "/_understudy/clock", R"({"advance":"90d"})");  // the messages expire
    create_queue("other");
    const std::string path = std::string("/_understudy/state?format=") + kind;
    EXPECT_EQ(ask("PUT", path, document, std::string("Content-Type: application/x-") + kind + "\r\n").status,
              200u);
    EXPECT_EQ(ask("GET", path).body, document);
    send_message("q", "second");  // the same ids at the same instant
    EXPECT_EQ(ask("GET", here).body, then);
  }
  EXPECT_EQ(ask("PUT", "/_world/b/_understudy/state", world).status, 200u);  // elsewhere
  EXPECT_EQ(ask("GET", "/_world/b/_understudy/state").body, world);
}

TEST_F(StatePages, LeaveTheClockOfWhoeverDoesNotNameIt) {
  create_queue("q");
  std::string world = ask("GET", "/_understudy/state").body;
  world = world.substr(0, world.find(",\"world\"")) + "}";
  ask("POST", "/_understudy/clock", R"({"advance":"1h"})");
  EXPECT_EQ(ask("PUT", "/_understudy/state", world).status, 200u);
  EXPECT_THAT(ask("GET", "/_understudy/clock").body, HasSubstr("2030-01-01T01:00:00Z"));
  EXPECT_EQ(ask("PATCH", "/_understudy/state", R"({"world":{"now":"2031-01-01T00:00:00Z"}})").status, 200u);
  EXPECT_THAT(ask("GET", "/_understudy/clock").body, HasSubstr("2030-01-01T01:00:00Z"));
  EXPECT_EQ(ask("PUT", "/_understudy/state", R"({"world":{"mode":"scaled","scale":60}})").status, 200u);
  EXPECT_THAT(ask("GET", "/_understudy/clock").body, HasSubstr(R"("mode":"scaled","scale":60)"));
}

TEST_F(StatePages, RefuseAWorldThatIsWrong) {
  for (const auto& [world, path] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
           {R"([])", "$.world"},
           {R"({"now":"soon"})", "$.world.now"},
           {R"({"mode":"slow"})", "$.world.mode"},
           {R"({"mode":"scaled"})", "$.world"},
           {R"({"mode":"frozen","scale":2})", "$.world.mode"},
           {R"({"scale":-1})", "$.world.scale"},
           {R"({"seed":"x"})", "$.world.seed"},
           {R"({"clock":1})", "$.world.clock"},
           {R"({"generators":{"123456789012/us-east-1":"00"}})", "$.world.generators.123456789012/us-east-1"},
           {R"({"generators":{"123456789012/us-east-1/sqs":"00"}})",
            "$.world.generators.123456789012/us-east-1/sqs"}}) {
    const Answer answer = ask("PUT", "/_understudy/state", R"({"world":)" + std::string(world) + "}");
    EXPECT_EQ(answer.status, 400u) << world;
    EXPECT_THAT(answer.body, HasSubstr("\"path\":\"" + std::string(path) + "\"")) << world;
  }
}

TEST_F(StatePages, CompareDocuments) {
  const auto world = [](std::string_view state) {
    return R"({"123456789012":{"us-east-1":{"sqs":)" + std::string(state) + "}}}";
  };
  const Answer diff = ask("POST", "/_understudy/state/diff",
                          R"({"before":)" + world(R"({"queues":{"q":{}}})") + R"(,"after":)" +
                              world(R"({"queues":{"q":{"delay":3,"fifo":false}}})") + "}");
  EXPECT_EQ(
      diff.body,
      R"({"differences":[{"path":"$.123456789012.us-east-1.sqs.queues.q.delay","before":0,"after":3}]})");
  EXPECT_EQ(ask("POST", "/_understudy/state/diff", R"({"before":"none"})").status, 404u);
  EXPECT_EQ(ask("POST", "/_understudy/state/diff", "{}").status, 400u);
}

TEST_F(StatePages, ForkWorlds) {
  create_queue("q");
  send_message("q", "shared");
  const Answer made = ask("PUT", "/_understudy/worlds/a?from=main");
  EXPECT_EQ(made.status, 201u);
  EXPECT_EQ(made.body, R"({"name":"a","now":"2030-01-01T00:00:00Z","shards":1})");
  EXPECT_THAT(receive("q", "/_world/a"), HasSubstr("shared"));
  EXPECT_THAT(receive("q"), HasSubstr("shared"));
  create_queue("only-in-a", "/_world/a");
  EXPECT_THAT(sqs("ListQueues", "{}").body, Not(HasSubstr("only-in-a")));
  EXPECT_EQ(ask("PUT", "/_understudy/worlds/a?from=main").status, 200u);  // again, from the start
  EXPECT_THAT(sqs("ListQueues", "{}", "/_world/a").body, Not(HasSubstr("only-in-a")));
  EXPECT_THAT(ask("GET", "/_understudy/worlds").body, HasSubstr(R"({"worlds":[{"name":"a",)"));
  EXPECT_EQ(ask("GET", "/_understudy/worlds/a").status, 200u);
  EXPECT_EQ(ask("DELETE", "/_understudy/worlds/a").status, 204u);
  EXPECT_EQ(ask("GET", "/_understudy/worlds/a").status, 404u);
  EXPECT_EQ(ask("DELETE", "/_understudy/worlds/a").status, 404u);
  EXPECT_EQ(ask("PUT", "/_understudy/worlds/b?from=nowhere").status, 404u);
  EXPECT_EQ(ask("PUT", "/_understudy/worlds/main?from=main").status, 400u);
  EXPECT_EQ(ask("PUT", "/_understudy/worlds/" + std::string(65, 'a')).status, 400u);
  EXPECT_EQ(ask("PUT", "/_understudy/worlds/a/b").status, 400u);
  EXPECT_EQ(ask("PUT", "/_understudy/worlds/fresh").status, 201u);
}

TEST_F(StatePages, StreamChanges) {
  create_queue("before");
  WireClient client(port_);
  client.send(request("GET", "/_understudy/changes?type=queues"));
  const auto head = client.read(false);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->fields.at("content-type"), "text/event-stream");
  EXPECT_EQ(client.read_until("\n\n"), ": changes\n\n");
  create_queue("q");
  const std::string first = client.read_until("\n\n").value_or("");
  EXPECT_THAT(first,
              HasSubstr(R"("time":"2030-01-01T00:00:00Z","world":"main","account":"123456789012",)"
                        R"("region":"us-east-1","service":"sqs","type":"queues","key":"q","kind":"created",)"
                        R"("cause":{"kind":"call","operation":"CreateQueue","request_id":")"));
  EXPECT_THAT(first, HasSubstr(R"("view":{"number":)"));
  create_queue("other", "/_world/a");
  EXPECT_THAT(client.read_until("\n\n").value_or(""), HasSubstr(R"("world":"a")"));
  client.close();

  create_queue("missed");
  const std::string id = first.substr(4, first.find('\n') - 4);
  WireClient again(port_);
  again.send(
      request("GET", "/_understudy/changes?type=queues&world=main", {}, "Last-Event-ID: " + id + "\r\n"));
  ASSERT_TRUE(again.read(false));
  EXPECT_EQ(again.read_until("\n\n"), ": changes\n\n");
  EXPECT_THAT(again.read_until("\n\n").value_or(""), HasSubstr(R"("key":"missed")"));
  EXPECT_EQ(ask("GET", "/_understudy/changes?since=x").status, 400u);
}

// Takes one POST, answers it with this status, and gives back what came.
std::string take_post(int door, std::string_view status) {
  const int client = ::accept(door, nullptr, nullptr);
  std::string come;
  char bytes[4096];
  while (come.find("]}") == std::string::npos) {
    const ssize_t size = ::recv(client, bytes, sizeof bytes, 0);
    if (size <= 0) break;
    come.append(bytes, static_cast<std::size_t>(size));
  }
  const std::string answer = "HTTP/1.1 " + std::string(status) + "\r\nContent-Length: 0\r\n\r\n";
  ::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
  ::close(client);
  return come;
}

TEST_F(StatePages, CallWebhooks) {
  const int door = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  ASSERT_EQ(::bind(door, reinterpret_cast<const sockaddr*>(&at), size), 0);
  ASSERT_EQ(::listen(door, 4), 0);
  getsockname(door, reinterpret_cast<sockaddr*>(&at), &size);
  const std::string url = "http://127.0.0.1:" + std::to_string(ntohs(at.sin_port)) + "/hook?a=b";
  create_queue("before");
  const Answer made =
      ask("POST", "/_understudy/webhooks", R"({"url":")" + url + R"(","filters":{"type":"queues"}})");
  EXPECT_EQ(made.status, 201u);
  EXPECT_EQ(made.body, R"({"id":1,"url":")" + url +
                           R"(","filters":{"type":"queues"},"delivered":0,"missed":0,"error":null})");
  create_queue("q");
  EXPECT_THAT(take_post(door, "500 Not now"), HasSubstr(R"("key":"q")"));  // and so it comes again
  const std::string again = take_post(door, "204 No Content");
  EXPECT_THAT(again, ::testing::StartsWith("POST /hook?a=b HTTP/1.1\r\nHost: 127.0.0.1:"));
  EXPECT_THAT(again, HasSubstr(R"({"changes":[{"number":)"));
  EXPECT_THAT(again, Not(HasSubstr("before")));
  create_queue("next");
  EXPECT_THAT(take_post(door, "200 OK"), HasSubstr(R"("key":"next")"));
  EXPECT_THAT(ask("GET", "/_understudy/webhooks").body, HasSubstr(R"("missed":0)"));
  EXPECT_EQ(ask("DELETE", "/_understudy/webhooks/1").status, 204u);
  EXPECT_EQ(ask("DELETE", "/_understudy/webhooks/1").status, 404u);
  for (const char* bad : {"", "{}", R"({"url":"https://a/"})", R"({"url":"http://:1/"})",
                          R"({"url":"http://a:b/"})", R"({"url":"http://a/","filters":{"x":"y"}})"})
    EXPECT_EQ(ask("POST", "/_understudy/webhooks", bad).status, 400u) << bad;
  ::close(door);
}

TEST_F(StatePages, SetHowLifecyclesGoOn) {
  const std::string moto = "/moto-api/state-manager/";
  const auto get = [&](std::string_view model) {
    return ask("GET", moto + "get-transition?model_name=" + std::string(model)).body;
  };
  EXPECT_EQ(get("dax::cluster"), R"({"progression":"manual","times":4})");
  EXPECT_EQ(get("batch::job"), R"({"progression":"manual","times":1})");
  EXPECT_EQ(get("unknown"), R"({"progression":"immediate"})");
  const Answer set = ask("POST", moto + "set-transition",
                         R"({"model_name":"dax::cluster","transition":{"progression":"time","seconds":5}})");
  EXPECT_EQ(set.status, 201u);
  EXPECT_EQ(set.body, "");
  EXPECT_EQ(get("dax::cluster"), R"({"progression":"time","seconds":5})");
  EXPECT_EQ(ask("PUT", "/_understudy/lifecycles/dax::cluster?account=123456789012",
                R"({"progression":"manual","times":2})")
                .body,
            R"({"progression":"manual","times":2})");
  EXPECT_THAT(ask("GET", "/_understudy/lifecycles").body,
              HasSubstr(R"("dax::cluster":{"transition":{"progression":"time","seconds":5},)"
                        R"("default":{"progression":"manual","times":4},)"
                        R"("accounts":{"123456789012":{"progression":"manual","times":2}})"));
  EXPECT_THAT(ask("GET", "/_world/a/_understudy/lifecycles").body, Not(HasSubstr("seconds")));
  EXPECT_THAT(ask("GET", "/_understudy/lifecycles?service=eks").body,
              HasSubstr(R"("moves":{"create":["CREATING","ACTIVE"],"delete":["DELETING"]})"));
  EXPECT_EQ(ask("GET", "/_understudy/lifecycles?service=none").status, 404u);
  EXPECT_EQ(ask("POST", moto + "unset-transition", R"({"model_name":"dax::cluster"})").status, 201u);
  EXPECT_EQ(get("dax::cluster"), R"({"progression":"manual","times":4})");
  for (const char* bad :
       {"", "{}", R"({"model_name":"m"})", R"({"model_name":"m","transition":{"progression":"x"}})",
        R"({"model_name":"m","transition":{"progression":"manual","times":0}})",
        R"({"model_name":"m","transition":{"progression":"time","seconds":-1}})"})
    EXPECT_EQ(ask("POST", moto + "set-transition", bad).status, 400u) << bad;
}

}  // namespace
}  // namespace understudy::gateway
