"""Schemas, from the YAML files beside the code."""

from importlib.metadata import version
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match, relevance
from referencing import Registry
from referencing.jsonschema import DRAFT202012

FOLDER = Path(__file__).with_name("schemas")
CHECKED_BY = f"jsonschema {version('jsonschema')}"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load():
    """Returns the validators by version, and has them know each other's parts."""
    documents = {
        file.stem: yaml.load(file.read_text(encoding="utf-8"), LOADER)
        for file in sorted(FOLDER.glob("*.yaml"))
    }
    registry = Registry().with_resources(
        (document["$id"], DRAFT202012.create_resource(document)) for document in documents.values()
    )
    for document in documents.values():
        Draft202012Validator.check_schema(document)
    checker = Draft202012Validator.FORMAT_CHECKER
    return {
        name: Draft202012Validator(document, registry=registry, format_checker=checker)
        for name, document in documents.items()
        if name.startswith("v")
    }


VALIDATORS = load()


def problems(version, body):
    """Returns what is wrong with a registration, most relevant first; none without a schema."""
    validator = VALIDATORS.get(version)
    if validator is None:
        return None
    errors = sorted(validator.iter_errors(body), key=relevance, reverse=True)
    found = []
    for error in errors:
        deepest = best_match([error]) or error
        path = "/".join(map(str, deepest.absolute_path))
        found.append({"path": path, "problem": deepest.message, "rule": deepest.validator})
    return found
