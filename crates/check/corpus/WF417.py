# === a light import that was moved in
def handler(event, context):
    import json  # WF417

    return json.loads(event["body"])
# === near miss: heavy
def handler(event, context):
    import pandas as pd

    return pd.DataFrame(event["rows"]).to_dict()
