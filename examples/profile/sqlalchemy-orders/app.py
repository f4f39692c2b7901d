"""Shows a customer the orders of theirs, from PostgreSQL."""

import json
import os
from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric, create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from sqlalchemy.pool import NullPool


class Base(DeclarativeBase):
    """All tables."""


class Customer(Base):
    """Who orders."""

    __tablename__ = "customers"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    name: Mapped[str]
    orders: Mapped[list["Order"]] = relationship(back_populates="customer")


class Order(Base):
    """What was ordered at once."""

    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    placed_on: Mapped[date]
    note: Mapped[str]
    customer: Mapped[Customer] = relationship(back_populates="orders")
    lines: Mapped[list["Line"]] = relationship(back_populates="order")


class Line(Base):
    """So many of one article."""

    __tablename__ = "lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    article: Mapped[str]
    quantity: Mapped[int]
    price: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    order: Mapped[Order] = relationship(back_populates="lines")


# Environments of Lambda are many and idle: no connection is kept open.
engine = create_engine(os.environ["DATABASE_URL"], poolclass=NullPool)


def customer_of(session, email):
    """Finds a customer by address, however it is written."""
    wanted = select(Customer).where(func.lower(Customer.email) == email.lower())
    return session.scalars(wanted).one_or_none()


def latest(session, customer, most):
    """Returns the last orders of a customer."""
    wanted = select(Order).where(Order.customer_id == customer.id)
    return session.scalars(wanted.order_by(Order.placed_on.desc()).limit(most)).all()


def shown(order):
    """Returns an order as the page shows it."""
    total = sum((line.price * line.quantity for line in order.lines), Decimal(0))
    return {
        "number": order.id,
        "date": order.placed_on.isoformat(),
        "articles": [line.article for line in order.lines],
        "total": str(total),
    }


def handler(event, context):
    """Answers an HTTP request with the query parameters `email` and `most`."""
    parameters = event.get("queryStringParameters") or {}
    with Session(engine) as session:
        customer = customer_of(session, parameters.get("email", ""))
        if customer is None:
            return {"statusCode": 404, "body": json.dumps({"error": "no such customer"})}
        orders = latest(session, customer, int(parameters.get("most", 10)))
        answer = {"name": customer.name, "orders": [shown(order) for order in orders]}
    return {"statusCode": 200, "body": json.dumps(answer)}
