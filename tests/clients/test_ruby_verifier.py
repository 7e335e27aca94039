"""The classic verifier, `pact-provider-verifier`, which shares no code with the newer ones."""

import pytest
from command_lines import HERE, run


def verify(broker, stock, version: str, *more: str, expect: int = 0, directory) -> str:
    return run(
        [HERE / ".venv-ruby-verifier/bin/pact-provider-verifier", "--pact-broker-base-url", broker.url]
        + ["--provider", "stock", "--provider-base-url", stock.url]
        + ["--provider-states-setup-url", f"{stock.url}/states", "--publish-verification-results"]
        + ["--provider-app-version", version, "--provider-version-branch", "main", "--provider-version-tag", "dev"]
        + list(more),
        expect,
        directory=directory,
        quiet=False,
    )


@pytest.mark.parametrize("selectors", [[], ['{"mainBranch": true}', '{"deployedOrReleased": true}']])
def test_verify_and_publish_the_results(broker, stock, published, tmp_path, selectors):
    chosen = [word for selector in selectors for word in ("--consumer-version-selector", selector)]
    verify(broker, stock, "7", *chosen, directory=tmp_path)
    result = broker.latest_result("shop", "stock")
    assert (result["success"], result["providerApplicationVersion"]) == (True, "7")
    assert broker.branches_of("stock", "7") == ["main"]
    assert broker.tags_of("stock", "7") == ["dev"]
    assert stock.states


def test_a_provider_that_breaks_the_pact_is_known_to_do_so(broker, stock, published, tmp_path):
    stock.broken = True
    verify(broker, stock, "8", expect=1, directory=tmp_path)
    assert broker.latest_result("shop", "stock")["success"] is False


def test_a_pending_pact_does_not_fail_the_provider(broker, stock, published, tmp_path):
    stock.broken = True
    verify(broker, stock, "7", "--enable-pending", "--include-wip-pacts-since", "2024-01-01", directory=tmp_path)
    assert broker.latest_result("shop", "stock")["success"] is False
