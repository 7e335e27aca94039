"""Pages for people who see otherwise, or not: axe finds nothing that it calls serious or critical."""

from pathlib import Path

import pytest
from chromium import PHONE

pytestmark = [
    pytest.mark.parametrize("filling", ["empty", "story"], indirect=True),
    pytest.mark.parametrize("system", ["sqlite"], indirect=True),
]

AXE = (Path(__file__).parent / "node_modules/axe-core/axe.min.js").read_text()
RUN = """
async () => {
  // Of WCAG 2.2, and off unless it is asked for.
  const rules = {"target-size": {enabled: true}};
  const found = await axe.run(document, {rules, resultTypes: ["violations"]});
  return found.violations.filter((one) => ["serious", "critical"].includes(one.impact))
    .flatMap((one) => one.nodes.map((node) =>
      `${one.id} (${one.impact}): ${node.html.slice(0, 200)} ${node.any[0]?.message ?? ""}`));
}
"""
LOOKS = {"light": {}, "dark": {"scheme": "dark"}, "phone": {"width": PHONE}}


def looked_at(everywhere, look):
    """Every page once, and one of each shape in other colours or another width."""
    return everywhere if look == "light" else list({place.shape: place for place in everywhere}.values())


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_serious(tab, everywhere, look):
    tab, faults = tab(**LOOKS[look]), []
    for place in looked_at(everywhere, look):
        # The viewer of the API's description is somebody else's.
        if not place.path.startswith("/docs") and tab.visit(place):
            tab.page.evaluate(AXE)
            faults += [f"{place}: {fault}" for fault in tab.page.evaluate(RUN)]
    assert not faults, "\n".join(faults)
