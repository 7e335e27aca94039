"""Somebody comes to a broker that knows nothing yet: every page says what to do next."""

import pytest

pytestmark = pytest.mark.parametrize("filling", ["empty"], indirect=True)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_each_page_of_the_navigation_teaches_the_next_step(tab, broker, scripts):
    tab = tab(scripts=scripts)
    page = tab.open("/")
    entries = page.locator("nav[aria-label=Main] a")
    addresses = [entries.nth(number).get_attribute("href") for number in range(entries.count())]
    assert len(addresses) >= 6
    for address in addresses:
        page = tab.open(address.removeprefix(broker.url))
        empty = page.locator("main .empty")
        headings = page.locator("main .empty h2, main section:has(> .empty) > h2")
        assert empty.count() and headings.count() == empty.count(), f"{address} shows nothing, and does not say why"
        for number in range(empty.count()):
            assert headings.nth(number).is_visible()
            command = empty.nth(number).locator("pre").first.text_content()
            assert command.startswith("accord ") and broker.url in command, f"{address} teaches {command}"


def test_what_was_taught_changes_the_pages(tab, landscape):
    tab = tab()
    assert "No contract has been published yet" in tab.open("/").inner_text("main")
    landscape.pact({"consumer": {"name": "shop"}, "provider": {"name": "stock"}, "interactions": []}, "1", branch="main")
    assert "shop" in tab.open("/").inner_text("main table")
    assert "There are no environments yet" in tab.open("/can-i-deploy").inner_text("main")
    landscape.environment("production")
    page = tab.open("/can-i-deploy")
    page.get_by_label("Application").fill("shop")
    page.get_by_role("combobox", name="Environment").select_option("production")
    page.get_by_role("button", name="Ask").click()
    page.get_by_text("it is not known whether").wait_for()
    landscape.clear()
