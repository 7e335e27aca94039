"""The provider of these tests, and the pact that a consumer called shop has with it."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PACT = {
    "consumer": {"name": "shop"},
    "provider": {"name": "stock"},
    "interactions": [
        {
            "description": "a request for the stock of an article",
            "providerState": "there are umbrellas",
            "request": {"method": "GET", "path": "/articles/umbrella"},
            "response": {
                "status": 200,
                "headers": {"Content-Type": "application/json"},
                "body": {"article": "umbrella", "left": 3},
                "matchingRules": {"$.body.left": {"match": "type"}},
            },
        }
    ],
    "metadata": {"pactSpecification": {"version": "2.0.0"}},
}


class Stock:
    """Answers as the pact says, or, once it is broken, without the number that the shop needs."""

    def __init__(self):
        self.broken = False
        self.states: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(stock):  # noqa: N805 - the handler has a self of its own
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                article = {"article": "umbrella"} if stock.broken else {"article": "umbrella", "left": 12}
                match self.path.partition("?")[0]:
                    case "/articles/umbrella":
                        self._answer(200, article)
                    case "/articles":
                        self._answer(200, [article, article], {"X-Pages": "3"})
                    case _:
                        self._answer(404, {})

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                match self.path:
                    case "/states":
                        stock.states.append(body["state"])
                        self._answer(200, {})
                    case "/reservations":
                        self._answer(201, {} if stock.broken else {"number": 17})
                    case _:
                        self._answer(404, {})

            def _answer(self, status, body, headers=None):
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        return Handler
