"""pactman, a verifier in Python alone."""

import pytest
from command_lines import HERE, run


def verify(broker, stock, version: str, *more: str, expect: int = 0) -> str:
    return run(
        [HERE / ".venv-pactman/bin/pactman-verifier", "--broker-url", broker.url]
        + ["--provider-app-version", version, "--publish-verification-results", *more]
        + ["stock", stock.url, f"{stock.url}/states"],
        expect,
        quiet=False,
    )


@pytest.mark.parametrize("which", [[], ["--consumer-version-tag", "dev"]])
def test_verify_and_publish_the_results(broker, stock, landscape, published, which):
    landscape.tag("shop", "1", "dev")
    verify(broker, stock, "7", *which)
    result = broker.latest_result("shop", "stock")
    assert (result["success"], result["providerApplicationVersion"]) == (True, "7")
    assert stock.states


def test_a_provider_that_breaks_the_pact_is_known_to_do_so(broker, stock, published):
    stock.broken = True
    assert "left" in verify(broker, stock, "8", expect=1)
    result = broker.latest_result("shop", "stock")
    assert (result["success"], result["providerApplicationVersion"]) == (False, "8")
