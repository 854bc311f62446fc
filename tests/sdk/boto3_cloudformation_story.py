"""boto3's story of CloudFormation: a stack of a template with short forms, its resources in their services, its update and its end."""
import json
import unittest

from stories import Story

TEMPLATE = """
AWSTemplateFormatVersion: '2010-09-09'
Description: a small application
Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod], Default: dev}
  Delay: {Type: Number, Default: '0', MaxValue: '900'}
Resources:
  Dead:
    Type: AWS::SQS::Queue
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      DelaySeconds: !Ref Delay
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}
  Items:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    Properties:
      TableName: !Sub '${Stage}-items'
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
  Files:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Enabled}
  Worker:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: 'sts:AssumeRole'}]
Outputs:
  Url: {Value: !Ref Jobs, Export: {Name: !Sub '${AWS::StackName}-url'}}
  Bucket: {Value: !Ref Files}
  Role: {Value: !GetAtt Worker.Arn}
"""


class Stacks(Story):
    def setUp(self):
        self.stacks = self.client("cloudformation")

    def outputs(self, name):
        return {o["OutputKey"]: o["OutputValue"] for o in self.stacks.describe_stacks(StackName=name)["Stacks"][0]["Outputs"]}

    def test_a_stack_from_its_making_to_its_end(self):
        sqs, s3, dynamodb, iam = (self.client(name) for name in ("sqs", "s3", "dynamodb", "iam"))
        self.refused("InsufficientCapabilitiesException", 400, self.stacks.create_stack, StackName="app", TemplateBody=TEMPLATE,
                     message="Requires capabilities : [CAPABILITY_IAM]")
        self.stacks.create_stack(StackName="app", TemplateBody=TEMPLATE, Capabilities=["CAPABILITY_IAM"])
        self.stacks.get_waiter("stack_create_complete").wait(StackName="app")
        outputs = self.outputs("app")
        attributes = sqs.get_queue_attributes(QueueUrl=outputs["Url"], AttributeNames=["All"])["Attributes"]
        self.assertEqual(3, json.loads(attributes["RedrivePolicy"])["maxReceiveCount"])
        self.assertEqual("Enabled", s3.get_bucket_versioning(Bucket=outputs["Bucket"])["Status"])
        self.assertEqual("ACTIVE", dynamodb.describe_table(TableName="dev-items")["Table"]["TableStatus"])
        self.assertIn(outputs["Role"], [role["Arn"] for role in iam.list_roles()["Roles"]])
        self.stacks.update_stack(StackName="app", UsePreviousTemplate=True, Capabilities=["CAPABILITY_IAM"],
                                 Parameters=[{"ParameterKey": "Delay", "ParameterValue": "9"}])
        self.assertEqual(outputs["Url"], self.outputs("app")["Url"])
        attributes = sqs.get_queue_attributes(QueueUrl=outputs["Url"], AttributeNames=["All"])["Attributes"]
        self.assertEqual("9", attributes["DelaySeconds"])
        self.stacks.delete_stack(StackName="app")
        self.stacks.get_waiter("stack_delete_complete").wait(StackName="app")
        self.assertEqual([], sqs.list_queues(QueueNamePrefix="app-").get("QueueUrls", []))
        self.assertEqual([], [b for b in s3.list_buckets()["Buckets"] if b["Name"] == outputs["Bucket"]])
        self.assertIn("dev-items", dynamodb.list_tables()["TableNames"])

    def test_a_template_that_lies_in_a_bucket_and_a_stack_within_another(self):
        s3, sqs = self.client("s3"), self.client("sqs")
        s3.create_bucket(Bucket="templates")
        inner = {"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}, "Outputs": {"Url": {"Value": {"Ref": "Q"}}}}
        s3.put_object(Bucket="templates", Key="inner.json", Body=json.dumps(inner))
        url = "https://templates.s3.amazonaws.com/inner.json"
        outer = {"Resources": {"Inner": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url}}},
                 "Outputs": {"Url": {"Value": {"Fn::GetAtt": ["Inner", "Outputs.Url"]}}}}
        self.stacks.create_stack(StackName="outer", TemplateBody=json.dumps(outer))
        queue = self.outputs("outer")["Url"]
        self.assertIn(queue, sqs.list_queues()["QueueUrls"])
        nested = self.stacks.describe_stack_resources(StackName="outer")["StackResources"][0]["PhysicalResourceId"]
        self.assertIn("ParentId", self.stacks.describe_stacks(StackName=nested)["Stacks"][0])
        self.stacks.delete_stack(StackName="outer")
        self.assertNotIn(queue, sqs.list_queues().get("QueueUrls", []))


if __name__ == "__main__":
    unittest.main()
