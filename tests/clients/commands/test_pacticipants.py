"""Pacticipants, their versions, branches and tags."""

import pytest


def test_create_or_update_pacticipant(cli, broker):
    command = ("create-or-update-pacticipant", "--name", "Web Shop")
    cli(*command, "--repository-url", "https://git/shop", "--display-name", "The shop")
    cli(*command, "--main-branch", "develop")
    shop = broker.get("/pacticipants/Web%20Shop")
    assert shop["repositoryUrl"] == "https://git/shop"
    assert (shop["displayName"], shop["mainBranch"]) == ("The shop", "develop")


def test_describe_pacticipant(cli, landscape):
    landscape.pacticipant("shop", repositoryUrl="https://git/shop")
    assert "https://git/shop" in cli("describe-pacticipant", "--name", "shop")
    assert cli.json("describe-pacticipant", "--name", "shop")["name"] == "shop"
    cli("describe-pacticipant", "--name", "nobody", expect=1)


def test_list_pacticipants(cli, landscape):
    landscape.pacticipant("shop")
    landscape.pacticipant("stock")
    printed = cli("list-pacticipants")
    assert "shop" in printed and "stock" in printed
    listed = cli.json("list-pacticipants")["_embedded"]["pacticipants"]
    assert {each["name"] for each in listed} == {"shop", "stock"}


def test_create_or_update_version(cli, broker):
    command = ("create-or-update-version", "--pacticipant", "shop", "--version", "1")
    cli(*command, "--branch", "feature/x", "--tag", "a/b")
    assert broker.branches_of("shop", "1") == ["feature/x"]
    assert broker.tags_of("shop", "1") == ["a/b"]


def test_describe_version(cli, landscape):
    landscape.version("shop", "1")
    landscape.version("shop", "2")
    landscape.tag("shop", "1", "prod")

    def number(*which):
        return cli.json("describe-version", "--pacticipant", "shop", *which)["number"]

    assert number("--version", "1") == "1"
    assert number("--latest", "prod") == "1"
    assert number() == "2"
    assert "prod" in cli("describe-version", "--pacticipant", "shop", "--version", "1")
    cli("describe-version", "--pacticipant", "shop", "--version", "9", expect=1)


@pytest.mark.parametrize("kind", [[], ["--deployed"]])
def test_describe_version_in_an_environment(rust, landscape, kind):
    landscape.environment("production")
    landscape.version("shop", "1")
    landscape.version("shop", "2")
    landscape.deployed("shop", "1", "production")
    printed = rust("describe-version", "--pacticipant", "shop", "--environment", "production", *kind)
    assert "1" in printed and "2" not in printed


def test_create_version_tag(cli, broker, landscape):
    landscape.version("shop", "1")
    command = ("create-version-tag", "--pacticipant", "shop", "--tag", "prod")
    cli(*command, "--version", "1")
    assert broker.tags_of("shop", "1") == ["prod"]
    cli(*command, "--version", "2", expect=1)
    assert not broker.has("/pacticipants/shop/versions/2")
    cli(*command, "--version", "2", "--auto-create-version")
    assert broker.tags_of("shop", "2") == ["prod"]


def test_delete_version_tag(rust, broker, landscape):
    landscape.version("shop", "1")
    for tag in ("dev", "prod"):
        landscape.tag("shop", "1", tag)
    rust("delete-version-tag", "--pacticipant", "shop", "--version", "1", "--tag", "prod")
    assert broker.tags_of("shop", "1") == ["dev"]


def test_delete_branch(cli, broker, landscape):
    landscape.version("shop", "1", branch="main")
    landscape.version("shop", "1", branch="old")
    cli("delete-branch", "--pacticipant", "shop", "--branch", "old")
    assert broker.branches_of("shop", "1") == ["main"]
