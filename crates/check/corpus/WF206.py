# === pandas reads a table, rows are all that is wanted
import pandas as pd  # WF206


def handler(event, context):
    frame = pd.read_csv(event["path"])
    return [row.to_dict() for _, row in frame.iterrows()]
# === pandas makes records of JSON, and back
import pandas as pd  # WF206


def handler(event, context):
    return pd.DataFrame(event["rows"]).to_dict(orient="records")
# === near miss: pandas computes
import pandas as pd


def handler(event, context):
    frame = pd.read_csv(event["path"], parse_dates=["day"])
    return frame.groupby("kind")["price"].mean().to_dict()
# === near miss: Parquet is not read by hand
import pandas as pd


def handler(event, context):
    return pd.read_parquet(event["path"]).to_dict(orient="records")
# === near miss: handed to another function
import pandas as pd


def handler(event, context):
    frame = pd.read_csv(event["path"])
    return summary(frame)


def summary(frame):
    return frame.pivot_table(index="kind").to_dict()
