"""AWS: operations of boto3's and aiobotocore's clients, and the clients being made."""

from weakref import WeakKeyDictionary

#: Parameters that name what an operation is for, the most telling first.
_TARGETS = (
    "TableName",
    "Bucket",
    "QueueUrl",
    "QueueName",
    "TopicArn",
    "TargetArn",
    "FunctionName",
    "SecretId",
    "StreamName",
    "DeliveryStreamName",
    "stateMachineArn",
    "EventBusName",
    "KeyId",
    "Name",
    "logGroupName",
    "modelId",
    "UserPoolId",
    "ClusterName",
    "RoleArn",
)

#: Lists in answers whose length is the number of items received.
_ITEMS = ("Items", "Contents", "Messages", "Parameters", "Records", "SecretValues")


class Operations:
    """Spans of operations."""

    def __init__(self, calls):
        self._calls = calls
        self._names = {}
        #: What bodies that are read later are from.
        self.bodies = WeakKeyDictionary()

    def before(self, args, kwargs):
        """Tells the operation of `_make_api_call(self, operation_name, api_params)`."""
        client, operation = args[0], args[1] if len(args) > 1 else kwargs["operation_name"]
        parameters = args[2] if len(args) > 2 else kwargs.get("api_params")
        # Each service has a class of its own.
        key = client.__class__, operation
        name = self._names.get(key)
        if name is None:
            service = client.meta.service_model.service_id
            name = self._names[key] = f"{service.replace(' ', '')}.{operation}"
        limit = client._client_config.read_timeout
        attributes = {"timeout": "none" if limit is None else limit}
        return name, target_of(parameters), attributes

    def after(self, span, args, kwargs, result):
        """Adds what the answer tells."""
        attributes = span.attributes
        add_metadata(attributes, result.get("ResponseMetadata"))
        if "Item" in result:
            attributes["rows"] = 1
        else:
            for name in _ITEMS:
                items = result.get(name)
                if items.__class__ is list:
                    attributes["rows"] = len(items)
                    break
            body = result.get("Body")
            if body is not None and hasattr(body, "read"):
                self.bodies[body] = span
        if self._calls.survey:
            parameters = args[2] if len(args) > 2 else kwargs.get("api_params")
            aws = self._calls.load("warmfront_calls_aws_values")
            aws.describe(self._calls, span, parameters, result)

    def failed(self, span, error):
        """Adds what an error of the service tells."""
        response = getattr(error, "response", None)
        if response.__class__ is dict:
            add_metadata(span.attributes, response.get("ResponseMetadata"))


def add_metadata(attributes, metadata):
    """Adds status, attempts and size."""
    if not metadata:
        return
    if "HTTPStatusCode" in metadata:
        attributes["status"] = metadata["HTTPStatusCode"]
    if "RetryAttempts" in metadata:
        attributes["attempts"] = metadata["RetryAttempts"] + 1
    length = metadata.get("HTTPHeaders", {}).get("content-length")
    if length is not None:
        attributes["response_bytes"] = int(length)


def target_of(parameters):
    """Returns the table, bucket, queue, topic, function or the like, or nothing."""
    if parameters.__class__ is not dict:
        return ""
    for name in _TARGETS:
        if name in parameters:
            value = parameters[name]
            if value.__class__ is not str:
                return ""
            # Of an address or a resource name the last part is enough.
            if name == "QueueUrl":
                return value.rpartition("/")[2]
            return value.rpartition(":")[2] if value.startswith("arn:") else value
    tables = parameters.get("RequestItems")
    if tables.__class__ is dict:
        return ",".join(sorted(map(str, tables)))
    return ""


def _operations(calls):
    operations = calls.shared.get("botocore")
    if operations is None:
        operations = calls.shared["botocore"] = Operations(calls)
    return operations


def patch_client(calls, module):
    """All operations of all clients come through one method."""
    operations = _operations(calls)
    told = operations.before, operations.after, operations.failed
    calls.around(module.BaseClient, "_make_api_call", "aws", "botocore", *told)


def patch_async_client(calls, module):
    """The same for asyncio."""
    operations = _operations(calls)
    told = operations.before, operations.after, operations.failed
    calls.around(module.AioBaseClient, "_make_api_call", "aws", "aiobotocore", *told)


def patch_session(calls, module):
    """A client of botocore itself, which is also what boto3's are made of."""
    name = "botocore.create_client"
    calls.client(module.Session, "create_client", "botocore", name, _service)


def patch_boto3(calls, module):
    """Sessions, clients and resources."""
    session = module.Session
    calls.client(session, "__init__", "boto3", "boto3.Session")
    calls.client(session, "client", "boto3", "boto3.client", _service)
    calls.client(session, "resource", "boto3", "boto3.resource", _service)


def patch_loader(calls, module):
    """Descriptions of services, read from JSON when a client is made."""

    name = "load_service_model"

    def before(args, kwargs):
        key = (name, args[1:], tuple(sorted(kwargs.items())))
        if (key if kwargs else key[:2]) in getattr(args[0], "_cache", ()):
            return None
        kind = args[2] if len(args) > 2 else kwargs.get("type_name", "")
        return f"botocore.{name}", f"{_service(args, kwargs)}/{kind}", {}

    calls.around(module.Loader, name, "client", "botocore", before)


def patch_response(calls, module):
    """A body, such as an object's of S3, is waited for when it is read."""
    bodies = _operations(calls).bodies

    def before(args, kwargs):
        operation = bodies.get(args[0])
        return "StreamingBody.read", "" if operation is None else operation.target, {}

    def after(span, args, kwargs, result):
        span.attributes["response_bytes"] = len(result)
        operation = bodies.get(args[0]) if calls.survey else None
        if operation is not None:
            calls.load("warmfront_calls_aws_values").read_later(calls, operation, result)

    calls.around(module.StreamingBody, "read", "http", "botocore", before, after)


def _service(args, kwargs):
    return str(args[1] if len(args) > 1 else kwargs.get("service_name", ""))


PATCHES = {
    "boto3.session": patch_boto3,
    "botocore.client": patch_client,
    "botocore.loaders": patch_loader,
    "botocore.response": patch_response,
    "botocore.session": patch_session,
    "aiobotocore.client": patch_async_client,
}
