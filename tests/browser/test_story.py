"""What people come for: finding, asking, comparing, and trying a webhook; with scripts and without."""

import re
import time

import pytest
from playwright.sync_api import expect
from story import contract_page

pytestmark = [
    pytest.mark.parametrize("filling", ["story"], indirect=True),
    pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"]),
]


def rows(page):
    return page.locator("#list tbody tr")


def test_the_overview_tells_how_things_stand(tab, scripts):
    page = tab(scripts=scripts).open("/")
    expect(rows(page)).to_have_count(2)
    checkout = rows(page).filter(has_text="checkout")
    expect(checkout).to_contain_text("feat/status")
    checkout.get_by_role("link", name="checkout").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("checkout")
    expect(page.locator("main")).to_contain_text("production")


def test_search_answers_while_it_is_typed_or_when_it_is_sent(tab, scripts):
    page = tab(scripts=scripts).open("/")
    if scripts:
        page.evaluate("window.isTheSamePage = true")
        page.get_by_label("Name").press_sequentially("invo", delay=20)
    else:
        page.get_by_label("Name").fill("invo")
        page.get_by_role("button", name="Filter").click()
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("invoicing")
    expect(page).to_have_url(re.compile(r"[?&]q=invo\b"))
    if scripts:
        assert page.evaluate("window.isTheSamePage"), "the page was loaded anew"
        expect(page.get_by_label("Name")).to_be_focused()
    page.reload()
    expect(rows(page)).to_have_count(1)


def test_the_matrix_is_asked_by_filling_in_its_form(tab, scripts):
    page = tab(scripts=scripts).open("/matrix")
    first, second = page.get_by_role("group").nth(0), page.get_by_role("group").nth(1)
    first.get_by_label("Name").fill(offered(page, "names", "checkout"))
    second.get_by_label("Name").fill(offered(page, "names", "orders"))
    if not scripts:
        page.get_by_role("button", name="Show").click()
    expect(page.locator("table.grid")).to_be_visible()
    # Which versions there are is known once the application is.
    second.get_by_label("Version").fill(offered(page, "versions-2", "2.0.0"))
    first.get_by_label("Version").fill(offered(page, "versions-1", "1.0.0"))
    if not scripts:
        page.get_by_role("button", name="Show").click()
    expect(page.locator(".verdict")).to_contain_text("Not all fit together")
    page.locator("table.grid").get_by_role("link", name="failed").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Does orders keep the contract of checkout?")
    expect(page.locator("main")).to_contain_text("missing the following keys: total")


def offered(page, datalist: str, value: str) -> str:
    """The value, which must be among those that completion offers."""
    expect(page.locator(f'datalist#{datalist} option[value="{value}"]')).to_be_attached()
    return value


def test_can_i_deploy_says_no_and_why(tab, scripts):
    page = tab(scripts=scripts).open("/can-i-deploy")
    page.get_by_label("Application").fill("orders")
    page.get_by_label("Version").fill("2.0.0")
    page.get_by_role("combobox", name="Environment").select_option("production")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".verdict")).to_contain_text("may not be deployed to")
    expect(page.locator(".obstacles")).to_contain_text("checkout")
    expect(page.locator(".obstacles")).to_contain_text("invoicing")


def test_what_changed_between_two_contracts(tab, scripts):
    page = tab(scripts=scripts).open(contract_page("checkout", "1.1.0"))
    page.get_by_role("link", name="What changed").click()
    expect(page.locator("main")).to_contain_text("$.status")
    expect(page.locator("article", has_text="a request to place an order")).to_contain_text("removed")
    page.get_by_label("Compare 1.1.0 with version").fill("1.0.0")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".facts")).to_contain_text("1.0.0")
    expect(page.locator("article", has_text="a request for an order").first).to_contain_text("changed")


def test_a_webhook_is_tried(tab, broker, scripts):
    page, before = tab(scripts=scripts).open("/webhooks"), len(broker.receiver.received)
    page.get_by_role("link", name="Start the build of orders").click()
    page.get_by_role("button", name="Send it once, as a test").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Test of a webhook")
    expect(page.locator("main")).to_contain_text("the receiver took it")
    expect(page.locator("main pre")).to_contain_text("the build is on its way")
    assert [path for path, _ in broker.receiver.received[before:]] == ["/builds"]
    page.get_by_role("link", name="this webhook").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Start the build of orders")


def test_a_delivery_is_made_again(tab, broker, scripts):
    page = tab(scripts=scripts).open("/webhooks")
    page.get_by_role("link", name="All deliveries").click()
    page.get_by_role("combobox", name="State").select_option("delivered")
    if not scripts:
        page.get_by_role("button", name="Filter").click()
    expect(rows(page).filter(has_text="provider verification failed")).to_have_count(0)
    rows(page).filter(has_text="contract content changed").first.get_by_role("link").first.click()
    before = len(broker.receiver.received)
    page.get_by_role("button", name="Deliver it again").click()
    expect(page).to_have_title(re.compile("^Delivery"))
    wait_until(lambda: len(broker.receiver.received) > before)
    page.reload()
    expect(page.locator("main pre").first).to_contain_text("the build is on its way")


def wait_until(happens) -> None:
    deadline = time.monotonic() + 10
    while not happens():
        assert time.monotonic() < deadline, "it did not happen within ten seconds"
        time.sleep(0.05)
