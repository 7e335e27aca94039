import json

import command_lines
import pytest
from broker import Broker
from landscape import Landscape
from stock import PACT, Stock


@pytest.fixture
def broker(tmp_path):
    broker = Broker(tmp_path)
    yield broker
    broker.stop()


@pytest.fixture
def landscape(broker):
    return Landscape(broker)


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
def published(landscape):
    """Version 1 of the shop, on its main branch, is known to the broker."""
    landscape.pact(PACT, "1", branch="main")


@pytest.fixture(params=[command_lines.rust, command_lines.ruby], ids=["rust", "ruby"])
def cli(request, broker):
    """Both command lines, one after the other."""
    return request.param().bound_to(broker)


@pytest.fixture
def rust(broker):
    return command_lines.rust().bound_to(broker)


@pytest.fixture
def ruby(broker):
    return command_lines.ruby().bound_to(broker)
