# === unpickled for each invocation
import joblib


def handler(event, context):
    model = joblib.load("model.joblib")  # WF107
    return {"price": float(model.predict([event["features"]])[0])}
# === from a file that is opened
import pickle

PATH = "/opt/model.pkl"


def load():
    with open(PATH, "rb") as file:
        return pickle.load(file)  # WF107


def handler(event, context):
    return load().predict(event["rows"]).tolist()
# === a session of ONNX
import onnxruntime as ort


def handler(event, context):
    session = ort.InferenceSession("model.onnx")  # WF107
    return session.run(None, {"x": event["x"]})[0].tolist()
# === transformers
from transformers import AutoModel, AutoTokenizer, pipeline


def handler(event, context):
    tokenizer = AutoTokenizer.from_pretrained("/opt/model")  # WF107
    model = AutoModel.from_pretrained("/opt/model")  # WF107
    mood = pipeline("sentiment-analysis", model="/opt/mood")  # WF107
    return mood(event["text"]), model(**tokenizer(event["text"]))
# === near miss: loaded at init
import joblib

MODEL = joblib.load("model.joblib")


def handler(event, context):
    return MODEL.predict([event["x"]]).tolist()
# === near miss: the event's own data
import io
import pickle


def handler(event, context):
    with open(event["path"], "rb") as file:
        return pickle.load(file), pickle.loads(event["bytes"]), pickle.load(io.BytesIO(event["b"]))
# === near miss: kept by a cache
from functools import cache

import joblib


@cache
def model():
    return joblib.load("model.joblib")


def handler(event, context):
    return model().predict([event["x"]]).tolist()
