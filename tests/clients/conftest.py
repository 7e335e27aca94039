import base64
import json

import pytest
import requests
from broker import Broker
from stock import PACT, Stock


@pytest.fixture
def broker(tmp_path):
    broker = Broker(tmp_path)
    yield broker
    broker.stop()


@pytest.fixture
def stock():
    stock = Stock()
    yield stock
    stock.stop()


@pytest.fixture
def pact_file(tmp_path):
    file = tmp_path / "shop-stock.json"
    file.write_text(json.dumps(PACT))
    return file


@pytest.fixture
def published(broker):
    """Version 1 of the shop, on its main branch, is known to the broker."""
    body = {
        "pacticipantName": "shop",
        "pacticipantVersionNumber": "1",
        "branch": "main",
        "contracts": [
            {
                "consumerName": "shop",
                "providerName": "stock",
                "specification": "pact",
                "contentType": "application/json",
                "content": base64.b64encode(json.dumps(PACT).encode()).decode(),
            }
        ],
    }
    answer = requests.post(f"{broker.url}/contracts/publish", json=body, timeout=30)
    assert answer.status_code == 200, answer.text
