"""Clients that say who they are."""

import command_lines
import pytest
from broker import Broker

PASSWORD = ("--broker-username", "ci", "--broker-password", "secret")


@pytest.fixture
def broker(tmp_path):
    """A broker that everybody may read, and `ci` may change."""
    broker = Broker(
        tmp_path,
        PACT_BROKER_BASIC_AUTH_USERNAME="ci",
        PACT_BROKER_BASIC_AUTH_PASSWORD="secret",
        PACT_BROKER_ALLOW_PUBLIC_READ="true",
    )
    yield broker
    broker.stop()


def test_publishing_needs_the_password(cli, broker, pact_file):
    command = ("publish", pact_file, "--consumer-app-version", "1")
    cli(*command, expect=1)
    cli(*command, "--broker-username", "ci", "--broker-password", "wrong", expect=1)
    assert not broker.has("/pacticipants/shop")
    cli(*command, *PASSWORD)
    assert broker.has("/pacts/provider/stock/consumer/shop/version/1")


def test_verifying_needs_the_password(broker, stock, pact_file):
    publish = ("publish", pact_file, "--consumer-app-version", "1", "--branch", "main")
    command_lines.rust().bound_to(broker)(*publish, *PASSWORD)
    command_lines.run(
        ["pact", "verifier", "--broker-url", broker.url, "--user", "ci", "--password", "secret", "--retries", "0"]
        + ["--provider-name", "stock", "--hostname", "127.0.0.1", "--port", stock.port]
        + ["--state-change-url", f"{stock.url}/states", "--publish", "--provider-version", "7"]
    )
    assert broker.latest_result("shop", "stock")["success"] is True
