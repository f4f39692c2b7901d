"""Invoices: checked against schema and rules of business, transformed, and turned into JSON."""

from pathlib import Path

import xmltodict
from lxml import etree, isoschematron

FOLDER = Path(__file__).with_name("schema")
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
SCHEMA = etree.XMLSchema(etree.parse(FOLDER / "invoice.xsd", PARSER))
RULES = isoschematron.Schematron(etree.parse(FOLDER / "rules.sch", PARSER), store_report=True)
FLAT = etree.XSLT(etree.parse(FOLDER / "flat.xsl", PARSER))
MESSAGES = etree.XPath(
    "//svrl:failed-assert/svrl:text/text()",
    namespaces={
        "svrl": "http://purl.oclc.org/dsdl/svrl",
    },
)


class Invalid(Exception):
    """An invoice that breaks a rule."""

    def __init__(self, problems):
        super().__init__("; ".join(problems))
        self.problems = problems


def read(text):
    """Returns an invoice as the accounts want it."""
    try:
        document = etree.fromstring(text, PARSER).getroottree()
    except etree.XMLSyntaxError as error:
        raise ValueError(f"no XML: {error}") from error
    if not SCHEMA.validate(document):
        raise Invalid([f"line {each.line}: {each.message}" for each in SCHEMA.error_log])
    if not RULES.validate(document):
        raise Invalid([" ".join(each.split()) for each in MESSAGES(RULES.validation_report)])
    flat = xmltodict.parse(etree.tostring(FLAT(document)), force_list=("line",))["invoice"]
    return {
        "number": flat["@number"],
        "currency": flat["@currency"],
        "supplier": flat["supplier"],
        "total": flat["total"],
        "lines": [
            {"article": line["@article"], "amount": line["@amount"]} for line in flat["line"]
        ],
    }
