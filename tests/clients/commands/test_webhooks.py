"""Webhooks, as soon as the broker has them."""

import json
import uuid
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from broker import Broker

PROMISE = {"X-Promise": "kept"}


@pytest.fixture
def broker(tmp_path):
    """A broker that may call this machine."""
    broker = Broker(
        tmp_path,
        PACT_BROKER_WEBHOOK_SCHEME_WHITELIST="http https",
        PACT_BROKER_WEBHOOK_HOST_WHITELIST="127.0.0.1",
    )
    try:
        if not broker.has("/webhooks"):
            pytest.skip("GET /webhooks is 404: the broker has no webhooks")
        yield broker
    finally:
        broker.stop()


@pytest.fixture
def receiver():
    """Where webhooks are sent to; it keeps a header and the body of what arrives."""

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            server.received.append((self.headers.get("X-Promise"), json.loads(body)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    server.received, server.url = [], f"http://127.0.0.1:{server.server_port}/build"
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def to(receiver) -> tuple[str, ...]:
    return (receiver.url, "--request", "POST", "--data", '{"why": "${pactbroker.eventName}"}')


def the_only(broker) -> dict:
    (link,) = broker.get("/webhooks")["_links"]["pb:webhooks"]
    return broker.get(link["href"].removeprefix(broker.url))


def made_before(broker, receiver) -> str:
    """The UUID of a webhook for publications that is there already."""
    name = str(uuid.uuid4())
    call = {"method": "POST", "url": receiver.url, "headers": PROMISE, "body": {"why": "${pactbroker.eventName}"}}
    body = {"events": [{"name": "contract_published"}], "request": call}
    broker.request("PUT", f"/webhooks/{name}", 201, json=body)
    return name


def test_create_webhook(cli, broker, landscape, receiver):
    for name in ("shop", "stock"):
        landscape.pacticipant(name)
    cli(
        *("create-webhook", *to(receiver), "--header", "X-Promise: kept", "--description", "builds the provider"),
        *("--consumer", "shop", "--provider", "stock", "--contract-published", "--provider-verification-failed"),
    )
    made = the_only(broker)
    assert (made["description"], made["request"]["url"]) == ("builds the provider", receiver.url)
    assert [value for name, value in made["request"]["headers"].items() if name.lower() == "x-promise"] == ["kept"]
    assert (made["consumer"]["name"], made["provider"]["name"]) == ("shop", "stock")
    assert {event["name"] for event in made["events"]} == {"contract_published", "provider_verification_failed"}


@pytest.mark.parametrize(
    ("scope", "consumer", "provider"),
    [
        ((), None, None),
        (("--consumer", "shop"), {"name": "shop"}, None),
        (("--provider-label", "ours"), None, {"label": "ours"}),
    ],
)
def test_create_webhook_for_less_than_a_pair(cli, broker, landscape, receiver, scope, consumer, provider):
    landscape.pacticipant("shop")
    cli("create-webhook", *to(receiver), *scope, "--contract-content-changed")
    made = the_only(broker)
    for role, expected in (("consumer", consumer), ("provider", provider)):
        known = {key: value for key, value in made.get(role, {}).items() if key in ("name", "label")}
        assert known == (expected or {}), role


def test_create_webhook_for_nobody_is_refused(cli, broker, receiver):
    cli("create-webhook", *to(receiver), "--consumer", "nobody", "--contract-published", expect=1)
    assert not broker.get("/webhooks")["_links"].get("pb:webhooks")


def test_create_or_update_webhook(cli, broker, receiver):
    name = str(uuid.uuid4())
    for description in ("first", "second"):
        cli(
            *("create-or-update-webhook", *to(receiver), "--uuid", name, "--description", description),
            "--contract-published",
        )
    made = the_only(broker)
    assert (made["description"], made["uuid"]) == ("second", name)


def test_test_webhook(cli, broker, receiver, published):
    name = made_before(broker, receiver)
    cli("test-webhook", "--uuid", name)
    assert [promise for promise, _ in receiver.received] == ["kept"]


def test_delete_webhook(rust, broker, receiver):
    gone, stays = (made_before(broker, receiver) for _ in range(2))
    rust("delete-webhook", "--uuid", gone)
    assert the_only(broker)["uuid"] == stays


def test_a_publication_triggers_the_webhook(cli, broker, pact_file, receiver):
    made_before(broker, receiver)
    cli("publish", pact_file, "--consumer-app-version", "1")
    triggered = broker.get("/pacts/provider/stock/consumer/shop/version/1/triggered-webhooks")
    assert [each["eventName"] for each in triggered["_embedded"]["triggeredWebhooks"]] == ["contract_published"]
