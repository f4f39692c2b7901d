"""From a message to a mail: subject, text and HTML."""

import json
from datetime import datetime
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_timedelta
from babel.numbers import format_currency, format_percent
from babel.support import Translations
from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    select_autoescape,
)
from premailer import Premailer

FOLDER = Path(__file__).parent
TEXTS = json.loads((FOLDER / "texts.json").read_text(encoding="utf-8"))

templates = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=select_autoescape(),
    undefined=StrictUndefined,
    extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    trim_blocks=True,
    lstrip_blocks=True,
)


class UnknownTemplate(Exception):
    """There is no template of that name."""


class Texts(Translations):
    """Translations from `texts.json`; what it lacks stays English."""

    def __init__(self, language):
        super().__init__()
        self.texts = TEXTS.get(language, {})

    def gettext(self, message):
        return self.texts.get(message, message)

    def ngettext(self, singular, plural, n):
        return self.gettext(singular if n == 1 else plural)


def filters(locale):
    """Returns the filters that depend on the language."""
    return {
        "money": lambda amount, currency: format_currency(amount, currency, locale=locale),
        "day": lambda text: format_date(datetime.fromisoformat(text), "long", locale=locale),
        "percent": lambda share: format_percent(share, locale=locale),
        "days": lambda n: format_timedelta(n * 86400, granularity="day", locale=locale),
    }


def written(name, locale, message):
    """Returns a mail."""
    locale = Locale.parse(locale, sep="-")
    environment = templates.overlay()
    environment.filters = {**templates.filters, **filters(locale)}
    texts = Texts(locale.language)
    environment.install_gettext_callables(texts.gettext, texts.ngettext, newstyle=True)
    content = {"locale": locale, **json.loads(message)}
    try:
        page = environment.get_template(f"{name}.html").render(content)
        plain = environment.get_template(f"{name}.txt").render(content)
    except TemplateNotFound as error:
        raise UnknownTemplate(name) from error
    subject, _, text = plain.partition("\n")
    styled = Premailer(page, allow_network=False, keep_style_tags=False, cssutils_logging_level=50)
    return {"subject": subject, "text": text.strip(), "html": styled.transform()}
