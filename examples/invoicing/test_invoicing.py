"""What invoicing expects of the orders; running it writes the contract."""

import os
from pathlib import Path

import pytest
from invoicing import invoice_line
from pact import Pact, match

PACTS = Path(os.environ.get("PACT_OUTPUT_DIR", Path(__file__).parent / "pacts"))


@pytest.fixture
def pact():
    pact = Pact("invoicing", "orders").with_specification("V4")
    yield pact
    pact.write_file(PACTS)


def test_an_invoice_names_customer_and_total(pact):
    (
        pact.upon_receiving("a request for an order")
        .given("an order exists", number=42)
        .with_request("GET", "/orders/42")
        .will_respond_with(200)
        .with_body({"customer": match.str("Ada"), "total": match.int(1999)}, "application/json")
    )
    with pact.serve() as orders:
        assert invoice_line(str(orders.url), 42) == "Ada: 19.99"


def test_an_order_that_does_not_exist_has_no_invoice(pact):
    (
        pact.upon_receiving("a request for an order that does not exist")
        .given("there are no orders")
        .with_request("GET", "/orders/7")
        .will_respond_with(404)
    )
    with pact.serve() as orders, pytest.raises(LookupError):
        invoice_line(str(orders.url), 7)
