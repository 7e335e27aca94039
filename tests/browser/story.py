"""The story of the examples, told over HTTP: two consumers, their provider, and a version of it that broke them."""

from broker import Broker, segment
from landscape import Landscape

REPOSITORY = "https://git.example.org/shop"
MISSING_TOTAL = {
    "attribute": "body",
    "identifier": "$",
    "description": "Actual map is missing the following keys: total",
    "expected": '["number","total"]',
    "actual": '["number","amount"]',
}


def _interaction(description: str, state: str, request: dict, response: dict) -> dict:
    return {
        "description": description,
        "providerStates": [{"name": state, "params": {"number": 42}} if "exists" in state else {"name": state}],
        "request": request,
        "response": response,
    }


def _body(content: dict, **rules: str) -> dict:
    """Content whose named fields count by their type only."""
    matching = {f"$.{name}": {"matchers": [{"match": rule}]} for name, rule in rules.items()}
    return {
        "headers": {"Content-Type": "application/json"},
        "body": content,
        "matchingRules": {"body": matching},
    }


def _read(fields: dict, **rules: str) -> dict:
    request = {"method": "GET", "path": "/orders/42"}
    return _interaction("a request for an order", "an order exists", request, {"status": 200, **_body(fields, **rules)})


MISSING = _interaction(
    "a request for an order that does not exist",
    "there are no orders",
    {"method": "GET", "path": "/orders/7"},
    {"status": 404},
)
PLACE = _interaction(
    "a request to place an order",
    "there are no orders",
    {
        "method": "POST",
        "path": "/orders",
        **_body({"customer": "Ada", "articles": ["umbrella"], "total": 1999}, customer="type", total="integer"),
    },
    {"status": 201, **_body({"number": 1, "total": 1999}, number="integer", total="integer")},
)


def _contract(consumer: str, *interactions: dict) -> dict:
    return {
        "consumer": {"name": consumer},
        "provider": {"name": "orders"},
        "interactions": [*interactions],
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }


CHECKOUT = _contract("checkout", PLACE, _read({"number": 42, "total": 1999}, total="integer"), MISSING)
CHECKOUT_WITH_STATUS = _contract(
    "checkout", _read({"number": 42, "total": 1999, "status": "placed"}, total="integer", status="type"), MISSING
)
INVOICING = _contract("invoicing", _read({"customer": "Ada", "total": 1999}, customer="type", total="integer"), MISSING)


def tell(broker: Broker, receiver: str) -> None:
    """After this the broker knows all of it; its webhooks go to that receiver."""
    landscape = Landscape(broker)
    _set_up(broker, landscape, receiver)
    landscape.pact(CHECKOUT, "1.0.0", branch="main", tags=["prod"], buildUrl=f"{REPOSITORY}/builds/17")
    landscape.pact(INVOICING, "1.0.0", branch="main")
    _verify(landscape, "1.0.0", success=True)
    for environment in ["test", "production"]:
        for application in ["orders", "checkout", "invoicing"]:
            landscape.deployed(application, "1.0.0", environment)
    _verify(landscape, "2.0.0", success=False)
    _verify(landscape, "2.0.1", success=True)
    landscape.deployed("orders", "2.0.1", "test")
    landscape.pact(CHECKOUT_WITH_STATUS, "1.1.0", branch="feat/status")
    landscape.released("invoicing", "1.0.0", "app-store")


def _set_up(broker: Broker, landscape: Landscape, receiver: str) -> None:
    for name in ["checkout", "invoicing", "orders"]:
        landscape.pacticipant(name, mainBranch="main", repositoryUrl=f"{REPOSITORY}/{name}")
    broker.request("PUT", "/pacticipants/orders/labels/team-a", 201, json={})
    for name in ["test", "production", "app-store"]:
        landscape.environment(name)
    _webhook(broker, "Start the build of orders", "contract_content_changed", f"{receiver}/builds")
    _webhook(broker, "Tell who is on call", "provider_verification_failed", f"{receiver}/refused")


def _webhook(broker: Broker, description: str, event: str, url: str) -> None:
    body = {"consumer": "${pactbroker.consumerName}", "contract": "${pactbroker.pactUrl}"}
    request = {"method": "POST", "url": url, "headers": {"Content-Type": "application/json"}, "body": body}
    webhook = {"description": description, "events": [{"name": event}], "request": request}
    broker.request("POST", "/webhooks", 201, json=webhook | {"provider": {"name": "orders"}})


def _verify(landscape: Landscape, by: str, success: bool) -> None:
    landscape.version("orders", by)
    verifier = {"implementation": "accord", "version": "0.1.0"}
    for consumer in ["checkout", "invoicing"]:
        tests = _tests(landscape.broker, consumer, success)
        build = f"{REPOSITORY}/builds/{by}"
        landscape.result(
            *(consumer, "1.0.0", "orders", by, success), testResults=tests, verifiedBy=verifier, buildUrl=build
        )


def _tests(broker: Broker, consumer: str, success: bool) -> list[dict]:
    def result(interaction: dict) -> dict:
        kept = success or "total" not in interaction["response"].get("body", {})
        told = {"interactionId": interaction["_id"], "success": kept}
        return told if kept else told | {"mismatches": [MISSING_TOTAL]}

    return [result(one) for one in broker.pact(consumer, "1.0.0", "orders")["interactions"]]


def contract_page(consumer: str, version: str) -> str:
    """Where the contract of that version is."""
    return f"/pacts/provider/orders/consumer/{segment(consumer)}/version/{segment(version)}"
