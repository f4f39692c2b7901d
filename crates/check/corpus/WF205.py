# === configuration fetched at import
import requests

FLAGS = requests.get("https://flags.example.com/shop.json", timeout=2).json()  # WF205


def handler(event, context):
    return FLAGS["open"]
# === in a module that the handler imports, by a function
from settings import SETTINGS


def handler(event, context):
    return SETTINGS["open"]
# --- settings.py
import boto3

ssm = boto3.client("ssm")


def read():
    found = ssm.get_parameters_by_path(Path="/shop")  # WF205
    return {each["Name"]: each["Value"] for each in found["Parameters"]}


SETTINGS = read()
# === a connection at import
import os

import psycopg2

connection = psycopg2.connect(os.environ["DSN"])  # WF205


def handler(event, context):
    with connection.cursor() as cursor:
        cursor.execute("select 1")
        return cursor.fetchone()
# === asleep at import
import time

time.sleep(1)  # WF205


def handler(event, context):
    return None
# === near miss: made, not called
import boto3
import redis
import requests
import sqlalchemy

s3 = boto3.client("s3")
web = requests.Session()
cache = redis.Redis(host="cache")
engine = sqlalchemy.create_engine("postgresql://db")


def handler(event, context):
    return s3.head_object(Bucket="b", Key=event["key"])["ETag"]
# === near miss: a program's own part
import requests


def handler(event, context):
    return None


if __name__ == "__main__":
    print(requests.get("https://example.com", timeout=3).text)
# === near miss: a module that the handler does not import
def handler(event, context):
    return None
# --- deploy.py
import boto3

boto3.client("lambda").update_function_code(FunctionName="f", ZipFile=b"")
# === a function that is kept for later
import functools

import requests


def index():
    session = requests.Session()
    return session.get("https://example.com", timeout=3).json()


cached = functools.lru_cache(index)


def handler(event, context):
    return cached()
