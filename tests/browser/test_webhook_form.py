"""A webhook is written, seen before it is sent, changed and deleted; with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [
    pytest.mark.parametrize("filling", ["story"], indirect=True),
    pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"]),
]


def preview_of(page, scripts, words):
    """The preview, which follows what is typed, or comes when it is asked for."""
    if not scripts:
        page.get_by_role("button", name="Show what would be sent").click()
    preview = page.get_by_role("region", name="Preview")
    expect(preview).to_contain_text(words)
    return preview


def test_a_webhook_is_written_changed_and_deleted(tab, broker, scripts):
    page = tab(scripts=scripts).open("/webhooks")
    page.get_by_role("link", name="New webhook").click()
    page.get_by_label("Description").fill("Tell <b>everybody</b>")
    page.get_by_label("contract published").check()
    page.get_by_role("group", name="Consumer").get_by_label("Name").fill("checkout")
    page.get_by_label("Address").fill(f"{broker.receiver.url}/told")
    page.get_by_role("textbox", name="Body").fill('{"who": "${pactbroker.consumerName}"}')
    preview = preview_of(page, scripts, '"who": "checkout"')
    expect(preview.locator("pre")).to_contain_text(f"POST {broker.receiver.url}/told")

    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tell <b>everybody</b>")
    page.get_by_role("link", name="Change it").click()
    expect(page.get_by_label("contract published")).to_be_checked()
    page.get_by_label("Description").fill("Tell nobody")
    page.get_by_label("It is sent when that happens").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tell nobody")
    expect(page.locator("main")).to_contain_text("switched off")

    before = len(broker.receiver.received)
    page.get_by_role("button", name="Send it once, as a test").click()
    expect(page.locator("main")).to_contain_text("the receiver took it")
    assert "/told" in [path for path, _ in broker.receiver.received[before:]]

    page.get_by_role("link", name="this webhook").click()
    page.get_by_role("link", name="Change it").click()
    page.get_by_text("Delete it").click()
    page.get_by_role("button", name="Delete this webhook").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Webhooks")
    expect(page.locator("main")).not_to_contain_text("Tell nobody")


def test_what_cannot_be_saved_is_told_and_nothing_typed_is_lost(tab, scripts):
    tab = tab(scripts=scripts)
    page = tab.open("/ui/webhooks/new")
    page.get_by_label("Description").fill("Half a webhook")
    page.get_by_label("contract published").check()
    page.get_by_label("Address").fill("gopher://ci.example.com/build")
    with tab.refused(400):
        page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("scheme")
    expect(page.get_by_label("Description")).to_have_value("Half a webhook")
    expect(page.get_by_label("contract published")).to_be_checked()


def test_a_template_asks_for_what_it_needs(tab, scripts):
    page = tab(scripts=scripts).open("/ui/webhooks/new")
    page.get_by_role("link", name="Slack message").click()
    expect(page).to_have_url(re.compile(r"[?]template="))
    assert page.locator("input[required]").count() > 0
    for field in page.locator("input[required]").all():
        field.fill("https://hooks.example.com/services/T/B/secret")
    preview = preview_of(page, scripts, "POST")
    expect(preview).not_to_contain_text("T/B/secret")
