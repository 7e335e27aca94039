"""Takes pictures of pages; the command beside it says how to ask."""

import sys
import tempfile
from pathlib import Path

from chromium import DESKTOP, PHONE, Tab, chromium
from crawl import places
from fillings import filled
from playwright.sync_api import Browser
from story import contract_page

LOOKS = {
    "wide": {"width": DESKTOP},
    "wide-dark": {"width": DESKTOP, "scheme": "dark"},
    "narrow": {"width": PHONE},
}
IMAGES = Path(__file__).parents[2] / "docs/images"
README = {
    "overview": ("/", 560),
    "difference": (f"{contract_page('checkout', '1.1.0')}/diff/previous-distinct", 760),
    "can-i-deploy": ("/can-i-deploy?pacticipant=orders&version=2.0.0&environment=production", 760),
}


def every_page(browser: Browser, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for filling in ["empty", "story"]:
        with temporary() as home, filled(filling, home) as broker:
            everywhere = places(broker, each=1)
            for look, how in LOOKS.items():
                tab = Tab(browser, broker.url, **how)
                for place in everywhere:
                    if tab.visit(place):
                        file = folder / f"{place.name}-{filling}-{look}.png"
                        tab.page.screenshot(path=file, full_page=True)
                tab.close()
    print(f"{len(list(folder.glob('*.png')))} pictures are in {folder}.")


def those_of_the_readme(browser: Browser) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with temporary() as home, filled("story", home) as broker:
        tab = Tab(browser, broker.url, width=DESKTOP)
        for name, (path, height) in README.items():
            tab.page.set_viewport_size({"width": DESKTOP, "height": height})
            tab.open(path).screenshot(path=IMAGES / f"{name}.png")
        tab.close()


class temporary(tempfile.TemporaryDirectory):
    """A directory as a path, which is removed at the end."""

    def __enter__(self) -> Path:
        return Path(super().__enter__())


if __name__ == "__main__":
    with chromium() as browser:
        match sys.argv[1]:
            case "--readme":
                those_of_the_readme(browser)
            case folder:
                every_page(browser, Path(folder))
