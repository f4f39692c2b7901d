# === templates found anew
from jinja2 import Environment, FileSystemLoader


def render(order):
    pages = Environment(loader=FileSystemLoader("templates"), autoescape=True)  # WF109
    return pages.get_template("order.html").render(order=order)


def handler(event, context):
    return {"statusCode": 200, "body": render(event["order"])}
# === a validator for each invocation
import jsonschema

SCHEMA = {"type": "object", "required": ["id"]}


def handler(event, context):
    validator = jsonschema.Draft202012Validator(SCHEMA)  # WF109
    return [error.message for error in validator.iter_errors(event)]
# === a type adapter
from pydantic import TypeAdapter


def handler(event, context):
    numbers = TypeAdapter(list[int]).validate_python(event["numbers"])  # WF109
    return sum(numbers)
# === near miss: built once
from jinja2 import Environment
from pydantic import TypeAdapter

PAGES = Environment(autoescape=True)
NUMBERS = TypeAdapter(list[int])


def handler(event, context):
    return PAGES.from_string("hello {{ name }}").render(name=NUMBERS.validate_python(event["n"]))
# === near miss: a schema of the event's
import jsonschema


def handler(event, context):
    return jsonschema.Draft7Validator(event["schema"]).is_valid(event["value"])
