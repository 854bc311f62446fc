// The story of S3 as the SDK for JavaScript v3 tells it: objects with their checksums, streams, parts and lists.
"use strict";
const assert = require("node:assert/strict");
const { Readable } = require("node:stream");
const { after, before, test } = require("node:test");
const { S3 } = require("@aws-sdk/client-s3");
const { start, options, refused } = require("./server.js");

let server, s3;

before(async () => {
  server = await start();
  s3 = new S3({ ...options(server.endpoint), forcePathStyle: true });
});
after(async () => {
  s3.destroy();
  await server.stop();
});

test("objects", async () => {
  await s3.createBucket({ Bucket: "js-objects" });
  const put = await s3.putObject({ Bucket: "js-objects", Key: "a/b c+d \u00e9", Body: "hello", ContentType: "text/plain" });
  assert.equal(put.ETag, '"5d41402abc4b2a76b9719d911017c592"');
  assert.equal(put.ChecksumCRC32, "NhCmhg==");
  const got = await s3.getObject({ Bucket: "js-objects", Key: "a/b c+d \u00e9" });
  assert.equal(await got.Body.transformToString(), "hello");
  assert.equal(got.ContentType, "text/plain");
  await refused(s3.getObject({ Bucket: "js-objects", Key: "none" }), { name: "NoSuchKey", status: 404 });
  await refused(s3.headObject({ Bucket: "js-objects", Key: "none" }), { name: "NotFound", status: 404 });
  await refused(s3.listObjectsV2({ Bucket: "js-nobodys" }), { name: "NoSuchBucket", status: 404 });
});

test("a stream comes in chunks with a trailer", async () => {
  await s3.createBucket({ Bucket: "js-streams" });
  const content = Buffer.alloc(3_000_000, "rehearsal ");
  await s3.putObject({ Bucket: "js-streams", Key: "k", Body: Readable.from([content.subarray(0, 1_000_000), content.subarray(1_000_000)]),
                       ContentLength: content.length });
  const got = await s3.getObject({ Bucket: "js-streams", Key: "k", ChecksumMode: "ENABLED" });
  assert.ok(content.equals(Buffer.from(await got.Body.transformToByteArray())));
  assert.ok(got.ChecksumCRC32);
});

test("parts", async () => {
  await s3.createBucket({ Bucket: "js-parts" });
  const where = { Bucket: "js-parts", Key: "k" };
  const { UploadId } = await s3.createMultipartUpload(where);
  const bodies = [Buffer.alloc(5 << 20, "x"), Buffer.from("tail")];
  const Parts = [];
  for (const [index, Body] of bodies.entries()) {
    const { ETag } = await s3.uploadPart({ ...where, UploadId, PartNumber: index + 1, Body });
    Parts.push({ ETag, PartNumber: index + 1 });
  }
  const done = await s3.completeMultipartUpload({ ...where, UploadId, MultipartUpload: { Parts } });
  assert.match(done.ETag, /-2"$/);
  const got = await s3.getObject({ ...where, Range: "bytes=5242878-" });
  assert.equal(await got.Body.transformToString(), "xxtail");
});
