"""Pacts that our consumer library writes, read by the ecosystem's verifiers."""

import json
import os
import subprocess

import pytest
from pact import Verifier

REQUESTS = ("2.0.0", "3.0.0", "4.0")
MESSAGES = ("3.0.0", "4.0")


@pytest.fixture(scope="module")
def pacts(tmp_path_factory):
    directory = tmp_path_factory.mktemp("pacts")
    subprocess.run([os.environ["WRITE_PACTS_PROGRAM"], directory], check=True, timeout=120)
    return directory


def pact_of(pacts, consumer: str, version: str):
    file = pacts / f"{consumer}-stock.json"
    assert json.loads(file.read_text())["metadata"]["pactSpecification"]["version"] == version
    return file


def verify_with_the_command_line(stock, file) -> int:
    return subprocess.run(
        ["pact", "verifier", "--file", file, "--hostname", "127.0.0.1", "--port", str(stock.port)]
        + ["--state-change-url", f"{stock.url}/states"],
        timeout=120,
    ).returncode


@pytest.mark.parametrize("version", REQUESTS)
def test_requests(stock, pacts, version):
    file = pact_of(pacts, f"rust-v{version[0]}", version)
    assert verify_with_the_command_line(stock, file) == 0
    assert stock.states.count("there are umbrellas") == 3
    stock.broken = True
    assert verify_with_the_command_line(stock, file) == 1


def sold_out(article: object) -> dict:
    content = {"article": article, "price": 7.5, "sold": 12}
    return {"contents": json.dumps(content).encode(), "metadata": {"topic": "stock"}, "content_type": "application/json"}


@pytest.mark.parametrize("version", MESSAGES)
def test_messages(pacts, version):
    def verify(message):
        (
            Verifier("stock")
            .add_source(pact_of(pacts, f"rust-messages-v{version[0]}", version))
            .message_handler({"an article is sold out": message})
            .state_handler({"an article runs out": lambda **_: None}, teardown=False)
            .verify()
        )

    verify(sold_out("boots"))
    with pytest.raises(RuntimeError):
        verify(sold_out(7))
