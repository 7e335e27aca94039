"""The verifier of pact-python."""

import pytest
from pact import Verifier


def verifier(broker, stock, version: str, **selectors) -> Verifier:
    return (
        Verifier("stock", host="127.0.0.1")
        .add_transport(url=stock.url)
        .state_handler(f"{stock.url}/states", body=True)
        .broker_source(broker.url, selector=True, use_env=False)
        .consumer_version(**selectors)
        .provider_branch("main")
        .include_pending()
        .include_wip_since("2024-01-01")
        .build()
        .set_publish_options(version, branch="main", tags=["dev"])
    )


@pytest.mark.parametrize("selectors", [{"main_branch": True}, {"branch": "main"}, {"consumer": "shop", "latest": True}])
def test_verify_with_selectors_and_publish_the_results(broker, stock, published, selectors):
    verifier(broker, stock, "7", **selectors).verify()
    result = broker.latest_result("shop", "stock")
    assert (result["success"], result["providerApplicationVersion"]) == (True, "7")
    assert broker.branches_of("stock", "7") == ["main"]
    assert broker.tags_of("stock", "7") == ["dev"]
    assert stock.states


def test_a_provider_that_breaks_the_pact_is_known_to_do_so(broker, stock, published):
    verifier(broker, stock, "7", main_branch=True).verify()
    stock.broken = True
    with pytest.raises(RuntimeError):
        verifier(broker, stock, "8", main_branch=True).verify()
    result = broker.latest_result("shop", "stock")
    assert (result["success"], result["providerApplicationVersion"]) == (False, "8")


def test_a_pending_pact_does_not_fail_the_provider(broker, stock, published):
    stock.broken = True
    verifier(broker, stock, "7", main_branch=True).verify()
    assert broker.latest_result("shop", "stock")["success"] is False
