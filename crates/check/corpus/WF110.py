# === processes for each invocation
from concurrent.futures import ProcessPoolExecutor


def square(number):
    return number * number


def handler(event, context):
    with ProcessPoolExecutor() as pool:  # WF110
        return list(pool.map(square, event["numbers"]))
# === multiprocessing's pool
import multiprocessing as mp


def double(number):
    return 2 * number


def handler(event, context):
    with mp.Pool(4) as pool:  # WF110
        return pool.map(double, event["numbers"])
# === near miss: threads
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.pool import ThreadPool


def handler(event, context):
    with ThreadPoolExecutor(4) as pool, ThreadPool(2) as other:
        return list(pool.map(str, event["numbers"])) + other.map(str, event["numbers"])
