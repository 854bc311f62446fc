"""boto3's story of worlds: 64 suites at the same time use the same names in worlds forked from one, and none sees another."""
import concurrent.futures
import threading
import unittest
import urllib.request

from stories import Story

SUITES = 64


class Worlds(Story):
    def clients(self, world=None):
        endpoint = self.server.endpoint + (f"/_world/{world}" if world else "")
        return [self.client(service, endpoint=endpoint) for service in ("sqs", "dynamodb", "secretsmanager")]

    def test_suites_do_not_meet(self):
        sqs, dynamodb, secrets = self.clients()
        url = sqs.create_queue(QueueName="orders")["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody="seed")
        dynamodb.create_table(TableName="assets", BillingMode="PAY_PER_REQUEST",
                              KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                              AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}])
        dynamodb.put_item(TableName="assets", Item={"id": {"S": "one"}, "by": {"S": "main"}})
        secrets.create_secret(Name="token", SecretString="main")

        suites = [self.clients(f"suite-{number}") for number in range(SUITES)]  # boto3 makes them in one thread only
        together = threading.Barrier(SUITES)

        def suite(number):
            name = f"suite-{number}"
            urllib.request.urlopen(urllib.request.Request(
                f"{self.server.endpoint}/_understudy/worlds/{name}?from=main", method="PUT")).close()
            sqs, dynamodb, secrets = suites[number]
            url = sqs.get_queue_url(QueueName="orders")["QueueUrl"]
            self.assertIn(f"/_world/{name}/", url)
            together.wait()  # from here on all at once
            dynamodb.update_item(TableName="assets", Key={"id": {"S": "one"}}, UpdateExpression="SET #by = :by",
                                 ConditionExpression="#by = :main", ExpressionAttributeNames={"#by": "by"},
                                 ExpressionAttributeValues={":by": {"S": name}, ":main": {"S": "main"}})
            secrets.put_secret_value(SecretId="token", SecretString=name)
            sqs.send_message(QueueUrl=url, MessageBody=name)
            bodies = set()
            while len(bodies) < 2:
                for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1).get("Messages", []):
                    bodies.add(message["Body"])
            item = dynamodb.get_item(TableName="assets", Key={"id": {"S": "one"}})["Item"]
            return bodies, item["by"]["S"], secrets.get_secret_value(SecretId="token")["SecretString"]

        with concurrent.futures.ThreadPoolExecutor(SUITES) as threads:
            for number, told in enumerate(threads.map(suite, range(SUITES))):
                name = f"suite-{number}"
                self.assertEqual(({"seed", name}, name, name), told)

        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])["Attributes"]
        self.assertEqual("1", attributes["ApproximateNumberOfMessages"])
        self.assertEqual("main", dynamodb.get_item(TableName="assets", Key={"id": {"S": "one"}})["Item"]["by"]["S"])
        self.assertEqual("main", secrets.get_secret_value(SecretId="token")["SecretString"])


if __name__ == "__main__":
    unittest.main()
