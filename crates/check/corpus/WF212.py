# === a stand-in kept by mistake
from unittest.mock import MagicMock  # WF212

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    if event.get("dry"):
        return MagicMock().put_object(**event)
    return s3.put_object(**event)
# === in a helper's module
from support import check


def handler(event, context):
    return check(event)
# --- support.py
import pytest  # WF212


def check(event):
    with pytest.raises(KeyError):
        event["missing"]
    return True
# === near miss: in the tests
def handler(event, context):
    return None
# --- tests/test_app.py
from unittest import mock

import pytest
from app import handler


def test_nothing():
    assert handler({}, mock.Mock()) is None
# --- conftest.py
import pytest
