"""The verifier of pact-js."""

import os
import subprocess
from pathlib import Path


def verify(broker, stock, version: str, expect: int) -> None:
    environment = {"BROKER_URL": broker.url, "PROVIDER_URL": stock.url, "PROVIDER_VERSION": version}
    script = Path(__file__).with_name("verify.mjs")
    ran = subprocess.run(
        ["node", script], env=os.environ | environment, capture_output=True, text=True, timeout=120, cwd=script.parent
    )
    assert ran.returncode == expect, ran.stdout + ran.stderr


def test_verify_with_selectors_and_publish_the_results(broker, stock, published):
    verify(broker, stock, "7", expect=0)
    result = broker.latest_result("shop", "stock")
    assert (result["success"], result["providerApplicationVersion"]) == (True, "7")
    assert broker.branches_of("stock", "7") == ["main"]
    assert broker.tags_of("stock", "7") == ["dev"]
    assert stock.states


def test_a_provider_that_breaks_the_pact_is_known_to_do_so(broker, stock, published):
    verify(broker, stock, "7", expect=0)
    stock.broken = True
    verify(broker, stock, "8", expect=1)
    result = broker.latest_result("shop", "stock")
    assert (result["success"], result["providerApplicationVersion"]) == (False, "8")


def test_a_pending_pact_does_not_fail_the_provider(broker, stock, published):
    stock.broken = True
    verify(broker, stock, "7", expect=0)
    assert broker.latest_result("shop", "stock")["success"] is False
