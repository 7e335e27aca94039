"""Looking around: the network, the charts, and the API link by link."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.parametrize("filling", ["story"], indirect=True)
both_ways = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])


@both_ways
def test_the_network_is_narrowed_to_what_matters(tab, scripts):
    page = tab(scripts=scripts).open("/network")
    table = page.locator("main table").first

    def choose(**status):
        page.get_by_label("Status").select_option(**status)
        if not scripts:
            page.get_by_role("button", name="Show").click()

    choose(label=table.locator("tbody .state").first.text_content())
    expect(table.locator("tbody tr")).to_have_count(1)
    expect(page.locator("svg .arrow title")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"[?&]status=\w"))
    choose(label="any")
    expect(page.locator("svg .arrow title")).to_have_count(2)
    page.get_by_role("link", name=re.compile("^Network around orders")).click()
    expect(page.get_by_label("Application")).to_have_value("orders")


@both_ways
def test_charts_are_read_as_pictures_and_as_tables(tab, scripts):
    page = tab(scripts=scripts).open("/charts")
    page.get_by_role("link", name="365 days").click()
    expect(page).to_have_url(re.compile(r"[?&]days=365\b"))
    chart = page.locator("section", has=page.get_by_role("heading", name="Verification results"))
    expect(chart.locator("svg").first).to_be_visible()
    chart.get_by_text("As a table").click()
    expect(chart.get_by_role("columnheader", name="Time")).to_be_visible()


def test_the_api_is_browsed_link_by_link(tab):
    page = tab().open("/hal-browser")
    table = page.locator("#document table").first
    table.get_by_role("row").filter(has_text="pb:pacticipants").first.get_by_role("link").click()
    expect(page.locator("#document h2")).to_have_text("/pacticipants")
    expect(page.locator("#document")).to_contain_text("Embedded: pacticipants")
    page.get_by_label("Address").fill("/pacticipants/checkout")
    page.get_by_role("button", name="Go").first.click()
    expect(page.locator("#document pre").first).to_contain_text('"name": "checkout"')
    page.go_back()
    expect(page.locator("#document h2")).to_have_text("/pacticipants")
