"""The official stub server, `pact stub`, which answers as the contracts in the broker say."""

import subprocess
import time

import pytest
import requests
from command_lines import ENVIRONMENT
from landscape import pact_between
from network import free_port

WEATHER = {
    "description": "a request for the weather",
    "request": {"method": "GET", "path": "/weather"},
    "response": {"status": 200, "headers": {"Content-Type": "text/plain"}, "body": "rain"},
}


@pytest.fixture
def stub(broker, landscape, published, request):
    landscape.pact(pact_between("shop", "sky", [WEATHER]), "1")
    port = free_port()
    command = ["pact", "stub", "--broker-url", broker.url, "--retries", "0", "--port", str(port), *request.param]
    process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(url: str, process: subprocess.Popen) -> None:
    for _ in range(600):
        assert process.poll() is None, process.stdout.read().decode()
        try:
            return requests.get(url, timeout=5)
        except requests.ConnectionError:
            time.sleep(0.05)
    raise TimeoutError(url)


@pytest.mark.parametrize("stub", [[]], indirect=True)
def test_every_latest_pact_is_answered(stub):
    article = requests.get(f"{stub}/articles/umbrella", timeout=30)
    assert (article.status_code, article.json()) == (200, {"article": "umbrella", "left": 3})
    assert requests.get(f"{stub}/weather", timeout=30).text == "rain"


@pytest.mark.parametrize(
    "stub", [["--provider-name", "sky"], ["--consumer-name", "shop", "--provider-name", "sk.*"]], indirect=True
)
def test_only_what_is_asked_for_is_answered(stub):
    assert requests.get(f"{stub}/weather", timeout=30).text == "rain"
    assert requests.get(f"{stub}/articles/umbrella", timeout=30).status_code == 404
