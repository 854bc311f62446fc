// The story of transports as the SDK for JavaScript v3 tells it: TLS, and HTTP/2 plain and under TLS, signatures checked.
"use strict";
const assert = require("node:assert/strict");
const { after, before, test } = require("node:test");
const tls = require("node:tls");
const { SQS } = require("@aws-sdk/client-sqs");
const { NodeHttp2Handler } = require("@smithy/node-http-handler");
const { start, options } = require("./server.js");

const credentials = { AccessKeyId: "test", SecretAccessKey: "test" };
let server;

before(async () => {
  server = await start({ options: ["--ssl", "--auth", "identify"] });
  tls.setDefaultCACertificates([server.certificate()]);
});
after(() => server.stop());

async function story(endpoint, requestHandler) {
  const sqs = new SQS({ ...options(endpoint, credentials), ...(requestHandler ? { requestHandler } : {}) });
  const name = `js-${endpoint.startsWith("https") ? "tls" : "plain"}-${requestHandler ? "2" : "1"}`;
  const { QueueUrl } = await sqs.createQueue({ QueueName: name });
  assert.ok(QueueUrl.startsWith(endpoint), QueueUrl);
  // A long poll and what ends it share a connection in HTTP/2.
  const waiting = sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 20, MaxNumberOfMessages: 1 });
  await sqs.sendMessage({ QueueUrl, MessageBody: "x".repeat(100_000) });
  assert.equal((await waiting).Messages[0].Body.length, 100_000);
  const many = await Promise.all(Array.from({ length: 50 }, (_, i) =>
    sqs.sendMessage({ QueueUrl, MessageBody: `message ${i}` })));
  assert.equal(new Set(many.map((sent) => sent.MessageId)).size, 50);
  await assert.rejects(sqs.getQueueUrl({ QueueName: "js-nowhere" }), { name: "QueueDoesNotExist" });
  sqs.destroy();
}

const secure = () => server.endpoint.replace("http://127.0.0.1", "https://localhost");

test("HTTP/1.1 under TLS", () => story(secure()));
test("HTTP/2 under TLS", () => story(secure(), new NodeHttp2Handler({ disableConcurrentStreams: false })));
test("HTTP/2 with prior knowledge", () => story(server.endpoint, new NodeHttp2Handler()));
