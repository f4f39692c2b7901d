# === a thread that is frozen
import threading

import requests


def tell(order):
    requests.post("https://hooks.example.com", json=order, timeout=3)


def handler(event, context):
    threading.Thread(target=tell, args=(event["order"],)).start()  # WF406
    return {"statusCode": 202}
# === with a name, a daemon
from threading import Thread


def tell(order):
    print(order)


def notify(order):
    thread = Thread(target=tell, args=(order,), daemon=True)  # WF406
    thread.start()


def handler(event, context):
    notify(event["order"])
    return {"statusCode": 202}
# === handed to a pool, and forgotten
from concurrent.futures import ThreadPoolExecutor

import boto3

pool = ThreadPoolExecutor(4)
sqs = boto3.client("sqs")


def handler(event, context):
    pool.submit(sqs.send_message, QueueUrl="q", MessageBody=event["body"])  # WF406
    return {"statusCode": 202}
# === near miss: waited for
from concurrent.futures import ThreadPoolExecutor
from threading import Thread

import boto3

sqs = boto3.client("sqs")
pool = ThreadPoolExecutor(4)


def work(body):
    sqs.send_message(QueueUrl="q", MessageBody=body)


def handler(event, context):
    threads = [Thread(target=work, args=(body,)) for body in event["bodies"]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with ThreadPoolExecutor(4) as inner:
        inner.submit(work, "last")
    future = pool.submit(work, "more")
    return future.result()
# === a timer that is stopped
import threading


def handler(event, context):
    timer = threading.Timer(2, print)
    timer.start()
    try:
        return len(event)
    finally:
        timer.cancel()
# === a thread that the caller gets
import threading


def start(work):
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def handler(event, context):
    start(print).join()
