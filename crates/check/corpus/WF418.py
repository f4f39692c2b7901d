# === the event, copied whole
import copy


def handler(event, context):
    order = copy.deepcopy(event)  # WF418
    return order["id"]
# === near miss: changed afterwards
import copy


def handler(event, context):
    order = copy.deepcopy(event)
    order["seen"] = True
    other = copy.copy(event)
    return order, other
