# === needed by one route of three
import json

import pandas as pd  # WF201


def report(rows):
    return pd.DataFrame(rows).groupby("kind").sum().to_dict()


def handler(event, context):
    if event["path"] == "/report":
        return report(event["rows"])
    if event["path"] == "/health":
        return {"ok": True}
    return json.loads(event["body"])
# === needed after an early return only
import matplotlib.pyplot as plt  # WF201


def handler(event, context):
    if not event.get("chart"):
        return {"statusCode": 204}
    plt.plot(event["values"])
    plt.savefig("/tmp/chart.png")
    return {"statusCode": 200}
# === in a helper's module, needed by one of its functions on one path
from tables import size, table


def handler(event, context):
    if event.get("full"):
        return table(event["rows"])
    return size(event["rows"])
# --- tables.py
import numpy as np  # WF201


def table(rows):
    return np.array(rows).mean(axis=0).tolist()


def size(rows):
    return len(rows)
# === needed in no function that the handler reaches
import sklearn.linear_model  # WF201


def train(x, y):
    return sklearn.linear_model.LinearRegression().fit(x, y)


def handler(event, context):
    return {"price": 2 * event["size"]}
# === needed by one route of a framework
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from reportlab.pdfgen import canvas  # WF201

app = APIGatewayRestResolver()


@app.get("/invoices/<number>")
def invoice(number):
    page = canvas.Canvas("/tmp/invoice.pdf")
    page.drawString(10, 10, number)
    page.save()
    return {"number": number}


@app.get("/health")
def health():
    return {"ok": True}


def handler(event, context):
    return app.resolve(event, context)
# === near miss: needed by every event
import pandas as pd


def handler(event, context):
    frame = pd.DataFrame(event["rows"])
    return frame.describe().to_dict()
# === near miss: needed at module level
import numpy as np

ZERO = np.zeros(3)


def handler(event, context):
    if event.get("full"):
        return np.array(event["rows"]).tolist()
    return ZERO.tolist()
# === near miss: a base class, a decorator, an annotation that is read
import sqlalchemy.orm
import torch


class Base(sqlalchemy.orm.DeclarativeBase):
    pass


@torch.no_grad()
def predict(x):
    return x


def handler(event, context):
    if event.get("full"):
        return sqlalchemy.orm.Session(), torch.ones(3), predict(1), Base
    return None
# === near miss: light, or of the standard library
import base64
import hashlib
import json


def handler(event, context):
    if event.get("isBase64Encoded"):
        return base64.b64decode(event["body"]).decode()
    if event.get("digest"):
        return hashlib.sha256(event["body"].encode()).hexdigest()
    return json.loads(event["body"])
# === near miss: only the refusal is another path
import pandas as pd


def handler(event, context):
    if "rows" not in event:
        raise ValueError("no rows")
    return pd.DataFrame(event["rows"]).sum().to_dict()
# === near miss: already within a function
def report(rows):
    import pandas as pd

    return pd.DataFrame(rows).to_dict()


def handler(event, context):
    if event.get("rows"):
        return report(event["rows"])
    return None
# === a module of the package itself
# --- app.py
from pandas.core import tools


def handler(event, context):
    return tools.rows(event)
# --- pandas/core/tools.py
import pandas as pd


def rows(event):
    if event.get("table"):
        return pd.DataFrame(event["rows"]).to_dict()
    return event["rows"]
