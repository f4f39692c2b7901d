"""Looks into a folder."""

import os


def handler(event, context):
    before = os.getcwd()
    os.chdir("/tmp")
    assert before
    return sorted(os.listdir("."))[: event["n"]]
