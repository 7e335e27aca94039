"""Can I deploy, can I merge?"""

import pytest
from landscape import pact_between
from stock import PACT


@pytest.fixture
def story(landscape):
    """Version 1 of the shop works with version 7 of the stock, which is in production; version 2 does not."""
    landscape.environment("production")
    landscape.pacticipant("stock", mainBranch="main")
    landscape.pact(PACT, "1", branch="main", tags=["dev"])
    landscape.pact(pact_between("shop", "stock"), "2", branch="feature")
    landscape.version("stock", "7")
    landscape.tag("stock", "7", "prod")
    landscape.result("shop", "1", "stock", by="7")
    landscape.result("shop", "2", "stock", by="7", success=False)
    landscape.deployed("stock", "7", "production")


def version(number: str) -> tuple[str, ...]:
    return ("--pacticipant", "shop", "--version", number)


@pytest.mark.parametrize(
    "which",
    [
        (*version("1"), "--to-environment", "production"),
        (*version("1"), "--to", "prod"),
        ("--pacticipant", "shop", "--latest", "dev", "--to-environment", "production"),
        ("--pacticipant", "shop", "--branch", "main", "--to-environment", "production"),
        ("--pacticipant", "shop", "--main-branch", "--to-environment", "production"),
        (*version("1"), "--pacticipant", "stock", "--version", "7"),
        (*version("1"), "--pacticipant", "stock", "--branch", "main"),
        (*version("2"), "--ignore", "stock", "--to-environment", "production"),
        (*version("2"), "--to-environment", "production", "--dry-run"),
    ],
)
def test_can_i_deploy(cli, story, which):
    assert "shop" in cli("can-i-deploy", *which)


@pytest.mark.parametrize(
    "which",
    [
        (*version("2"), "--to-environment", "production"),
        (*version("2"), "--pacticipant", "stock", "--version", "7"),
        ("--pacticipant", "shop", "--branch", "feature", "--to-environment", "production"),
        (*version("9"), "--to-environment", "production"),
        (*version("1"), "--to-environment", "nowhere"),
    ],
)
def test_can_i_deploy_says_no(cli, story, which):
    cli("can-i-deploy", *which, expect=1)


def test_can_i_deploy_shows_the_result(cli, story):
    summary = cli.json("can-i-deploy", *version("1"), "--to-environment", "production")["summary"]
    assert summary["deployable"] is True
    table = cli("can-i-deploy", *version("2"), "--to-environment", "production", expect=1)
    assert "false" in table and "verification-results" in table


def test_can_i_deploy_waits_while_the_answer_is_unknown(cli, landscape, published):
    landscape.environment("production")
    landscape.version("stock", "7")
    landscape.deployed("stock", "7", "production")
    wait = ("--retry-while-unknown", "1", "--retry-interval", "1")
    cli("can-i-deploy", *version("1"), "--to-environment", "production", *wait, expect=1)


def test_can_i_merge(cli, story):
    cli("can-i-merge", *version("1"))
    cli("can-i-merge", *version("2"), expect=1)
    cli("can-i-merge", *version("2"), "--dry-run")
