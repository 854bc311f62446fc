// Starts the real binary on a free port for one story, and says how clients reach it and what they refuse.
"use strict";
const assert = require("node:assert/strict");
const { spawn } = require("node:child_process");
const { once } = require("node:events");
const fs = require("node:fs");
const net = require("node:net");
const os = require("node:os");
const path = require("node:path");
const readline = require("node:readline");

async function freePort() {
  const probe = net.createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

/**
 * Resolves to {endpoint, certificate(), stop()}; another process may take the port between the probe and the start, hence
 * attempts.
 */
async function start({ options = [], attempts = 5 } = {}) {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "understudy-"));
  const log = [];
  for (let attempt = 0; attempt < attempts; ++attempt) {
    const port = await freePort();
    const server = spawn(process.env.UNDERSTUDY, ["-H", "127.0.0.1", "-p", String(port), ...options],
                         { cwd: home, stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(server, "exit");
    const lines = readline.createInterface({ input: server.stdout });
    const ready = new Promise((resolve) => {
      lines.on("line", (line) => {
        log.push(line);
        if (line.includes("Ready.")) resolve(true);
      });
      lines.on("close", () => resolve(false));
    });
    if (!(await ready)) {
      await ended;
      continue;
    }
    return {
      endpoint: `http://127.0.0.1:${port}`,
      /** The one that a server with TLS has made and printed, in PEM. */
      certificate() {
        return log.slice(log.indexOf("-----BEGIN CERTIFICATE-----"), log.indexOf("-----END CERTIFICATE-----") + 1).join("\n");
      },
      async stop() {
        server.kill("SIGTERM");
        const [status] = await ended;
        fs.rmSync(home, { recursive: true });
        assert.equal(status, 0, `the server did not stop cleanly:\n${log.join("\n")}`);
      },
    };
  }
  fs.rmSync(home, { recursive: true });
  throw new Error(`the server never said Ready.:\n${log.join("\n")}`);
}

/** Options of any client; without credentials, an access key that the server never issued. */
function options(endpoint, credentials) {
  return {
    endpoint,
    region: "us-east-1",
    maxAttempts: 1,
    credentials: credentials
      ? { accessKeyId: credentials.AccessKeyId, secretAccessKey: credentials.SecretAccessKey,
          sessionToken: credentials.SessionToken }
      : { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "rehearsal" },
  };
}

/** Expects a refusal: its class name, HTTP status, and, where given, the query protocol's code, __type and message. */
async function refused(promise, { name, status = 400, code, type, message }) {
  let caught;
  await assert.rejects(promise, (error) => {
    caught = error;
    return true;
  });
  assert.equal(caught.name, name, caught.message);
  assert.equal(caught.$metadata.httpStatusCode, status);
  assert.ok(caught.$metadata.requestId);
  if (code !== undefined) assert.equal(caught.Code, code);
  if (type !== undefined) assert.equal(caught.__type, type);
  if (message !== undefined) assert.equal(caught.message, message);
  return caught;
}

module.exports = { start, options, refused };
