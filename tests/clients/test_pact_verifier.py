"""The official verifier, `pact verifier` from the package pact-python-cli."""

import json

from command_lines import run
from landscape import pact_between

PROMISE_OF_MORE = pact_between(
    "shop",
    "stock",
    [
        {
            "description": "a request for what nobody sells",
            "request": {"method": "GET", "path": "/articles/cloud"},
            "response": {"status": 200},
        }
    ],
)


def verify(broker, stock, version: str, *more: str, expect: int = 0) -> str:
    selectors = [{"mainBranch": True}, {"deployedOrReleased": True}]
    return verify_without_selectors(
        *(broker, stock, version),
        *(word for selector in selectors for word in ("--consumer-version-selectors", json.dumps(selector))),
        *more,
        expect=expect,
    )


def verify_without_selectors(broker, stock, version: str, *more: str, expect: int = 0) -> str:
    return run(
        ["pact", "verifier", "--broker-url", broker.url, "--retries", "0", "--provider-name", "stock"]
        + ["--hostname", "127.0.0.1", "--port", stock.port, "--state-change-url", f"{stock.url}/states"]
        + ["--publish", "--provider-version", version, "--provider-branch", "main", *more],
        expect,
        quiet=False,
    )


def test_verify_with_selectors_and_publish_the_results(broker, stock, published):
    verify(broker, stock, "7", "--provider-tags", "dev,nightly")
    result = broker.latest_result("shop", "stock")
    assert (result["success"], result["providerApplicationVersion"]) == (True, "7")
    assert broker.branches_of("stock", "7") == ["main"]
    assert sorted(broker.tags_of("stock", "7")) == ["dev", "nightly"]
    assert "there are umbrellas" in stock.states


def test_a_provider_that_breaks_the_pact_is_known_to_do_so(broker, stock, published):
    verify(broker, stock, "7")
    stock.broken = True
    printed = verify(broker, stock, "8", expect=1)
    assert "left" in printed
    result = broker.latest_result("shop", "stock")
    assert (result["success"], result["providerApplicationVersion"]) == (False, "8")


def test_a_pending_pact_does_not_fail_the_provider(broker, stock, published):
    stock.broken = True
    verify(broker, stock, "7", "--enable-pending", expect=0)
    assert broker.latest_result("shop", "stock")["success"] is False


def test_the_latest_pacts_without_selectors(broker, stock, published):
    verify_without_selectors(broker, stock, "7")
    result = broker.latest_result("shop", "stock")
    assert (result["success"], result["providerApplicationVersion"]) == (True, "7")


def test_work_in_progress_is_shown_and_does_not_fail(broker, stock, landscape, published):
    verify(broker, stock, "7")
    landscape.pact(PROMISE_OF_MORE, "2", branch="feature")
    printed = verify(broker, stock, "8", "--enable-pending", "--include-wip-pacts-since", "2024-01-01")
    assert "a request for what nobody sells" in printed
    assert broker.latest_result("shop", "stock")["success"] is False


def test_what_a_webhook_names_is_verified(broker, stock, published):
    url = broker.pact("shop", "1", "stock")["_links"]["pb:pact-version"]["href"]
    verify_without_selectors(broker, stock, "7", "--webhook-callback-url", url)
    assert broker.latest_result("shop", "stock")["providerApplicationVersion"] == "7"


def test_can_i_deploy_follows_verification_and_deployment(cli, broker, landscape, stock, published):
    landscape.environment("production")
    question = ("can-i-deploy", "--pacticipant", "shop", "--version", "1", "--to-environment", "production")
    verify(broker, stock, "7")
    cli(*question, expect=1)
    cli("record-deployment", "--pacticipant", "stock", "--version", "7", "--environment", "production")
    cli(*question)
    cli("record-deployment", "--pacticipant", "shop", "--version", "1", "--environment", "production")
    stock.broken = True
    verify(broker, stock, "8", expect=1)
    printed = cli(
        *("can-i-deploy", "--pacticipant", "stock", "--version", "8", "--to-environment", "production"),
        expect=1,
    )
    assert "shop" in printed
