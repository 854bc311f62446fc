// The story of SQS as the SDK for JavaScript v3 tells it: JSON with query-compatible errors; it checks every MD5 itself.
"use strict";
const assert = require("node:assert/strict");
const { after, before, test } = require("node:test");
const { SQS, paginateListQueues } = require("@aws-sdk/client-sqs");
const { start, options, refused } = require("./server.js");

const account = "123456789012";
// Errors that the model does not know take the name of the query protocol's code (x-amzn-query-error) in this SDK.
const wrong = { name: "InvalidParameterValue", type: "com.amazon.coral.service#InvalidParameterValueException" };
const missing = { name: "MissingParameter", type: "com.amazon.coral.service#MissingRequiredParameterException" };
const gone = { name: "QueueDoesNotExist", code: "AWS.SimpleQueueService.NonExistentQueue",
               message: "The specified queue does not exist." };
let server;
let sqs;

before(async () => {
  server = await start();
  sqs = new SQS(options(server.endpoint));
});
after(async () => {
  sqs.destroy();
  await server.stop();
});

async function queue(name, Attributes) {
  const fifo = name.endsWith(".fifo") ? { FifoQueue: "true" } : {};
  return (await sqs.createQueue({ QueueName: `js-${name}`, Attributes: { ...fifo, ...Attributes } })).QueueUrl;
}
const attribute = async (QueueUrl, name) =>
  (await sqs.getQueueAttributes({ QueueUrl, AttributeNames: [name] })).Attributes?.[name];
const receive = async (QueueUrl, more) => (await sqs.receiveMessage({ QueueUrl, ...more })).Messages ?? [];
const bodies = async (QueueUrl, more) => (await receive(QueueUrl, more)).map((message) => message.Body);
const ids = (entries) => (entries ?? []).map((entry) => entry.Id);

test("a queue is created once and remembers its attributes and tags", async () => {
  const asked = { QueueName: "js-create", Attributes: { VisibilityTimeout: "45" }, tags: { team: "red" } };
  const { QueueUrl } = await sqs.createQueue(asked);
  assert.ok(QueueUrl.endsWith(`/${account}/js-create`), QueueUrl);
  assert.equal((await sqs.createQueue(asked)).QueueUrl, QueueUrl);
  assert.equal((await sqs.getQueueUrl({ QueueName: "js-create" })).QueueUrl, QueueUrl);
  await refused(sqs.createQueue({ ...asked, Attributes: { VisibilityTimeout: "46" } }), {
    name: "QueueNameExists", code: "QueueAlreadyExists",
    message: "A queue already exists with the same name and a different value for attribute VisibilityTimeout" });
  const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["All"] });
  assert.equal(Attributes.QueueArn, `arn:aws:sqs:us-east-1:${account}:js-create`);
  assert.equal(Attributes.VisibilityTimeout, "45");
  await sqs.setQueueAttributes({ QueueUrl, Attributes: { VisibilityTimeout: "7", MaximumMessageSize: "1024" } });
  assert.equal(await attribute(QueueUrl, "VisibilityTimeout"), "7");
  await refused(sqs.sendMessage({ QueueUrl, MessageBody: "x".repeat(1025) }), {
    ...wrong, message: "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes." });
  await refused(sqs.setQueueAttributes({ QueueUrl, Attributes: { Colour: "blue" } }), {
    name: "InvalidAttributeName", message: "Unknown Attribute Colour." });
  await sqs.tagQueue({ QueueUrl, Tags: { stage: "test" } });
  await sqs.untagQueue({ QueueUrl, TagKeys: ["team"] });
  assert.deepEqual((await sqs.listQueueTags({ QueueUrl })).Tags, { stage: "test" });
});

test("queues are listed by prefix, a page at a time", async () => {
  const urls = await Promise.all([..."abcde"].map((letter) => queue(`page-${letter}`)));
  const pages = [];
  for await (const page of paginateListQueues({ client: sqs, pageSize: 2 }, { QueueNamePrefix: "js-page-" }))
    pages.push(page.QueueUrls);
  assert.deepEqual(pages.map((page) => page.length), [2, 2, 1]);
  assert.deepEqual(pages.flat().sort(), urls);
  assert.equal((await sqs.listQueues({ QueueNamePrefix: "js-page-z" })).QueueUrls, undefined);
});

test("a message keeps its body, attributes and system attributes", async () => {
  const QueueUrl = await queue("messages");
  const MessageBody = "<héllo> & \"wörld\" \u{1f3ad}\n";
  const MessageAttributes = {
    text: { DataType: "String", StringValue: "välue" },
    count: { DataType: "Number", StringValue: "42.5" },
    typed: { DataType: "Number.float", StringValue: "1e3" },
    bytes: { DataType: "Binary", BinaryValue: new Uint8Array([0, 255, 60]) },
  };
  const trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
  const sent = await sqs.sendMessage({ QueueUrl, MessageBody, MessageAttributes, MessageSystemAttributes: {
    AWSTraceHeader: { DataType: "String", StringValue: trace } } });
  assert.match(sent.MD5OfMessageSystemAttributes, /^[0-9a-f]{32}$/);
  const [got] = await receive(QueueUrl, { MessageSystemAttributeNames: ["All"], MessageAttributeNames: ["All"] });
  assert.equal(got.MessageId, sent.MessageId);
  assert.equal(got.Body, MessageBody);
  assert.equal(got.MD5OfMessageAttributes, sent.MD5OfMessageAttributes);
  assert.deepEqual(Object.keys(got.MessageAttributes).sort(), Object.keys(MessageAttributes).sort());
  assert.deepEqual([...got.MessageAttributes.bytes.BinaryValue], [0, 255, 60]);
  assert.deepEqual(Object.keys(got.Attributes).sort(), ["AWSTraceHeader", "ApproximateFirstReceiveTimestamp",
    "ApproximateReceiveCount", "SenderId", "SentTimestamp"]);
  assert.equal(got.Attributes.AWSTraceHeader, trace);
  await sqs.deleteMessage({ QueueUrl, ReceiptHandle: got.ReceiptHandle });
  assert.equal(await attribute(QueueUrl, "ApproximateNumberOfMessagesNotVisible"), "0");
  await refused(sqs.deleteMessage({ QueueUrl, ReceiptHandle: "garbage" }), {
    name: "ReceiptHandleIsInvalid", status: 404,
    message: 'The input receipt handle "garbage" is not a valid receipt handle.' });
  await refused(sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 11 }), { ...wrong, message:
    "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided." });
  await refused(sqs.sendMessage({ QueueUrl, MessageBody: "" }), {
    ...missing, message: "The request must contain the parameter MessageBody." });
});

test("batches succeed and fail entry by entry, or are refused whole", async () => {
  const QueueUrl = await queue("batch");
  const sent = await sqs.sendMessageBatch({ QueueUrl, Entries: [
    { Id: "good", MessageBody: "one" }, { Id: "late", MessageBody: "two", DelaySeconds: 901 },
    { Id: "fine", MessageBody: "three" }] });
  assert.deepEqual(ids(sent.Successful), ["good", "fine"]);
  assert.deepEqual(sent.Failed.map((entry) => [entry.Id, entry.Code, entry.SenderFault]),
                   [["late", "InvalidParameterValue", true]]);
  const messages = await receive(QueueUrl, { MaxNumberOfMessages: 10 });
  const changed = await sqs.changeMessageVisibilityBatch({ QueueUrl, Entries: [
    { Id: "0", ReceiptHandle: messages[0].ReceiptHandle, VisibilityTimeout: 60 },
    { Id: "1", ReceiptHandle: "garbage", VisibilityTimeout: 0 }] });
  assert.deepEqual([ids(changed.Successful), ids(changed.Failed)], [["0"], ["1"]]);
  const deleted = await sqs.deleteMessageBatch({ QueueUrl, Entries: [
    ...messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
    { Id: "bad", ReceiptHandle: "garbage" }] });
  assert.deepEqual(ids(deleted.Successful), ["0", "1"]);
  assert.deepEqual(deleted.Failed.map((entry) => [entry.Id, entry.Code]), [["bad", "ReceiptHandleIsInvalid"]]);

  const whole = async (name, entries, message) => refused(
    sqs.sendMessageBatch({ QueueUrl, Entries: entries.map((Id) => ({ Id, MessageBody: "x" })) }),
    { name, code: `AWS.SimpleQueueService.${name}`, message });
  await whole("BatchEntryIdsNotDistinct", ["a", "b", "a"], "Id a repeated.");
  await whole("EmptyBatchRequest", [], "There should be at least one SendMessageBatchRequestEntry in the request.");
  await whole("TooManyEntriesInBatchRequest", [..."abcdefghijk"],
              "Maximum number of entries per request are 10. You have sent 11.");
  await whole("InvalidBatchEntryId", ["no spaces"], "A batch entry id can only contain alphanumeric characters, " +
              "hyphens and underscores. It can be at most 80 letters long.");
});

test("visibility, delay and long polls", async () => {
  const QueueUrl = await queue("waiting");
  const start = performance.now();
  const other = new SQS(options(server.endpoint));
  const parked = other.receiveMessage({ QueueUrl, WaitTimeSeconds: 20, VisibilityTimeout: 0 });
  for (let round = 0; round < 20; ++round) await attribute(QueueUrl, "QueueArn"); // the other one parks meanwhile
  await sqs.sendMessage({ QueueUrl, MessageBody: "wake" });
  assert.deepEqual((await parked).Messages.map((message) => message.Body), ["wake"]);
  assert.ok(performance.now() - start < 15000);
  other.destroy();

  const [{ ReceiptHandle }] = await receive(QueueUrl);
  assert.deepEqual(await receive(QueueUrl), []);
  await sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout: 1 });
  assert.deepEqual(await bodies(QueueUrl, { WaitTimeSeconds: 20 }), ["wake"]);
  await sqs.sendMessage({ QueueUrl, MessageBody: "late", DelaySeconds: 1 });
  assert.equal(await attribute(QueueUrl, "ApproximateNumberOfMessagesDelayed"), "1");
  assert.deepEqual(await bodies(QueueUrl, { WaitTimeSeconds: 20 }), ["late"]);
});

test("a FIFO queue orders by group and forgets duplicates", async () => {
  const QueueUrl = await queue("order.fifo", { ContentBasedDeduplication: "true" });
  const send = (MessageBody, more) => sqs.sendMessage({ QueueUrl, MessageBody, MessageGroupId: MessageBody[0], ...more });
  const sent = [];
  for (const body of ["a1", "a2", "b1", "a3"]) sent.push(await send(body));
  const numbers = sent.map(({ SequenceNumber }) => BigInt(SequenceNumber));
  assert.ok(numbers.every((number, index) => index === 0 || number > numbers[index - 1]), String(numbers));
  const again = await send("a1");
  assert.deepEqual([again.MessageId, again.SequenceNumber], [sent[0].MessageId, sent[0].SequenceNumber]);
  const [first] = await receive(QueueUrl, { MessageSystemAttributeNames: ["All"] });
  assert.equal(first.Body, "a1");
  assert.equal(first.Attributes.MessageGroupId, "a");
  assert.equal(first.Attributes.SequenceNumber, sent[0].SequenceNumber);
  assert.deepEqual(await bodies(QueueUrl, { MaxNumberOfMessages: 10 }), ["b1"]); // group a waits for a1
  await sqs.deleteMessage({ QueueUrl, ReceiptHandle: first.ReceiptHandle });
  assert.deepEqual(await bodies(QueueUrl, { MaxNumberOfMessages: 10 }), ["a2", "a3"]);
  const named = await send("a4", { MessageDeduplicationId: "once" });
  assert.equal((await send("a5", { MessageDeduplicationId: "once" })).MessageId, named.MessageId);
  await refused(sqs.sendMessage({ QueueUrl, MessageBody: "x" }), {
    ...missing, message: "The request must contain the parameter MessageGroupId." });
});

test("dead letters move away, and back", async () => {
  const dead = await queue("dead");
  const deadLetterTargetArn = await attribute(dead, "QueueArn");
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 });
  const source = await queue("alive", { VisibilityTimeout: "0", RedrivePolicy });
  const sourceArn = await attribute(source, "QueueArn");
  assert.deepEqual((await sqs.listDeadLetterSourceQueues({ QueueUrl: dead })).queueUrls, [source]);
  for (const MessageBody of ["p1", "p2"]) await sqs.sendMessage({ QueueUrl: source, MessageBody });
  assert.deepEqual((await bodies(source, { MaxNumberOfMessages: 10 })).sort(), ["p1", "p2"]);
  assert.deepEqual(await bodies(source, { MaxNumberOfMessages: 10 }), []);
  const [letter] = await receive(dead, { VisibilityTimeout: 0, MessageSystemAttributeNames: ["All"] });
  assert.equal(letter.Attributes.DeadLetterQueueSourceArn, sourceArn);

  await refused(sqs.startMessageMoveTask({ SourceArn: sourceArn }),
                { ...wrong, message: "Source queue must be configured as a Dead Letter Queue." });
  await refused(sqs.startMessageMoveTask({ SourceArn: deadLetterTargetArn, DestinationArn: `${sourceArn}-missing` }), {
    name: "ResourceNotFoundException", status: 404,
    message: "The resource that you specified for the DestinationArn parameter doesn't exist." });
  const { TaskHandle } = await sqs.startMessageMoveTask({ SourceArn: deadLetterTargetArn });
  const back = [];
  while (back.length < 2) { // they come one by one, as new messages: their receives count from nought again
    const found = await receive(source, { WaitTimeSeconds: 20, MaxNumberOfMessages: 10, VisibilityTimeout: 30 });
    assert.ok(found.length > 0);
    for (const { Body, ReceiptHandle } of found) {
      await sqs.deleteMessage({ QueueUrl: source, ReceiptHandle });
      back.push(Body);
    }
  }
  assert.deepEqual(back.sort(), ["p1", "p2"]);
  const { Results } = await sqs.listMessageMoveTasks({ SourceArn: deadLetterTargetArn });
  assert.equal(Results[0].SourceArn, deadLetterTargetArn);
  assert.equal(Number(Results[0].ApproximateNumberOfMessagesToMove), 2);
  assert.ok(["RUNNING", "COMPLETED"].includes(Results[0].Status), Results[0].Status);
  assert.ok(TaskHandle);
  await refused(sqs.cancelMessageMoveTask({ TaskHandle: "garbage" }),
                { ...wrong, message: "Value for parameter TaskHandle is invalid." });
});

test("a running move task can be cancelled", async () => {
  const dead = await queue("cancel-dead");
  const SourceArn = await attribute(dead, "QueueArn");
  await queue("cancel-source", { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: SourceArn, maxReceiveCount: 1 }) });
  const DestinationArn = await attribute(await queue("cancel-destination"), "QueueArn");
  const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: String(index), MessageBody: "x" }));
  await sqs.sendMessageBatch({ QueueUrl: dead, Entries });
  const task = { SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond: 1 };
  const { TaskHandle } = await sqs.startMessageMoveTask(task);
  await refused(sqs.startMessageMoveTask(task), { ...wrong, message: "There is already a task running. " +
    "Only one active task is allowed for a source queue arn at a given time." });
  const { ApproximateNumberOfMessagesMoved } = await sqs.cancelMessageMoveTask({ TaskHandle });
  assert.ok(ApproximateNumberOfMessagesMoved < 10);
  const { Results } = await sqs.listMessageMoveTasks({ SourceArn });
  assert.match(Results[0].Status, /^CANCELL(ING|ED)$/);
});

test("a closed dead-letter queue refuses sources", async () => {
  const closed = await queue("closed", { RedriveAllowPolicy: JSON.stringify({ redrivePermission: "denyAll" }) });
  const deadLetterTargetArn = await attribute(closed, "QueueArn");
  await refused(queue("rejected", { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 }) }), wrong);
  await refused(sqs.getQueueUrl({ QueueName: "js-rejected" }), gone);
});

test("permissions come and go", async () => {
  const QueueUrl = await queue("permissions");
  const grant = { QueueUrl, Label: "door", AWSAccountIds: ["222233334444", "333344445555"], Actions: ["ReceiveMessage"] };
  await sqs.addPermission(grant);
  const [statement] = JSON.parse(await attribute(QueueUrl, "Policy")).Statement;
  assert.equal(statement.Sid, "door");
  assert.deepEqual(statement.Principal.AWS.sort(), ["arn:aws:iam::222233334444:root", "arn:aws:iam::333344445555:root"]);
  await refused(sqs.addPermission(grant), { ...wrong,
    message: "Value door for parameter Label is invalid. Reason: Already exists." });
  await sqs.removePermission({ QueueUrl, Label: "door" });
  assert.equal(await attribute(QueueUrl, "Policy"), undefined);
});

test("purge empties a queue, at most once a minute", async () => {
  const QueueUrl = await queue("purge");
  await sqs.sendMessage({ QueueUrl, MessageBody: "x" });
  await sqs.purgeQueue({ QueueUrl });
  assert.deepEqual(await receive(QueueUrl), []);
  await refused(sqs.purgeQueue({ QueueUrl }), {
    name: "PurgeQueueInProgress", code: "AWS.SimpleQueueService.PurgeQueueInProgress", status: 403,
    message: "Only one PurgeQueue operation on js-purge is allowed every 60 seconds." });
});

test("a deleted queue does not exist", async () => {
  const QueueUrl = await queue("deleted");
  await sqs.deleteQueue({ QueueUrl });
  await refused(sqs.getQueueUrl({ QueueName: "js-deleted" }), gone);
  await refused(sqs.sendMessage({ QueueUrl, MessageBody: "?" }), gone);
  const error = await refused(sqs.receiveMessage({ QueueUrl }), gone);
  assert.equal(error.$fault, "client");
});
