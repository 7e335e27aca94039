"""The contracts that the official command lines have published about their broker, held against ours by two verifiers.

They belong to others and are not part of this repository: they are read from where ACCORD_CONTRACTS_OF_CLIENTS says, or
from `../shared/contracts-of-clients` beside it.
"""

import json
import os
from pathlib import Path

import pytest
from broker import Broker
from command_lines import run
from front import Front

REPOSITORY = Path(__file__).parents[3]
CONTRACTS = Path(os.environ.get("ACCORD_CONTRACTS_OF_CLIENTS", REPOSITORY.parent / "shared/contracts-of-clients"))
# The first has the queries as the client sends them, the second has them sorted by key.
FILES = ["pact_broker_client-pact_broker.json", "Pact_Broker_Client_V2-Pact_Broker.json"]

pytestmark = pytest.mark.skipif(not CONTRACTS.is_dir(), reason=f"there are no contracts in {CONTRACTS}")


def interactions_of(file: str) -> list[dict]:
    return json.loads((CONTRACTS / file).read_text())["interactions"]


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    broker = Broker(tmp_path_factory.mktemp("broker"))
    queries = [each["request"]["query"] for each in interactions_of(FILES[0]) if each["request"].get("query")]
    front = Front(broker, queries)
    yield front
    front.stop()
    broker.stop()


@pytest.fixture(params=FILES)
def contract(request, front, tmp_path):
    """The contract, without what needs webhooks while the broker has none."""
    contract = json.loads((CONTRACTS / request.param).read_text())
    if not front.broker.has("/webhooks"):
        contract["interactions"] = [each for each in contract["interactions"] if not about_webhooks(each)]
    file = tmp_path / "contract.json"
    file.write_text(json.dumps(contract))
    return file


def about_webhooks(interaction: dict) -> bool:
    return "webhooks" in interaction["request"]["path"].lower()


def count(contract: Path) -> int:
    return len(json.loads(contract.read_text())["interactions"])


def test_accord_verify(front, contract, tmp_path):
    report = tmp_path / "report.json"
    run(
        [os.environ["ACCORD_PROGRAM"], "verify", "--file", contract, "--json", report]
        + ["--provider-base-url", front.url, "--state-change-url", f"{front.url}/_state"]
    )
    assert json.loads(report.read_text())["summary"]["passed"] == count(contract)


def test_official_verifier(front, contract, tmp_path):
    report = tmp_path / "report.json"
    run(
        ["pact", "verifier", "--file", contract, "--json", report, "--state-change-url", f"{front.url}/_state"]
        + ["--hostname", "127.0.0.1", "--port", front.url.rpartition(":")[2]]
    )
    results = json.loads(report.read_text())["interactionResults"]
    assert [each["result"] for each in results] == ["OK"] * count(contract)


def test_nothing_is_left_out(front):
    """Says so, as long as something is."""
    if not front.broker.has("/webhooks"):
        left_out = sum(about_webhooks(each) for file in FILES for each in interactions_of(file))
        pytest.skip(f"GET /webhooks is 404: {left_out} interactions of both contracts were left out")
