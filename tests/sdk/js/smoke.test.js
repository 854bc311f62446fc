// The life of one resource of every service that a client is installed of: made, listed, read, changed, deleted, as the
// resource engine's own check did it before, with what the server makes up put in its place.
"use strict";
const assert = require("node:assert/strict");
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { after, before, test } = require("node:test");
const { start, options } = require("./server.js");
const { tagged, untagged } = require("./tags.js");

const wanted = 60;
// S3's bodies are no resources; S3 Control's client wants a host that takes labels; SES's newer model lists elsewhere.
const left = ["s3", "s3control", "sesv2"];

function lives() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "smoke-"));
  const file = path.join(folder, "script");
  try {
    execFileSync(process.env.DERIVED, ["--gtest_filter=Script.*"], { env: { ...process.env, SCRIPT: file }, stdio: "ignore" });
    return fs.readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

function installed({ id }) {
  try {
    return require.resolve(`@aws-sdk/client-${id.toLowerCase().replaceAll(" ", "-")}`);
  } catch {
    return undefined;
  }
}

/** When the lives were written down; some services tell times as plain numbers of milliseconds. */
const WRITTEN = Date.UTC(2026, 0, 1);
const isTime = (value) => value >= WRITTEN && value < WRITTEN + 86_400_000;

/** What the server made up then, by what it makes up now. */
class Names {
  #now = new Map();

  /** Texts that differ must look made up, and differ in the same way always. Times are whatever they are. */
  compare(then, now, where) {
    if (then === null || typeof then !== "object") {
      if (typeof then === "number" && isTime(then)) return assert.equal(typeof now, "number", where);
      if (typeof then !== "string") return assert.deepEqual(now, then, where);
      if (typeof now === "number") return assert.equal(now, Number(then), where); // Route 53's MaxItems
      assert.equal(typeof now, "string", where);
      if (/^\d{4}-\d\d-\d\dT/.test(then)) return assert.match(now, /^\d{4}-\d\d-\d\dT/, where);
      if (this.#now.has(then)) return assert.equal(now, this.#now.get(then), where);
      if (then === now) return undefined;
      if (this.put(then) !== now) assert.match(then, /^(?=.*[0-9]).{6}/, `${where}: ${then} and ${now}`);
      this.#now.set(then, now);
    } else if (Array.isArray(then)) {
      assert.equal(now?.length, then.length, where);
      then.forEach((one, i) => this.compare(one, now[i], `${where}[${i}]`));
    } else if (!("$t" in then)) {
      assert.equal(typeof now, "object", where);
      for (const [name, one] of Object.entries(then)) this.compare(one, now[name], `${where}.${name}`);
    }
  }

  put(value) {
    if (typeof value === "string") {
      if (this.#now.has(value)) return this.#now.get(value);
      for (const [then, now] of this.#now) if (then.length > 7 && then !== now) value = value.replaceAll(then, now);
      return value;
    }
    if (Array.isArray(value)) return value.map((one) => this.put(one));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, this.put(one)]));
  }
}

let server;
before(async () => (server = await start()));
after(() => server.stop());

const played = lives().filter((life) => installed(life) && !left.includes(life.service));
test(`there are ${wanted} clients`, () => assert.ok(played.length >= wanted, `${played.length} of ${wanted}`));

for (const life of played)
  test(`${life.service}: the life of a ${life.resource}`, async () => {
    const module = require(installed(life));
    const Type = Object.entries(module).find(([name, value]) => name.endsWith("Client") && name !== "__Client" &&
                                                                 "send" in (value.prototype ?? {}))[1];
    const client = new Type({ ...options(server.endpoint), disableHostPrefix: true });
    const names = new Names();
    try {
      for (const { step, operation, input, output, error } of life.calls) {
        const where = `${step}, ${operation}`;
        const sent = client.send(new module[`${operation}Command`](untagged(names.put(input ?? {}))));
        if (error === undefined) {
          const { $metadata, ...answer } = await sent.catch((failure) => assert.fail(`${where}: ${failure.name}: ${failure.message}`));
          assert.ok($metadata.requestId, where);
          names.compare(output ?? {}, await tagged(answer), where);
        } else {
          await assert.rejects(sent, (failure) => [failure.name, failure.Code].includes(error) || assert.fail(`${where}: ${failure}`));
        }
      }
    } finally {
      client.destroy();
    }
  });
