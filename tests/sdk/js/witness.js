// Plays calls through the SDK for JavaScript without a network: a line in with input and reply, a line out with the
// request that it sent and the output that it read. Values stand as tags.js has them.
"use strict";
const { Readable } = require("node:stream");
const readline = require("node:readline");
const { tagged, untagged } = require("./tags.js");

console.warn = console.error = () => {}; // it warns of what is random here
const clients = new Map();
let reply; // to the call under way
let request; // that it sent

const escape = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

function target({ path, query }) {
  const parts = Object.entries(query ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => (one == null ? escape(name) : `${escape(name)}=${escape(one)}`)));
  return parts.length ? `${path}?${parts.join("&")}` : path;
}

async function bytes(body) {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === "string" || body instanceof Uint8Array) return Buffer.from(body);
  const chunks = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

const requestHandler = {
  metadata: { handlerProtocol: "http/1.1" },
  async handle(sent) {
    const headers = { ...sent.headers };
    const body = await bytes(sent.body);
    request = { method: sent.method, target: target(sent), headers, body_base64: body.toString("base64") };
    return { response: { statusCode: reply.status, headers: reply.headers, body: Readable.from([Buffer.from(reply.body_base64, "base64")]) } };
  },
  updateHttpClientConfig() {},
  httpHandlerConfigs: () => ({}),
  destroy() {},
};

const protocols = {
  "smithy-rpc-v2-cbor": () => require("@smithy/core/cbor").SmithyRpcV2CborProtocol,
  query: () => require("@aws-sdk/core/protocols").AwsQueryProtocol,
};

/** One of each name and protocol; without a protocol it speaks the one that it prefers. */
function client(name, protocol = "") {
  const key = `${name} ${protocol}`;
  if (!clients.has(key)) {
    const module = require(`@aws-sdk/client-${name}`);
    const Type = Object.entries(module).find(([name, value]) => name.endsWith("Client") && name !== "__Client" &&
                                                                 "send" in (value.prototype ?? {}))[1];
    clients.set(key, {
      module,
      one: new Type({
        endpoint: "http://localhost:5000", region: "us-east-1", maxAttempts: 1, requestHandler, disableHostPrefix: true,
        credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "rehearsal" }, forcePathStyle: true,
        useQueueUrlAsEndpoint: false, requestChecksumCalculation: "WHEN_REQUIRED", responseChecksumValidation: "WHEN_REQUIRED",
        disableRequestCompression: true, ...(name === "sqs" ? { md5: false } : {}),
        ...(protocol ? { protocol: protocols[protocol]() } : {}),
      }),
    });
  }
  return clients.get(key);
}

async function play(line) {
  const call = JSON.parse(line);
  const { module, one } = client(call.client, call.protocol);
  const Command = module[`${call.command}Command`];
  if (!Command) return { unknown: true };
  ({ reply } = call);
  request = undefined;
  const answer = {};
  try {
    answer.output = await tagged(await one.send(new Command(untagged(call.input))));
  } catch (error) {
    answer.failure = { name: error.name, message: error.message, fields: await tagged({ ...error }), refused: request === undefined };
    if (process.env.STACKS) answer.failure.stack = error.stack;
  }
  return { ...answer, request };
}

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin, crlfDelay: Infinity }))
    process.stdout.write(`${JSON.stringify(await play(line))}\n`);
})();
