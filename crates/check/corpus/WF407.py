# === row by row
import pandas as pd


def handler(event, context):
    frame = pd.DataFrame(event["rows"])
    total = 0.0
    for _, row in frame.iterrows():  # WF407
        total += row["price"] * row["count"]
    return total
# === a frame that grows
import pandas as pd


def handler(event, context):
    found = pd.DataFrame()
    for rows in event["pages"]:
        found = pd.concat([found, pd.DataFrame(rows)])  # WF407
    return found.sum().to_dict()
# === a function for each row
import pandas as pd


def handler(event, context):
    frame = pd.read_csv(event["path"])
    frame["total"] = frame.apply(lambda row: row["price"] * row["count"], axis=1)  # WF407
    return float(frame["total"].sum())
# === near miss: columns, and one concatenation
import pandas as pd


class Table:
    def iterrows(self):
        return []


def handler(event, context):
    frame = pd.concat([pd.DataFrame(rows) for rows in event["pages"]])
    frame["name"] = frame["name"].apply(str.strip)
    rows = [row.price for row in frame.itertuples()]
    return float((frame["price"] * frame["count"]).sum()), rows, list(Table().iterrows())
