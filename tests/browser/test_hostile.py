"""What others publish is text, whatever it says: it is shown, it does not run, and it leads nowhere but to pages."""

import pytest
from hostile import SCRIPT

pytestmark = pytest.mark.parametrize("filling", ["hostile"], indirect=True)

# What a page could only have from somebody else, as templates of ours have none of it.
FOREIGN = """
[...document.querySelectorAll("*")].filter((one) =>
  [...one.attributes].some(({name, value}) => name.startsWith("on") || name === "style" || name === "srcdoc"
    || (["href", "src", "action"].includes(name) && !["http:", "https:"].includes(new URL(value, location).protocol)))
  || one.matches("main script, main style, main iframe, main object, main base, [autofocus]")
).map((one) => one.outerHTML.slice(0, 200))
"""
PWNED = "window.__pwned === undefined"


@pytest.mark.parametrize(("system", "scripts"), [("sqlite", True), ("sqlite", False), ("postgres", True)], indirect=["system"])
def test_nothing_of_a_page_is_theirs_but_text(tab, everywhere, scripts):
    tab, faults, shown = tab(scripts=scripts), [], 0
    for place in everywhere:
        if place.path.startswith("/docs") or not tab.visit(place):
            continue
        faults += [f"{place}: {found}" for found in tab.page.evaluate(FOREIGN)]
        assert tab.page.evaluate(PWNED), place
        shown += SCRIPT in tab.page.inner_text("main")
    assert not faults, "\n".join(faults)
    assert shown > len(everywhere) / 3, "the harmful text has to be there to be harmless"


@pytest.mark.parametrize("system", ["sqlite"], indirect=True)
def test_a_click_on_what_claims_to_be_a_script_runs_nothing(tab, everywhere):
    tab, clicked = tab(), set()
    for place in everywhere:
        page = tab.open(place.path, place.status)
        for claim in page.locator("main a:visible", has_text="javascript:").all():
            if (address := claim.get_attribute("href")) not in clicked:
                clicked.add(address)
                claim.click()
                assert page.evaluate(PWNED), place
                break
    assert clicked


@pytest.mark.parametrize("system", ["sqlite"], indirect=True)
def test_names_that_come_back_while_typing_are_text_too(tab):
    page = tab().open("/")
    page.get_by_label("Name").press_sequentially("script", delay=20)
    page.wait_for_url("**/?q=script")
    assert SCRIPT in page.inner_text("#list")
    assert page.evaluate(PWNED)
    assert not page.evaluate(FOREIGN)
