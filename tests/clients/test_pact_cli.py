"""The ecosystem's command line, `pact` from the package pact-python-cli."""

import subprocess

from stock import PACT


def pact(*arguments: str, expect: int = 0) -> str:
    ran = subprocess.run(["pact", *map(str, arguments)], capture_output=True, text=True, timeout=120)
    printed = ran.stdout + ran.stderr
    assert ran.returncode == expect, printed
    return printed


def ask(broker, *arguments: str, expect: int = 0) -> str:
    return pact("broker", *arguments, "--broker-base-url", broker.url, "--retries", "0", expect=expect)


def verify(broker, stock, version: str, *more: str, expect: int = 0) -> str:
    return pact(
        *("verifier", "--broker-url", broker.url, "--retries", "0"),
        *("--provider-name", "stock", "--hostname", "127.0.0.1", "--port", stock.port),
        *("--state-change-url", f"{stock.url}/states"),
        *("--consumer-version-selectors", '{"mainBranch": true}'),
        *("--consumer-version-selectors", '{"deployedOrReleased": true}'),
        *("--publish", "--provider-version", version, "--provider-branch", "main", *more),
        expect=expect,
    )


def test_publish(broker, pact_file):
    printed = ask(
        broker,
        *("publish", pact_file, "--consumer-app-version", "1", "--branch", "main", "--tag", "dev"),
        *("--build-url", "http://ci/1"),
    )
    assert "shop" in printed
    kept = broker.get("/pacts/provider/stock/consumer/shop/version/1")
    for interaction in kept["interactions"]:
        assert interaction.pop("_id")
    assert kept["interactions"] == PACT["interactions"]
    assert broker.branches_of("shop", "1") == ["main"]
    assert broker.tags_of("shop", "1") == ["dev"]
    assert broker.get("/pacticipants/shop/versions/1")["buildUrl"] == "http://ci/1"


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


def test_can_i_deploy_follows_verification_and_deployment(broker, stock, published):
    for name in ("test", "production"):
        broker.create_environment(name)
    question = ("can-i-deploy", "--pacticipant", "shop", "--version", "1", "--to-environment", "production")
    verify(broker, stock, "7")
    ask(broker, *question, expect=1)

    ask(broker, "record-deployment", "--pacticipant", "stock", "--version", "7", "--environment", "production")
    assert broker.deployed_in("production") == [("stock", "7")]
    assert broker.deployed_in("test") == []
    ask(broker, *question)

    ask(broker, "record-deployment", "--pacticipant", "shop", "--version", "1", "--environment", "production")
    stock.broken = True
    verify(broker, stock, "8", expect=1)
    printed = ask(
        broker,
        *("can-i-deploy", "--pacticipant", "stock", "--version", "8", "--to-environment", "production"),
        expect=1,
    )
    assert "shop" in printed


def test_an_environment_that_is_not_there_is_refused(broker, published):
    broker.create_environment("production")
    ask(broker, "record-deployment", "--pacticipant", "shop", "--version", "1", "--environment", "nowhere", expect=1)
    assert broker.deployed_in("production") == []
