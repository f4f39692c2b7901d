"""Pages: front matter, then Markdown with coloured code, cleaned of what could do harm."""

from importlib.metadata import entry_points, version

import bleach
import frontmatter
import markdown
import yaml
from pygments.formatters import HtmlFormatter
from pygments.styles import get_all_styles

# By the names under which packages register them.
EXTENSIONS = ["abbr", "admonition", "attr_list", "codehilite", "def_list", "fenced_code",
              "footnotes", "md_in_html", "smarty", "tables", "toc"]  # fmt: skip
SETTINGS = {
    "codehilite": {"guess_lang": False, "css_class": "code"},
    "toc": {"permalink": True, "toc_depth": "2-3"},
}
TAGS = {
    *bleach.ALLOWED_TAGS,
    *("abbr", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "hr", "img", "p", "pre"),
    *("span", "sup", "table", "tbody", "td", "th", "thead", "tr"),
}
ATTRIBUTES = {"*": ["class", "id", "title"], "a": ["href", "rel"], "img": ["alt", "src"]}


class Unreadable(Exception):
    """A file that no page can be made of; the text is for its author."""


def versions():
    """Returns what makes the pages, for the manual's imprint."""
    known = {entry.name for entry in entry_points(group="markdown.extensions")}
    return {
        "markdown": version("Markdown"),
        "pygments": version("Pygments"),
        "extensions": sorted(known & set(EXTENSIONS)),
    }


def styles(name):
    """Returns the style sheet of coloured code, or none where there is no such style."""
    if name not in set(get_all_styles()):
        return None
    return HtmlFormatter(style=name, cssclass="code").get_style_defs()


def rendered(text):
    """Returns a page: title, contents, HTML, style sheet."""
    try:
        post = frontmatter.loads(text)
    except yaml.YAMLError as error:
        raise Unreadable(f"front matter: {error}") from error
    if "title" not in post.metadata:
        raise Unreadable("it has no title")
    converter = markdown.Markdown(extensions=EXTENSIONS, extension_configs=SETTINGS)
    page = converter.convert(post.content)
    css = styles(post.metadata.get("style", "default"))
    return {
        "title": post["title"],
        "contents": [token["name"] for token in converter.toc_tokens],
        "html": bleach.clean(page, tags=TAGS, attributes=ATTRIBUTES, strip=True),
        "css_rules": None if css is None else css.count("{"),
    }
