// The story of DynamoDB as the SDK for JavaScript v3 tells it; it checks every answer's CRC itself.
"use strict";
const assert = require("node:assert/strict");
const { after, before, test } = require("node:test");
const { DynamoDB, paginateQuery, waitUntilTableExists } = require("@aws-sdk/client-dynamodb");
const { start, options, refused } = require("./server.js");

let server;
let dynamodb;

before(async () => {
  server = await start();
  dynamodb = new DynamoDB(options(server.endpoint));
});
after(async () => {
  dynamodb.destroy();
  await server.stop();
});

const assets = {
  TableName: "assets", BillingMode: "PAY_PER_REQUEST",
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }, { AttributeName: "sk", KeyType: "RANGE" }],
  AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }, { AttributeName: "sk", AttributeType: "N" }],
};

test("a table is made once, filled, and read in pages", async () => {
  await dynamodb.createTable(assets);
  await waitUntilTableExists({ client: dynamodb, minDelay: 1, maxWaitTime: 60 }, { TableName: "assets" });
  await refused(dynamodb.createTable(assets), {
    name: "ResourceInUseException", message: "Table already exists: assets" });
  await dynamodb.batchWriteItem({ RequestItems: { assets: [...Array(20).keys()].map((n) => ({
    PutRequest: { Item: { pk: { S: "p" }, sk: { N: String(n) }, data: { B: new Uint8Array([n, 255]) } } } })) } });
  const found = [];
  const query = { TableName: "assets", KeyConditionExpression: "pk = :p AND sk >= :n",
                  ExpressionAttributeValues: { ":p": { S: "p" }, ":n": { N: "5" } } };
  for await (const page of paginateQuery({ client: dynamodb, pageSize: 6 }, query))
    found.push(...page.Items.map((item) => [Number(item.sk.N), item.data.B[0]]));
  assert.deepEqual(found, [...Array(15).keys()].map((n) => [n + 5, n + 5]));
});

test("a condition that fails shows the item", async () => {
  await dynamodb.createTable({ ...assets, TableName: "guarded" });
  const Item = { pk: { S: "a" }, sk: { N: "1" }, v: { N: "7" } };
  await dynamodb.putItem({ TableName: "guarded", Item });
  const again = dynamodb.putItem({ TableName: "guarded", Item, ConditionExpression: "attribute_not_exists(pk)",
                                   ReturnValuesOnConditionCheckFailure: "ALL_OLD" });
  await assert.rejects(again, (error) => {
    assert.equal(error.name, "ConditionalCheckFailedException");
    assert.equal(error.message, "The conditional request failed");
    assert.deepEqual(error.Item, Item);
    return true;
  });
});
