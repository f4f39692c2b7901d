"""Calls to AWS, with moto's server."""

import inspect
import traceback
import unittest

from calls_support import Agent, library, moto

ACCOUNT = """
import boto3
CLIENT = dict(region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b")
CLIENT["endpoint_url"] = URL
"""


class AwsTest(unittest.TestCase):
    """Starts an agent for each test, and a server for all."""

    @classmethod
    def setUpClass(cls):
        library("boto3")
        cls.server = moto()
        cls.addClassCleanup(cls.server.close)
        cls.address = f"http://127.0.0.1:{cls.server.port}"

    def setUp(self):
        self.agent = Agent()
        self.addCleanup(self.agent.close)

    def run_user(self, source):
        user = self.agent.user(f"URL = '{self.address}'{ACCOUNT}{source}")
        return user["handler"]()

    def operations(self):
        """Returns operation, target and line of operations."""
        return [(span.operation, span.target, span.line) for span in self.agent.spans("aws")]

    def test_operations_have_their_target_and_their_request_below(self):
        item = self.run_user(
            """
def handler():
    client = boto3.client("dynamodb", **CLIENT)
    client.create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client.put_item(TableName="orders", Item={"id": {"S": "one"}, "text": {"S": "hello"}})
    table = boto3.resource("dynamodb", **CLIENT).Table("orders")
    assert len(table.scan()["Items"]) == 1
    return client.get_item(TableName="orders", Key={"id": {"S": "one"}})["Item"]
"""
        )
        self.assertEqual(item, {"id": {"S": "one"}, "text": {"S": "hello"}})
        told = self.operations()
        self.assertEqual(
            [(name, target) for name, target, _ in told],
            [
                ("DynamoDB.CreateTable", "orders"),
                ("DynamoDB.PutItem", "orders"),
                ("DynamoDB.Scan", "orders"),
                ("DynamoDB.GetItem", "orders"),
            ],
        )
        self.assertEqual([line for _, _, line in told][1:], [14, 16, 17])
        get = self.agent.spans("aws")[-1]
        attributes = dict(get.attributes)
        self.assertGreater(attributes.pop("response_bytes"), 20)
        self.assertGreater(attributes.pop("request_bytes"), 20)
        # The server closes them.
        self.assertEqual(attributes.pop("connection"), "new")
        self.assertGreater(attributes.pop("connect"), 0)
        self.assertEqual(
            attributes,
            {"timeout": 60, "status": 200, "attempts": 1, "rows": 1},
        )
        requests = [span for span in self.agent.spans("http") if span.parent == get.id]
        self.assertEqual(
            [(each.library, each.operation) for each in requests], [("urllib3", "POST")]
        )
        made = [span for span in self.agent.spans("client") if span.parent is None]
        self.assertEqual(
            [(span.operation, span.target) for span in made if span.library == "boto3"][-2:],
            [("boto3.client", "dynamodb"), ("boto3.resource", "dynamodb")],
        )
        self.assertEqual(self.agent.notes(), [])

    def test_bodies_of_objects_are_waited_for_when_they_are_read(self):
        body = self.run_user(
            """
def handler():
    client = boto3.client("s3", **CLIENT)
    client.create_bucket(
        Bucket="bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    client.put_object(Bucket="bucket", Key="key", Body=b"content")
    return client.get_object(Bucket="bucket", Key="key")["Body"].read()
"""
        )
        self.assertEqual(body, b"content")
        (read,) = [span for span in self.agent.spans() if span.operation == "StreamingBody.read"]
        self.assertEqual((read.target, read.line), ("bucket", 12))
        self.assertEqual(read.attributes["response_bytes"], 7)

    def test_threads_of_transfers_belong_to_the_line_that_asked(self):
        self.run_user(
            """
import io

def handler():
    client = boto3.client("s3", **CLIENT)
    client.create_bucket(
        Bucket="files", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    client.upload_fileobj(io.BytesIO(b"content"), "files", "key")
"""
        )
        self.assertEqual(self.operations()[-1], ("S3.PutObject", "files", 13))

    def test_errors_are_told_with_their_status_and_traceback(self):
        source = """
def handler():
    client = boto3.client("dynamodb", **CLIENT)
    client.get_item(TableName="absent", Key={"id": {"S": "one"}})
"""
        exceptions = library("botocore.exceptions")

        def frames():
            try:
                self.run_user(source)
            except exceptions.ClientError as error:
                trace = traceback.extract_tb(error.__traceback__)
                return [frame.name for frame in trace if "warmfront" not in frame.filename[-40:]]
            raise AssertionError("it is there")

        traced = frames()
        (span,) = self.agent.spans("aws")
        self.assertEqual(
            (span.error, span.attributes["status"]), ("ResourceNotFoundException", 400)
        )
        self.agent.withdraw()
        self.assertEqual(frames(), traced)

    def test_stubs(self):
        stub, boto3 = library("botocore.stub"), library("boto3")
        client = boto3.client(
            "sqs", region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b"
        )
        with stub.Stubber(client) as stubber:
            url = "https://sqs.eu-west-1.amazonaws.com/1/jobs"
            stubber.add_response(
                "send_message", {"MessageId": "1"}, {"QueueUrl": url, "MessageBody": "x"}
            )
            client.send_message(QueueUrl=url, MessageBody="x")
            stubber.add_client_error("receive_message", "Denied", http_status_code=403)
            with self.assertRaises(client.exceptions.ClientError):
                client.receive_message(QueueUrl=url)
        told = [(span.operation, span.target) for span in self.agent.spans("aws")]
        self.assertEqual(told, [("SQS.SendMessage", "jobs"), ("SQS.ReceiveMessage", "jobs")])
        self.assertEqual(self.agent.spans("aws")[1].attributes["status"], 403)

    def test_moto_in_process(self):
        moto_library, boto3 = library("moto"), library("boto3")
        mock = getattr(moto_library, "mock_aws", None)
        if mock is None:
            self.skipTest("is an old moto")
        with mock():
            client = boto3.client("sns", region_name="eu-west-1")
            topic = client.create_topic(Name="topic")["TopicArn"]
            client.publish(TopicArn=topic, Message="x")
        self.assertEqual(
            [(span.operation, span.target) for span in self.agent.spans("aws")],
            [("SNS.CreateTopic", "topic"), ("SNS.Publish", "topic")],
        )

    def test_methods_keep_their_signatures(self):
        botocore, session = library("botocore.client"), library("boto3.session")
        self.assertEqual(
            list(inspect.signature(botocore.BaseClient._make_api_call).parameters),
            ["self", "operation_name", "api_params"],
        )
        self.assertIn("service_name", inspect.signature(session.Session.client).parameters)

    def test_other_instruments_around_and_below(self):
        instrument = library("opentelemetry.instrumentation.botocore")
        boto3 = library("boto3")
        tracing = instrument.BotocoreInstrumentor()
        tracing.instrument()
        try:
            with library("botocore.stub").Stubber(
                boto3.client(
                    "s3", region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b"
                )
            ) as stubber:
                stubber.add_response("list_buckets", {"Buckets": []})
                self.assertEqual(stubber.client.list_buckets()["Buckets"], [])
        finally:
            tracing.uninstrument()
        self.assertEqual(self.operations()[0][:2], ("S3.ListBuckets", ""))

    def test_aiobotocore(self):
        library("aiobotocore")
        self.run_user(
            """
import asyncio
from aiobotocore.session import get_session

async def main():
    async with get_session().create_client("dynamodb", **CLIENT) as client:
        await asyncio.gather(client.list_tables(), client.list_tables())

def handler():
    asyncio.run(main())
"""
        )
        calls = self.agent.spans("aws")
        self.assertEqual([span.library for span in calls], ["aiobotocore"] * 2)
        self.assertEqual([span.line for span in calls], [11, 11])
        self.assertLess(calls[1].start, calls[0].end)
        below = [span for span in self.agent.spans("http") if span.operation == "POST"]
        self.assertEqual({span.parent for span in below}, {span.id for span in calls})


if __name__ == "__main__":
    unittest.main()
