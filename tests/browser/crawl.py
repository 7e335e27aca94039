"""Finds every page by following links from the overview, so that a new page is looked at without being listed."""

import re
from collections import Counter, deque
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin, urlsplit

import requests
from broker import Broker

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
# As the broker makes them: those of webhooks are shorter.
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[\w-]{22}"
NOWHERE = "/pacticipants/nobody"


@dataclass(frozen=True)
class Place:
    """A page: a path, or what comes after sending the form on it that has this action."""

    shape: str
    path: str
    form: str | None = None
    status: int = 200

    def __str__(self) -> str:
        return f"{self.path} → {self.form}" if self.form else self.path

    @property
    def name(self) -> str:
        """For a file."""
        words = re.sub(r"[^a-z0-9]+", "-", re.sub(r"[{}]", "", self.shape.lower())).strip("-")
        return words or "overview"


class _Parser(HTMLParser):
    """Links and forms of a page; forms that remove something are left alone."""

    def __init__(self):
        super().__init__()
        self.links, self.forms = [], []
        self._form = None

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        match tag:
            case "a" if values.get("href"):
                self.links.append(values["href"])
            case "form":
                self._form = values.get("action")  # Without one, a script answers.
            case "button" if "danger" in (values.get("class") or ""):
                self._form = None

    def handle_endtag(self, tag):
        if tag == "form" and self._form:
            self.forms.append(self._form)
            self._form = None


class _Shapes:
    """Which paths are of one kind: those of one route of the API, and the others by their words without names."""

    def __init__(self, broker: Broker):
        paths = broker.request("GET", "/openapi.json", 200, headers={"Accept": "application/json"})["paths"]
        self._routes = sorted(((path, _pattern(path)) for path in paths), key=lambda route: route[0].count("{"))
        applications = broker.get("/pacticipants")["_embedded"]["pacticipants"]
        self._names = {each["name"] for each in applications}

    def of(self, address: str) -> str:
        path, query = urlsplit(address).path, urlsplit(address).query
        route = next((route for route, pattern in self._routes if pattern.fullmatch(path)), None)
        keys = sorted({key for key, _ in parse_qsl(query)})
        return (route or "/".join(map(self._word, path.split("/")))) + ("?" + "&".join(keys) if keys else "")

    def _word(self, segment: str) -> str:
        is_name = unquote(segment) in self._names or any(letter.isdigit() or letter == "%" for letter in segment)
        return "{}" if is_name or re.fullmatch(UUID, segment) else segment


def _pattern(route: str) -> re.Pattern:
    """A word in the place of a UUID, such as `new`, is a page of its own."""
    parts = re.split(r"(\{\w+\})", route)
    return re.compile("".join(_segment(part) if part.startswith("{") else re.escape(part) for part in parts))


def _segment(parameter: str) -> str:
    return f"(?:{UUID})" if parameter == "{uuid}" else "[^/]+"


def places(broker: Broker, each: int = 2) -> list[Place]:
    """Pages that can be reached, at most so many of a shape, and what comes after each form."""
    shapes, seen, found = _Shapes(broker), Counter(), []
    explained = broker.get("/")["_links"]["curies"][0]["href"].replace("{rel}", "integrations")
    waiting, known = deque(["/", explained.removeprefix(broker.url)]), set()
    while waiting:
        path = waiting.popleft()
        shape = shapes.of(path)
        if path in known or seen[shape] == each:
            continue
        known.add(path)
        answer = requests.get(broker.url + path, headers=BROWSER, timeout=30)
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        seen[shape] += 1
        found.append(Place(shape, path))
        parsed = _Parser()
        parsed.feed(answer.text)
        for action in parsed.forms:
            leads_to = f"{shape.partition('?')[0]} then {shapes.of(action.removeprefix(broker.url))}"
            if not seen[leads_to]:
                seen[leads_to] += 1
                found.append(Place(leads_to, path, action))
        waiting.extend(filter(None, (_within(broker, path, link) for link in parsed.links)))
    return [*found, Place("missing", NOWHERE, status=404)]


def _within(broker: Broker, page: str, link: str) -> str | None:
    address = urldefrag(urljoin(broker.url + page, link)).url
    return address.removeprefix(broker.url) if address.startswith(broker.url) else None
