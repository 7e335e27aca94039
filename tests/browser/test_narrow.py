"""No page scrolls sideways, however long a name is and from whichever side it is read.

Neither on the narrowest phone, nor where tables have just enough room to be tables.
"""

import pytest
from chromium import NARROW, TABLET

pytestmark = pytest.mark.parametrize("system", ["sqlite"], indirect=True)

WIDEST = """
(() => {
  const all = document.scrollingElement;
  if (all.scrollWidth <= all.clientWidth) return null;
  const wide = [...document.querySelectorAll("main *, header *, footer *")].filter((one) =>
    one.getBoundingClientRect().right > all.clientWidth && !one.closest(".scroll, pre"));
  return `${all.scrollWidth} of ${all.clientWidth}: ${wide.slice(0, 3).map((one) => one.cloneNode().outerHTML.slice(0, 200)).join(" | ")}`;
})()
"""


@pytest.mark.parametrize(
    ("filling", "width"),
    [("empty", NARROW), ("story", NARROW), ("hostile", NARROW), ("hostile", TABLET)],
    indirect=["filling"],
)
def test_no_page_scrolls_sideways(tab, everywhere, width):
    tab, faults = tab(width=width), []
    for place in everywhere:
        if tab.visit(place) and (widest := tab.page.evaluate(WIDEST)):
            faults.append(f"{place}: {widest}")
    assert not faults, "\n".join(faults)
