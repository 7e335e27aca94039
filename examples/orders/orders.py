"""The provider of the examples: a shop's orders, kept in memory."""

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI(title="orders")
orders: dict[int, dict] = {}


class Basket(BaseModel):
    """What a customer wants to buy; prices are in cents."""

    customer: str
    articles: list[str]
    total: int


@app.get("/orders/{number}")
def read_order(number: int) -> dict:
    if number not in orders:
        raise HTTPException(404, f"there is no order {number}")
    return orders[number]


@app.post("/orders", status_code=201)
def place_order(basket: Basket) -> dict:
    number = max(orders, default=0) + 1
    orders[number] = {
        "number": number,
        "customer": basket.customer,
        "articles": basket.articles,
        "total": basket.total,
        "status": "placed",
    }
    return orders[number]
