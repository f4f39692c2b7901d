import gettext
import os

PLACE = os.path.join(os.path.dirname(__file__), "locale")


def translate(text):
    return gettext.translation("pkg", PLACE, languages=["de"]).gettext(text)
