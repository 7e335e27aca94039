"""A consumer of the orders: writes the line that stands on an invoice."""

import requests


def invoice_line(orders_url: str, number: int) -> str:
    """Says who owes what for an order; raises `LookupError` when there is no such order."""
    answer = requests.get(f"{orders_url}/orders/{number}", timeout=5)
    if answer.status_code == 404:
        raise LookupError(f"order {number}")
    answer.raise_for_status()
    order = answer.json()
    return f"{order['customer']}: {order['total'] / 100:.2f}"
