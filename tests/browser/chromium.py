"""The browser of this machine, and a tab in which nothing goes wrong unnoticed."""

import os
import shutil
from contextlib import contextmanager
from urllib.parse import urlsplit

from crawl import Place
from playwright.sync_api import Browser, Page, Request, Response, sync_playwright

DESKTOP, TABLET, PHONE, NARROW = 1280, 1000, 390, 360

# It would call its maker's servers, which is slow where nothing answers, and nobody's business.
QUIET = [
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-default-apps"),
]

# Runs before anything else of each page.
LISTEN = """
addEventListener("securitypolicyviolation", (event) => report(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""

# Fills in what completion and lists offer, as the person in a hurry does, and says whether it may be sent.
FILL_IN = """
(action) => {
  const form = [...document.forms].find((one) => one.getAttribute("action") === action);
  for (const field of form.elements) {
    if (field.value || !field.name) continue;
    if (field.list?.options.length) field.value = field.list.options[0].value;
    if (field.tagName === "SELECT") field.selectedIndex = field.options.length - 1;
  }
  return form.checkValidity();
}
"""


def program() -> str:
    """Where Chromium is: the one of the machine, or what ACCORD_CHROMIUM names."""
    names = [os.environ.get("ACCORD_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    found = next(filter(None, map(shutil.which, filter(None, names))), None)
    assert found, "Chromium is not installed; ACCORD_CHROMIUM may name a program"
    return found


@contextmanager
def chromium():
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=QUIET, chromium_sandbox=os.geteuid() != 0)
        yield browser
        browser.close()


class Tab:
    """A page of the browser at one broker; `problems` tells everything that a visitor should never see happen."""

    def __init__(self, browser: Browser, base: str, *, scripts=True, width=DESKTOP, scheme="light"):
        self.base, self.problems, self._place = base, [], ""
        self._context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(10_000)
        self._expected_status = 200
        self._listen()

    def _listen(self) -> None:
        page = self.page
        page.expose_binding("report", lambda _, text: self._note(text))
        page.add_init_script(LISTEN)
        page.on("console", lambda said: said.type in ("error", "warning") and self._hear(said.text))
        page.on("pageerror", lambda error: self._note(f"exception: {error}"))
        page.on("dialog", lambda dialog: (self._note(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda sent: self._check_host(sent.url))
        page.on("requestfailed", self._check_end)
        page.on("response", self._check_status)

    def _note(self, problem: str) -> None:
        self.problems.append(f"{self._place}: {problem}")

    def _hear(self, text: str) -> None:
        # The browser says again what the status of a page says already.
        if not (self._expected_status >= 400 and f"status of {self._expected_status}" in text):
            self._note(f"console: {text}")

    def _check_host(self, url: str) -> None:
        if urlsplit(url).netloc != urlsplit(self.base).netloc:
            self._note(f"asks another host: {url}")

    def _check_end(self, request: Request) -> None:
        # Who leaves a page before its icon has come has not seen a failure.
        if request.failure != "net::ERR_ABORTED":
            self._note(f"failed: {request.url} {request.failure}")

    def _check_status(self, answer: Response) -> None:
        if answer.status >= 400 and answer.status != self._expected_status:
            self._note(f"status {answer.status}: {answer.url}")

    def open(self, path: str, status: int = 200) -> Page:
        """Goes to the page, which answers with that status."""
        self._place, self._expected_status = path, status
        answer = self.page.goto(self.base + path)
        if answer.status != status:
            self._note(f"status {answer.status} instead of {status}")
        return self.page

    @contextmanager
    def refused(self, status: int):
        """A form that is sent meanwhile is answered with that status."""
        before, self._expected_status = self._expected_status, status
        with self.page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == status):
            yield
        self.page.wait_for_load_state()
        self._expected_status = before

    def visit(self, place: Place) -> bool:
        """Goes to the place, and sends its form if it is what a form leads to; no, if it cannot be sent as it stands."""
        self.open(place.path, place.status)
        if place.form is None:
            return True
        self._place = str(place)
        if not self.page.evaluate(FILL_IN, place.form):
            return False
        number = self.page.evaluate(
            "(action) => [...document.forms].findIndex((one) => one.getAttribute('action') === action)", place.form
        )
        with self.page.expect_navigation():
            self.page.locator("form").nth(number).locator("button:not([type=button])").first.click()
        return True

    def close(self) -> list[str]:
        """What has gone wrong."""
        # What is under way is told before the answer to this.
        self.page.evaluate("0")
        self._context.close()
        return self.problems
