"""Renders a table as HTML."""

import logging

from chameleon import PageTemplate

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)

PAGE = PageTemplate(
    """<table xmlns="http://www.w3.org/1999/xhtml" xmlns:tal="http://xml.zope.org/namespaces/tal">
<tr tal:repeat="row table"><td tal:repeat="cell row.values()" tal:content="cell"/></tr>
</table>"""
)


def handler(event, context):
    """Answers with a table of `rows` and `columns`, or with the one that is given."""
    if "table" in event:
        table = event["table"]
    else:
        columns = range(int(event["columns"]))
        table = [{str(n): row * n for n in columns} for row in range(int(event["rows"]))]
    page = PAGE.render(table=table)
    logger.info("rendered %d rows", len(table))
    return {"rows": len(table), "html": page}
