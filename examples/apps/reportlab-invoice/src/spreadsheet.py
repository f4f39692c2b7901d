"""The invoice as a spreadsheet."""

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter


def spreadsheet(invoice, file):
    """Writes the file, reads it again as the accounts will, and returns how many rows it has."""
    book = Workbook()
    sheet = book.active
    sheet.title = invoice["number"]
    sheet.append(["sku", "name", "quantity", "each", "amount"])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for n, line in enumerate(invoice["lines"], start=2):
        each = float(line["each"])
        sheet.append([line["sku"], line["name"], line["quantity"], each, f"=C{n}*D{n}"])
        sheet.cell(n, 4).number_format = "#,##0.00"
    sheet.append([None, "total", None, None, float(invoice["net"])])
    for n, width in enumerate((14, 40, 10, 12, 12), start=1):
        sheet.column_dimensions[get_column_letter(n)].width = width
    sheet.freeze_panes = "A2"
    book.save(file)
    return load_workbook(file, read_only=True).active.max_row
