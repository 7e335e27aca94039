"""What holds for every page, on both databases, with scripts and without."""

import pytest
from playwright.sync_api import expect

on_sqlite = pytest.mark.parametrize("system", ["sqlite"], indirect=True)

# What has the focus.
FOCUS = """
(() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  return {
    tag: one.tagName, text: one.textContent.trim().slice(0, 60), at: `${box.x},${box.y + scrollY} ${one.tagName}`,
    isMarked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    isInSight: box.width > 0 && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight,
  };
})()
"""
# Lists may be long; what comes after so many stops is more of the same.
STOPS = 60


@pytest.mark.parametrize("filling", ["empty", "story"], indirect=True)
@pytest.mark.parametrize(
    ("system", "scripts"),
    [("sqlite", True), ("sqlite", False), ("postgres", True), ("postgres", False)],
    indirect=["system"],
)
def test_nothing_goes_wrong_and_each_says_what_it_is(tab, everywhere, scripts):
    tab = tab(scripts=scripts)
    for place in everywhere:
        if tab.visit(place):
            assert tab.page.title().strip(" ·") not in ("", "Accord"), place
            # The viewer of the API's description writes its heading itself, when it has read the description.
            expect(tab.page.locator("h1"), str(place)).to_have_count(1)
            expect(tab.page.locator("h1"), str(place)).not_to_be_empty()


@on_sqlite
@pytest.mark.parametrize("filling", ["empty", "story"], indirect=True)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(tab, everywhere):
    tab, faults = tab(), []
    for place in everywhere:
        # The viewer of the API's description is somebody else's.
        if place.form or place.path.startswith("/docs"):
            continue
        page = tab.open(place.path, place.status)
        page.keyboard.press("Tab")
        skip = page.evaluate(FOCUS)
        if skip["text"] != "Skip to the content" or not skip["isInSight"]:
            faults.append(f"{place}: begins with {skip}")
        seen = {skip["at"]}
        for _ in range(STOPS):
            page.keyboard.press("Tab")
            stop = page.evaluate(FOCUS)
            if stop["tag"] == "BODY" or stop["at"] in seen:
                break
            seen.add(stop["at"])
            if not (stop["isMarked"] and stop["isInSight"]):
                faults.append(f"{place}: nobody sees the focus on {stop}")
    assert not faults, "\n".join(faults)


@on_sqlite
@pytest.mark.parametrize("filling", ["empty"], indirect=True)
def test_the_skip_link_leads_past_the_navigation(tab):
    page = tab().open("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
