"""The context object that a handler gets beside its event."""

import logging
import os
import sys
import time


class _Record:
    """An object with a fixed set of fields, absent ones being None."""

    __slots__ = ()

    @classmethod
    def _of(cls, fields):
        if fields is None:
            return None
        record = cls()
        for name in cls.__slots__:
            setattr(record, name, fields.get(name))
        return record

    def __repr__(self):
        return _repr_of(self, self.__slots__)


def _repr_of(value, names):
    fields = ",".join(f"{name}={getattr(value, name)}" for name in names)
    return f"{value.__class__.__name__}([{fields}])"


class CognitoIdentity(_Record):
    """The identity that called, when Amazon Cognito authenticated it."""

    __slots__ = ("cognito_identity_id", "cognito_identity_pool_id")


class Client(_Record):
    """The mobile application that called."""

    __slots__ = (
        "installation_id",
        "app_title",
        "app_version_name",
        "app_version_code",
        "app_package_name",
    )


class ClientContext(_Record):
    """What the caller said of itself."""

    __slots__ = ("custom", "env", "client")


class LambdaContext:
    """The second argument of every handler."""

    def __init__(
        self,
        invoke_id,
        client_context,
        cognito_identity,
        epoch_deadline_time_in_ms,
        invoked_function_arn=None,
        tenant_id=None,
    ):
        env = os.environ.get
        self.aws_request_id = invoke_id
        self.log_group_name = env("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = env("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = env("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = env("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = invoked_function_arn
        self.tenant_id = tenant_id
        self._w3c_fields = _take_w3c(client_context)
        self.client_context = ClientContext._of(client_context)
        if self.client_context is not None:
            self.client_context.client = Client._of(self.client_context.client)
        self.identity = CognitoIdentity._of({})
        if cognito_identity is not None:
            self.identity.cognito_identity_id = cognito_identity.get("cognitoIdentityId")
            self.identity.cognito_identity_pool_id = cognito_identity.get("cognitoIdentityPoolId")
        self._epoch_deadline_time_in_ms = epoch_deadline_time_in_ms

    def get_remaining_time_in_millis(self):
        """Returns the milliseconds until the time-out, never less than 0."""
        return max(0, self._epoch_deadline_time_in_ms - int(time.time() * 1000))

    def w3c(self):
        """Returns the W3C trace context that came with the invocation."""
        return dict(self._w3c_fields)

    def log(self, msg):
        """Writes `msg` to the function's log as it is, without a line end."""
        for handler in logging.getLogger().handlers:
            if hasattr(handler, "log_sink"):
                handler.log_sink.log(str(msg))
                return
        sys.stdout.write(str(msg))

    def __repr__(self):
        return _repr_of(
            self,
            (
                "aws_request_id",
                "log_group_name",
                "log_stream_name",
                "function_name",
                "memory_limit_in_mb",
                "function_version",
                "invoked_function_arn",
                "client_context",
                "identity",
                "tenant_id",
            ),
        )


def _take_w3c(client_context):
    """Takes the trace context out of the client context, so that it is seen in one place only."""
    if not isinstance(client_context, dict):
        return {}
    fields = client_context.pop("w3c", None)
    if not isinstance(fields, dict):
        return {}
    names = ("traceparent", "tracestate", "baggage")
    return {name: fields[name] for name in names if isinstance(fields.get(name), str)}
