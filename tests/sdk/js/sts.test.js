// The story of STS as the SDK for JavaScript v3 tells it: every operation, and credentials that carry their account.
"use strict";
const assert = require("node:assert/strict");
const { after, before, test } = require("node:test");
const { SQS } = require("@aws-sdk/client-sqs");
const { STS } = require("@aws-sdk/client-sts");
const { start, options, refused } = require("./server.js");

const account = "123456789012";
const role = "arn:aws:iam::222233334444:role/hand";
const clients = [];
let server;

before(async () => (server = await start()));
after(async () => {
  for (const client of clients) client.destroy();
  await server.stop();
});

function client(Type, credentials, more) {
  clients.push(new Type({ ...options(server.endpoint, credentials), ...more }));
  return clients.at(-1);
}
const who = (credentials) => client(STS, credentials).getCallerIdentity({});
/** An SDK that has no credentials at all: these operations carry their own proof. */
const stranger = () => client(STS, undefined, { credentials: () => assert.fail("signed an unsigned operation") });

test("a stranger's key belongs to the default account", async () => {
  const me = await who();
  assert.equal(me.Account, account);
  assert.match(me.Arn, /^arn:aws:(iam|sts)::123456789012:(root|user\/.+)$/);
});

test("an assumed role carries its account", async () => {
  const { AssumedRoleUser, Credentials } =
    await client(STS).assumeRole({ RoleArn: role, RoleSessionName: "act-1", DurationSeconds: 900 });
  assert.equal(AssumedRoleUser.Arn, "arn:aws:sts::222233334444:assumed-role/hand/act-1");
  assert.ok(Math.abs(Credentials.Expiration - Date.now() - 900_000) < 120_000);
  const me = await who(Credentials);
  assert.deepEqual([me.Account, me.Arn, me.UserId], ["222233334444", AssumedRoleUser.Arn, AssumedRoleUser.AssumedRoleId]);
  const { Account } = await client(STS).getAccessKeyInfo({ AccessKeyId: Credentials.AccessKeyId });
  assert.equal(Account, "222233334444");
  const { QueueUrl } = await client(SQS, Credentials).createQueue({ QueueName: "theirs" });
  assert.ok(QueueUrl.endsWith("/222233334444/theirs"), QueueUrl);
  await refused(client(SQS).getQueueUrl({ QueueName: "theirs" }), { name: "QueueDoesNotExist" });
});

test("a bad role is refused", async () => {
  await refused(client(STS).assumeRole({ RoleArn: "nothing-valid-in-here", RoleSessionName: "act-1" }),
                { name: "ValidationError", message: "nothing-valid-in-here is invalid" });
  await refused(client(STS).assumeRole({ RoleArn: role, RoleSessionName: "a:b" }), {
    name: "ValidationError", message: "1 validation error detected: Value 'a:b' at 'roleSessionName' failed to satisfy " +
    "constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*" });
});

test("session and federation tokens", async () => {
  const session = await client(STS).getSessionToken({});
  assert.match(session.Credentials.AccessKeyId, /^ASIA[A-Z0-9]{16}$/);
  assert.equal((await who(session.Credentials)).Arn, (await who()).Arn);
  const federation = await client(STS).getFederationToken({ Name: "ada" });
  assert.deepEqual([federation.FederatedUser.FederatedUserId, federation.FederatedUser.Arn],
                   [`${account}:ada`, `arn:aws:sts::${account}:federated-user/ada`]);
  assert.equal((await who(federation.Credentials)).Arn, federation.FederatedUser.Arn);
});

test("an authorization message that nobody encoded cannot be decoded", async () => {
  await refused(client(STS).decodeAuthorizationMessage({ EncodedMessage: "never encoded by anybody" }),
                { name: "InvalidAuthorizationMessageException" });
});

test("a web identity needs no signature", async () => {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { sub: "ada", aud: "theatre", iss: "https://idp.example.org", exp: Math.floor(Date.now() / 1000) + 3600 };
  const WebIdentityToken = [part({ alg: "RS256", kid: "rehearsal" }), part(claims), "c2lnbmF0dXJl"].join(".");
  const answer = await stranger().assumeRoleWithWebIdentity({ RoleArn: role, RoleSessionName: "act-2", WebIdentityToken });
  assert.deepEqual([answer.SubjectFromWebIdentityToken, answer.Audience], ["ada", "theatre"]);
  assert.equal((await who(answer.Credentials)).Arn, "arn:aws:sts::222233334444:assumed-role/hand/act-2");
});

test("a SAML assertion needs no signature", async () => {
  const PrincipalArn = "arn:aws:iam::222233334444:saml-provider/idp";
  const attribute = (name, value) => `<saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/${name}">` +
    `<saml:AttributeValue>${value}</saml:AttributeValue></saml:Attribute>`;
  const SAMLAssertion = Buffer.from(`<?xml version="1.0"?>
    <samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">
      <saml:Assertion><saml:Issuer>https://idp.example.org</saml:Issuer><saml:Subject>
      <saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient">ada</saml:NameID></saml:Subject>
      <saml:AttributeStatement>${attribute("Role", `${role},${PrincipalArn}`)}${attribute("RoleSessionName", "ada@example.org")}
      </saml:AttributeStatement></saml:Assertion></samlp:Response>`).toString("base64");
  const answer = await stranger().assumeRoleWithSAML({ RoleArn: role, PrincipalArn, SAMLAssertion });
  assert.deepEqual([answer.Subject, answer.SubjectType, answer.Issuer], ["ada", "transient", "https://idp.example.org"]);
  assert.equal((await who(answer.Credentials)).Arn, "arn:aws:sts::222233334444:assumed-role/hand/ada@example.org");
});

test("root is assumed for a task", async () => {
  const { Credentials } = await client(STS).assumeRoot({
    TargetPrincipal: "222233334444", TaskPolicyArn: { arn: "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials" } });
  const me = await who(Credentials);
  assert.deepEqual([me.Account, me.Arn], ["222233334444", "arn:aws:sts::222233334444:assumed-root"]);
});

test("a token tells others who the caller is", async () => {
  const { WebIdentityToken, Expiration } = await client(STS).getWebIdentityToken(
    { Audience: ["theatre"], SigningAlgorithm: "RS256", DurationSeconds: 300 });
  const [head, claims] = WebIdentityToken.split(".").slice(0, 2).map((part) => JSON.parse(Buffer.from(part, "base64url")));
  assert.equal(head.alg, "RS256");
  assert.deepEqual([claims.aud].flat(), ["theatre"]);
  assert.equal(claims.sub, (await who()).Arn);
  assert.equal(claims.exp * 1000, Math.floor(Expiration / 1000) * 1000);
});
