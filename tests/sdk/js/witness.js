// Plays calls through the SDK for JavaScript without a network: a line in with input and reply, a line out with the
// request that it sent and the output that it read. Blobs, times, odd numbers and documents stand in tags ($b, $t, $n, $d).
"use strict";
const { Readable } = require("node:stream");
const readline = require("node:readline");

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

async function* generated(events) {
  yield* events;
}

function untagged(value) {
  if (Array.isArray(value)) return value.map(untagged);
  if (value === null || typeof value !== "object") return value;
  if ("$b" in value) return new Uint8Array(Buffer.from(value.$b, "base64"));
  if ("$t" in value) return new Date(value.$t);
  if ("$n" in value) return Number(value.$n);
  if ("$d" in value) return value.$d;
  if ("$e" in value) return generated(value.$e.map(untagged));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, untagged(one)]));
}

async function tagged(value) {
  if (value === undefined || value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (value instanceof String) return value.toString();
  if (typeof value === "bigint") return Number(value);
  if (value.type === "bigDecimal") return Number(value.string); // a number that a double may not hold
  if (typeof value === "number") return Number.isFinite(value) ? value : { $n: String(value) };
  if (value instanceof Date) return { $t: value.getTime() };
  if (typeof value.transformToByteArray === "function") value = await value.transformToByteArray();
  if (value instanceof Uint8Array) return { $b: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return Promise.all(value.map(tagged));
  if (Symbol.asyncIterator in value) return eventsOf(value);
  const entries = await Promise.all(Object.entries(value).filter(([key]) => key !== "$metadata").map(async ([key, one]) => [key, await tagged(one)]));
  return Object.fromEntries(entries);
}

async function eventsOf(stream) {
  const all = [];
  try {
    for await (const event of stream) all.push(await tagged(event));
  } catch (error) {
    all.push({ $failure: error.name, message: error.message });
  }
  return all;
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
