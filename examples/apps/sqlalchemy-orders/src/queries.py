"""What is asked of the tables."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload
from tables import Customer, Line, Order


class Refusal(Exception):
    """A request that cannot be answered; the text is for the caller."""

    def __init__(self, status, text):
        super().__init__(text)
        self.status = status


def customer(session, number):
    """Returns a customer, or refuses."""
    found = session.get(Customer, number)
    if found is None:
        raise Refusal(404, f"there is no customer {number}")
    return found


def place(session, wanted):
    """Writes an order down."""
    if not wanted.get("lines"):
        raise Refusal(422, "the order is empty")
    order = Order(
        customer=customer(session, wanted["customer"]),
        placed_on=date.fromisoformat(wanted["date"]),
        lines=[Line(**line) for line in wanted["lines"]],
    )
    session.add(order)
    session.flush()
    value = session.scalar(select(func.sum(Line.value)).where(Line.order_id == order.id))
    return {"order": order.id, "value": value}


def history(session, number):
    """Returns a customer's orders, the latest first."""
    name = customer(session, number).name
    orders = session.scalars(
        select(Order)
        .where(Order.customer_id == number)
        .options(selectinload(Order.lines))
        .order_by(Order.placed_on.desc(), Order.id.desc())
    )
    return {
        "customer": name,
        "orders": [
            {
                "date": order.placed_on.isoformat(),
                "articles": [f"{line.quantity} {line.article}" for line in order.lines],
                "value": sum(line.value for line in order.lines),
            }
            for order in orders
        ],
    }


def best_customers(session, least):
    """Returns who ordered for at least so much, town by town."""
    value = func.sum(Line.value).label("value")
    rank = func.rank().over(partition_by=Customer.town, order_by=value.desc())
    rows = session.execute(
        select(Customer.town, Customer.name, value, rank)
        .join(Customer.orders)
        .join(Order.lines)
        .group_by(Customer.id)
        .having(value >= least)
        .order_by(Customer.town, value.desc())
    )
    return [
        {"town": town, "name": name, "value": value, "rank": rank}
        for town, name, value, rank in rows
    ]
