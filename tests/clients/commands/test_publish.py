"""Publishing, and looking at what is published."""

import json
import re
import subprocess

import pytest
from landscape import pact_between
from stock import PACT


def without_ids(pact: dict) -> list[dict]:
    for interaction in pact["interactions"]:
        assert interaction.pop("_id")
    return pact["interactions"]


def test_publish(cli, broker, pact_file):
    printed = cli(
        *("publish", pact_file, "--consumer-app-version", "1", "--branch", "main", "--tag", "dev"),
        *("--build-url", "http://ci/1"),
    )
    assert "shop" in printed
    assert without_ids(broker.pact("shop", "1", "stock")) == PACT["interactions"]
    assert broker.branches_of("shop", "1") == ["main"]
    assert broker.tags_of("shop", "1") == ["dev"]
    assert broker.get("/pacticipants/shop/versions/1")["buildUrl"] == "http://ci/1"


def test_publish_a_directory_from_git(cli, broker, pact_file):
    directory = pact_file.parent
    (directory / "shop-till.json").write_text(json.dumps(pact_between("shop", "till")))

    def git(*arguments):
        return subprocess.run(["git", *arguments], cwd=directory, check=True, capture_output=True, text=True).stdout

    git("init", "--initial-branch", "feature/x")
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "--allow-empty", "--message", "first")
    commit = git("rev-parse", "HEAD").strip()
    cli("publish", pact_file, directory / "shop-till.json", "--auto-detect-version-properties", directory=directory)
    assert broker.branches_of("shop", commit) == ["feature/x"]
    assert broker.has(f"/pacts/provider/stock/consumer/shop/version/{commit}")
    assert broker.has(f"/pacts/provider/till/consumer/shop/version/{commit}")


def test_publish_does_not_change_what_a_version_promised(cli, broker, published, pact_file):
    pact_file.write_text(json.dumps(pact_between("shop", "stock")))
    printed = cli("publish", pact_file, "--consumer-app-version", "1", expect=1)
    assert "change" in printed
    assert without_ids(broker.pact("shop", "1", "stock")) == PACT["interactions"]


def test_publish_merges_what_parallel_jobs_bring(cli, broker, published, pact_file):
    other = PACT["interactions"][0] | {"description": "another request"}
    pact_file.write_text(json.dumps(pact_between("shop", "stock", [other])))
    cli("publish", pact_file, "--consumer-app-version", "1", "--merge")
    assert without_ids(broker.pact("shop", "1", "stock")) == [*PACT["interactions"], other]


def test_list_latest_pact_versions(cli, landscape, published):
    landscape.pact(pact_between("shop", "till"), "2")
    table = cli("list-latest-pact-versions")
    rows = [re.findall(r"\w+", line)[:3] for line in table.splitlines()]
    assert ["shop", "1", "stock"] in rows and ["shop", "2", "till"] in rows, table
    pacts = cli.json("list-latest-pact-versions")["pacts"]
    assert {pact["_embedded"]["provider"]["name"] for pact in pacts} == {"stock", "till"}


@pytest.mark.parametrize(
    "which",
    [
        [],
        ["--branch", "main"],
        ["--latest"],
        ["--branch", "main", "--latest"],
        ["--consumer", "shop"],
        ["--consumer", "shop", "--branch", "main"],
    ],
)
def test_get_pacts(rust, landscape, published, tmp_path, which):
    assert "stock" in rust("get-pacts", "--provider", "stock", *which)
    rust("get-pacts", "--provider", "stock", *which, "--download", "--download-dir", tmp_path / "got")
    (file,) = (tmp_path / "got").iterdir()
    assert without_ids(json.loads(file.read_text())) == PACT["interactions"]


@pytest.mark.parametrize("where", [[], ["--branch", "main"], ["--environment", "production"]])
def test_provider_states(rust, landscape, published, where):
    landscape.environment("production")
    landscape.deployed("shop", "1", "production")
    assert "there are umbrellas" in rust("provider-states", "list", "--provider", "stock", *where)
