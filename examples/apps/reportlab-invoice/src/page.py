"""The invoice as PDF."""

import io

from reportlab import rl_config
from reportlab.graphics.barcode.qr import QrCode
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

# The same order makes the same bytes.
rl_config.invariant = 1

for name, file in (("Vera", "Vera.ttf"), ("VeraBd", "VeraBd.ttf")):
    pdfmetrics.registerFont(TTFont(name, file))
pdfmetrics.registerFontFamily("Vera", normal="Vera", bold="VeraBd")

TEXT = ParagraphStyle("text", fontName="Vera", fontSize=9, leading=12)
TITLE = ParagraphStyle("title", parent=TEXT, fontName="VeraBd", fontSize=16, leading=24)
LINES = [
    ("FONT", (0, 0), (-1, -1), "Vera", 9),
    ("FONT", (0, 0), (-1, 0), "VeraBd", 9),
    ("FONT", (0, -1), (-1, -1), "VeraBd", 9),
    ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
    ("LINEBELOW", (0, 0), (-1, 0), 0.6, colors.black),
    ("LINEABOVE", (0, -3), (-1, -3), 0.6, colors.black),
    ("ROWBACKGROUNDS", (0, 1), (-1, -4), [colors.whitesmoke, None]),
]


def address(customer):
    """Returns whom it is for."""
    return "<br/>".join([f"<b>{customer['name']}</b>", *customer["address"]])


def table(invoice):
    """Returns the lines and their sum."""
    rows = [["Article", "Quantity", "Each", "Amount"]]
    rows += [
        [Paragraph(line["name"], TEXT), line["quantity"], line["each"], line["amount"]]
        for line in invoice["lines"]
    ]
    rows += [
        ["Net", "", "", invoice["net"]],
        [f"Value added tax {invoice['rate']:.0%}", "", "", invoice["tax"]],
        ["Total", "", "", invoice["total"]],
    ]
    return Table(rows, colWidths=[90 * mm, 25 * mm, 25 * mm, 30 * mm], style=LINES, repeatRows=1)


def footer(canvas, document):
    """Writes the number of the page."""
    canvas.setFont("Vera", 7)
    canvas.drawRightString(A4[0] - 20 * mm, 12 * mm, f"Page {document.page}")


def pdf(invoice):
    """Returns the document, and how many pages it has."""
    file = io.BytesIO()
    document = SimpleDocTemplate(file, pagesize=A4, title=f"Invoice {invoice['number']}")
    payment = f"BCD\n002\n1\nSCT\n\nShop\nDE02100500000054540402\nEUR{invoice['total']}"
    content = [
        Paragraph(address(invoice["customer"]), TEXT),
        Spacer(0, 18 * mm),
        Paragraph(f"Invoice {invoice['number']}", TITLE),
        Paragraph(f"{invoice['issued']:%d.%m.%Y}, due on {invoice['due']:%d.%m.%Y}", TEXT),
        Spacer(0, 6 * mm),
        table(invoice),
        Spacer(0, 10 * mm),
        QrCode(payment, width=28 * mm, height=28 * mm),
    ]
    document.build(content, onFirstPage=footer, onLaterPages=footer)
    return file.getvalue(), document.page
