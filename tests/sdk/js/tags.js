// Values in JSON: blobs, times, odd numbers, documents and events stand in tags ($b, $t, $n, $d, $e).
"use strict";

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

module.exports = { tagged, untagged };
