"""The provider with one route more, by which a verifier asks for the states that contracts speak of.

It is never deployed: production runs `orders:app`.
"""

from orders import app, orders
from pydantic import BaseModel


class StateChange(BaseModel):
    """What a verifier sends before and after an interaction; the names are the Pact ecosystem's."""

    action: str
    state: str = ""
    params: dict = {}


def an_order_exists(number: int = 42, **_: object) -> None:
    orders[number] = {
        "number": number,
        "customer": "Ada",
        "articles": ["umbrella"],
        "total": 1999,
        "status": "placed",
    }


def there_are_no_orders(**_: object) -> None:
    orders.clear()


STATES = {
    "an order exists": an_order_exists,
    "there are no orders": there_are_no_orders,
}


@app.post("/_states")
def change_state(change: StateChange) -> dict:
    if change.action == "setup" and change.state:
        STATES[change.state](**change.params)
    if change.action == "teardown":
        orders.clear()
    return {}
