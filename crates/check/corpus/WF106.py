# === PostgreSQL
import os

import psycopg2


def handler(event, context):
    connection = psycopg2.connect(os.environ["DSN"])  # WF106
    with connection.cursor() as cursor:
        cursor.execute("select total from orders where id = %s", (event["id"],))
        return cursor.fetchone()[0]
# === the engine of SQLAlchemy, in a helper
from database import session


def handler(event, context):
    with session() as work:
        return work.execute("select 1").scalar()
# --- database.py
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker


def session():
    engine = create_engine("postgresql+psycopg://orders")  # WF106
    return sessionmaker(engine)()
# === Redis
import redis


class Cache:
    def __init__(self):
        self.server = redis.Redis(host="cache", socket_timeout=1)  # WF106

    def get(self, key):
        return self.server.get(key)


def handler(event, context):
    return Cache().get(event["key"])
# === MongoDB
from pymongo import MongoClient


def handler(event, context):
    client = MongoClient("mongodb://db")  # WF106
    return client.shop.orders.find_one({"_id": event["id"]})
# === MySQL with a context manager
import pymysql


def handler(event, context):
    with pymysql.connect(host="db", user="app") as connection:  # WF106
        with connection.cursor() as cursor:
            cursor.execute("select 1")
            return cursor.fetchall()
# === asyncpg
import asyncio

import asyncpg


async def total(number):
    connection = await asyncpg.connect(host="db")  # WF106
    return await connection.fetchval("select total from orders where id = $1", number)


def handler(event, context):
    return asyncio.run(total(event["id"]))
# === near miss: kept between invocations
import psycopg

_connection = None


def connection():
    global _connection
    if _connection is None or _connection.closed:
        _connection = psycopg.connect("host=db")
    return _connection


def handler(event, context):
    return connection().execute("select 1").fetchone()
# === near miss: a database in memory
import sqlite3


def handler(event, context):
    scratch = sqlite3.connect(":memory:")
    scratch.execute("create table t (x)")
    return scratch.execute("select count(*) from t").fetchone()[0]
# === near miss: a database of the event's
import sqlite3
import psycopg2


def handler(event, context):
    sqlite3.connect(event["path"]).close()
    return psycopg2.connect(event["dsn"]).closed
