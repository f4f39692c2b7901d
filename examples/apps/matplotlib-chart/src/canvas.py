"""From axes to the bytes of a picture, and what these say of themselves."""

import io
import struct
import xml.etree.ElementTree as ElementTree

import matplotlib as mpl

mpl.use("Agg")

from matplotlib import pyplot as plt

SIZE = (8, 4.5)
STYLE = "seaborn-v0_8-whitegrid"


def rendered(draw, event, kind):
    """Returns the picture that `draw` made."""
    with plt.style.context(STYLE):
        figure, axes = plt.subplots(figsize=SIZE, dpi=event.get("dpi", 100))
        try:
            draw(axes, event)
            axes.set_title(event.get("title") or event["chart"])
            figure.tight_layout()
            picture = io.BytesIO()
            figure.savefig(picture, format=kind)
        finally:
            plt.close(figure)
    return picture.getvalue()


def described(picture, kind):
    """Returns format and size as the picture's own header has them."""
    if kind == "png":
        width, height = struct.unpack(">II", picture[16:24])
        return {"format": "png", "width": width, "height": height}
    root = ElementTree.fromstring(picture)
    return {"format": kind, "width": root.get("width"), "height": root.get("height")}
