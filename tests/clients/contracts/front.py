"""What stands before the broker while verifiers hold it to contracts that were written against stand-ins of a broker.

It answers `POST /_state`, and passes everything else on. It changes three things about a request, and nothing about an
answer:

- A path that stands for "wherever that relation leads" is replaced by where the broker says that it leads.
- A UUID of the contract is replaced by the one that the broker has given to what the provider state made.
- Verifiers keep a query as a map. The order of its keys is lost, and with it which version belongs to which pacticipant
  in `/matrix`; the query is sent in the order in which the client sent it.
"""

import json
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, quote

import requests
from broker import Broker
from landscape import Landscape
from states import STATES

INDEX_RELATIONS = {
    "/HAL-REL-PLACEHOLDER-PB-PACTICIPANT-BRANCH-(?P<pacticipant>.+)-(?P<branch>.+)": "pb:pacticipant-branch",
    "/HAL-REL-PLACEHOLDER-INDEX-PB-LATEST-VERSION-(?P<pacticipant>.+)": "pb:latest-version",
    "/HAL-REL-PLACEHOLDER-INDEX-PB-LATEST-TAGGED-VERSION-(?P<pacticipant>.+)-(?P<tag>.+)": "pb:latest-tagged-version",
    "/HAL-REL-PLACEHOLDER-PB-PACTICIPANT-VERSION-(?P<pacticipant>.+)-(?P<version>.+)": "pb:pacticipant-version",
    "/HAL-REL-PLACEHOLDER-PB-ENVIRONMENT-(?P<uuid>.+)": "pb:environment",
    "/HAL-REL-PLACEHOLDER-PB-ENVIRONMENTS": "pb:environments",
    "/HAL-REL-PLACEHOLDER-PB-PUBLISH-CONTRACTS": "pb:publish-contracts",
    "/HAL-REL-PLACEHOLDER-PB-WEBHOOKS": "pb:webhooks",
}
# The contracts name hosts in links, the broker names the one that it was asked as.
PUBLIC_HOST = "example.org"
OF_THE_CONNECTION = {"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "date"}


class Front:
    """A provider for verifiers: a broker that is brought into a state before each interaction, and emptied after it."""

    def __init__(self, broker: Broker, queries: list[str]):
        self.broker, self.landscape = broker, Landscape(broker)
        self._queries = {_unordered(query): query for query in queries}
        self._meant: dict[str, str] = {}
        self._ready = False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def bring_into(self, state: str) -> None:
        if not self._ready:
            self._empty()
        self._meant |= STATES[state](self.landscape) or {}

    def forward(self, method: str, target: str, headers: dict, body: bytes) -> requests.Response:
        if not self._ready:
            self._empty()
        self._ready = False
        path, _, query = target.partition("?")
        url = self.broker.url + self._path(path)
        if query:
            url += "?" + self._queries.get(_unordered(query), query)
        more = {"Host": PUBLIC_HOST, "Accept-Encoding": "identity"}
        return requests.request(method, url, headers=headers | more, data=body, timeout=30, allow_redirects=False)

    def _empty(self) -> None:
        self.landscape.clear()
        self._meant, self._ready = {}, True

    def _path(self, path: str) -> str:
        # Paths before the UUIDs that they hold.
        for contract in sorted(self._meant, key=len, reverse=True):
            path = path.replace(contract, self._meant[contract])
        for placeholder, relation in INDEX_RELATIONS.items():
            if found := re.fullmatch(placeholder, path):
                return self._expanded(relation, found.groupdict())
        return path

    def _expanded(self, relation: str, values: dict[str, str]) -> str:
        href = self.broker.get("/")["_links"][relation]["href"].removeprefix(self.broker.url)
        for name, value in values.items():
            assert f"{{{name}}}" in href, f"{relation} of the index is {href}, without {name}"
            href = href.replace(f"{{{name}}}", quote(value, safe=""))
        return href

    def _handler(front):  # noqa: N805 - the handler has a self of its own
        class Handler(BaseHTTPRequestHandler):
            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if self.path == "/_state":
                    return self.bring_into(json.loads(body)["state"])
                answer = front.forward(self.command, self.path, self.kept_headers(), body)
                self.answer(answer.status_code, answer.headers, answer.content)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

            def bring_into(self, state):
                try:
                    front.bring_into(state)
                except (AssertionError, KeyError) as error:
                    return self.answer(500, {"Content-Type": "text/plain"}, repr(error).encode())
                return self.answer(200, {"Content-Type": "application/json"}, b"{}")

            def kept_headers(self):
                names = {name.lower() for name in self.headers} - OF_THE_CONNECTION
                return {name: ", ".join(self.headers.get_all(name)) for name in names}

            def answer(self, status, headers, content):
                self.send_response_only(status)
                for name, value in headers.items():
                    if name.lower() not in OF_THE_CONNECTION:
                        self.send_header(name, value)
                if status != 204:
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        return Handler


def _unordered(query: str) -> tuple:
    return tuple(sorted(parse_qsl(query, keep_blank_values=True)))
