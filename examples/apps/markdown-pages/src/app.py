"""Turns what authors write in Markdown into the pages of a manual."""

import json
import logging

from pages import Unreadable, rendered, versions

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)


def handler(event, context):
    """Answers a webhook of the repository with the pages of what was pushed."""
    pages, problems = [], []
    for file in event["files"]:
        try:
            pages.append({"path": file["path"], **rendered(file["text"])})
        except Unreadable as unreadable:
            logger.warning("%s: %s", file["path"], unreadable)
            problems.append({"path": file["path"], "problem": str(unreadable)})
    if problems and not pages:
        raise ValueError(f"no page can be made: {json.dumps(problems)}")
    logger.info("%d pages", len(pages))
    return {"commit": event["commit"], "pages": pages, "problems": problems, "by": versions()}
