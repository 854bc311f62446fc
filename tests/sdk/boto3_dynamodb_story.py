"""boto3's story of DynamoDB: an application that keeps assets in a table, by the resource and by the client."""
import decimal
import time
import unittest
import urllib.request

import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.config import Config

from stories import Story


class Dynamo(Story):
    def setUp(self):
        self.dynamodb = self.client("dynamodb")
        self.resource = boto3.resource(
            "dynamodb", region_name="us-east-1", endpoint_url=self.server.endpoint,
            config=Config(retries={"max_attempts": 0}), aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
            aws_secret_access_key="rehearsal")

    def tearDown(self):
        self.resource.meta.client.close()


class AssetStore:
    """What such an application does: a table at start, which may be there already, and an index by owner."""

    def __init__(self, resource):
        self.resource = resource
        try:
            resource.create_table(
                TableName="assets",
                KeySchema=[{"AttributeName": "asset_id", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"}
                                      for name in ("asset_id", "owner", "created_at")],
                GlobalSecondaryIndexes=[{
                    "IndexName": "by-owner", "Projection": {"ProjectionType": "ALL"},
                    "KeySchema": [{"AttributeName": "owner", "KeyType": "HASH"},
                                  {"AttributeName": "created_at", "KeyType": "RANGE"}]}],
                BillingMode="PAY_PER_REQUEST").wait_until_exists()
            self.fresh = True
        except resource.meta.client.exceptions.ResourceInUseException:
            self.fresh = False
        self.table = resource.Table("assets")

    def add(self, asset_id, owner, created_at, **more):
        self.table.put_item(Item={"asset_id": asset_id, "owner": owner, "created_at": created_at, **more},
                            ConditionExpression=Attr("asset_id").not_exists())

    def of(self, owner, **more):
        found = self.table.query(IndexName="by-owner", KeyConditionExpression=Key("owner").eq(owner), **more)
        return [item["asset_id"] for item in found["Items"]]


class Application(Dynamo):
    def test_assets_survive_a_restart_of_the_application(self):
        store = AssetStore(self.resource)
        self.assertTrue(store.fresh)
        store.add("a1", "ann", "2026-01-02", size=decimal.Decimal("12.50"), tags={"red", "blue"}, blob=b"\x00\xff",
                  meta={"deep": [1, None, True, "x"]})
        store.add("a2", "ann", "2026-01-01")
        store.add("b1", "bob", "2026-01-03")
        with self.assertRaises(self.resource.meta.client.exceptions.ConditionalCheckFailedException):
            store.add("a1", "eve", "2026-01-04")
        again = AssetStore(self.resource)
        self.assertFalse(again.fresh)
        item = again.table.get_item(Key={"asset_id": "a1"})["Item"]
        self.assertEqual(decimal.Decimal("12.5"), item["size"])
        self.assertEqual({"red", "blue"}, item["tags"])
        self.assertEqual(b"\x00\xff", item["blob"].value)
        self.assertEqual({"deep": [1, None, True, "x"]}, item["meta"])
        self.assertEqual(["a2", "a1"], again.of("ann"))
        self.assertEqual(["a1", "a2"], again.of("ann", ScanIndexForward=False))
        changed = again.table.update_item(
            Key={"asset_id": "a1"}, UpdateExpression="SET #s = #s + :one, meta.deep[1] = :v REMOVE #b",
            ExpressionAttributeNames={"#s": "size", "#b": "blob"},
            ExpressionAttributeValues={":one": 1, ":v": "there"}, ReturnValues="ALL_NEW")["Attributes"]
        self.assertEqual(decimal.Decimal("13.5"), changed["size"])
        self.assertEqual([1, "there", True, "x"], changed["meta"]["deep"])
        self.assertNotIn("blob", changed)
        again.table.delete_item(Key={"asset_id": "a2"})
        self.assertEqual(["a1"], again.of("ann"))
        again.table.delete()
        again.table.wait_until_not_exists()

    def test_batches_and_pages(self):
        table = self.resource.create_table(
            TableName="pages", BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "n", "KeyType": "RANGE"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"},
                                  {"AttributeName": "n", "AttributeType": "N"}])
        with table.batch_writer() as batch:
            for n in range(100):
                batch.put_item(Item={"pk": "p", "n": n - 50})
        pages = self.dynamodb.get_paginator("query").paginate(
            TableName="pages", KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": "p"}},
            PaginationConfig={"PageSize": 30})
        found = [int(item["n"]["N"]) for page in pages for item in page["Items"]]
        self.assertEqual(list(range(-50, 50)), found)
        scanned = table.scan(FilterExpression=Attr("n").between(0, 9), ReturnConsumedCapacity="TOTAL")
        self.assertEqual((10, 100), (scanned["Count"], scanned["ScannedCount"]))
        got = self.resource.batch_get_item(RequestItems={"pages": {"Keys": [{"pk": "p", "n": n} for n in (1, 2, 77)]}})
        self.assertEqual(2, len(got["Responses"]["pages"]))

    def test_refusals(self):
        self.refused("ResourceNotFoundException", 400, self.dynamodb.get_item, TableName="nowhere",
                     Key={"pk": {"S": "a"}}, message="Requested resource not found")
        self.refused("ValidationException", 400, self.dynamodb.create_table, TableName="refused",
                     KeySchema=[{"AttributeName": "pk", "KeyType": "SORT"}], BillingMode="PAY_PER_REQUEST",
                     AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
                     message="1 validation error detected: Value 'SORT' at 'keySchema.1.member.keyType' failed to "
                             "satisfy constraint: Member must satisfy enum value set: [HASH, RANGE]")

    def test_transactions_say_why_not(self):
        client = self.dynamodb
        client.create_table(TableName="bank", KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
                            BillingMode="PAY_PER_REQUEST")
        client.put_item(TableName="bank", Item={"id": {"S": "a"}, "money": {"N": "5"}})

        def move(amount):
            value = {":m": {"N": str(amount)}}
            client.transact_write_items(TransactItems=[
                {"Update": {"TableName": "bank", "Key": {"id": {"S": "a"}}, "ExpressionAttributeValues": value,
                            "UpdateExpression": "SET money = money - :m", "ConditionExpression": "money >= :m",
                            "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}},
                {"Update": {"TableName": "bank", "Key": {"id": {"S": "b"}}, "ExpressionAttributeValues": value,
                            "UpdateExpression": "ADD money :m"}}])

        move(3)
        with self.assertRaises(client.exceptions.TransactionCanceledException) as caught:
            move(3)
        reasons = caught.exception.response["CancellationReasons"]
        self.assertEqual(["ConditionalCheckFailed", "None"], [reason["Code"] for reason in reasons])
        self.assertEqual({"N": "2"}, reasons[0]["Item"]["money"])
        got = client.transact_get_items(TransactItems=[{"Get": {"TableName": "bank", "Key": {"id": {"S": id}}}}
                                                       for id in "ab"])
        self.assertEqual(["2", "3"], [one["Item"]["money"]["N"] for one in got["Responses"]])


class Time(Dynamo):
    def test_expired_items_go_and_the_stream_says_who_did_it(self):
        client, streams = self.dynamodb, self.client("dynamodbstreams")
        arn = client.create_table(
            TableName="sessions", KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}], BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "OLD_IMAGE"},
        )["TableDescription"]["LatestStreamArn"]
        client.update_time_to_live(TableName="sessions",
                                   TimeToLiveSpecification={"Enabled": True, "AttributeName": "end"})
        client.put_item(TableName="sessions",
                        Item={"id": {"S": "s"}, "end": {"N": str(int(time.time()) + 3600)}})
        self.assertIn("Item", client.get_item(TableName="sessions", Key={"id": {"S": "s"}}))
        urllib.request.urlopen(self.server.endpoint + "/_understudy/clock", data=b'{"advance":"2h"}').close()
        self.assertNotIn("Item", client.get_item(TableName="sessions", Key={"id": {"S": "s"}}))
        shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
        iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
        records = streams.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
        self.assertEqual(["INSERT", "REMOVE"], [record["eventName"] for record in records])
        self.assertEqual("dynamodb.amazonaws.com", records[1]["userIdentity"]["PrincipalId"])
        self.assertEqual({"S": "s"}, records[1]["dynamodb"]["OldImage"]["id"])


if __name__ == "__main__":
    unittest.main()
