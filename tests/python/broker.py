"""A fresh broker, and what it knows after a client was at work."""

import os
import re
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import database
import requests
from network import free_port


def segment(name: str) -> str:
    """The name as one segment of a path, whatever it holds."""
    return quote(name, safe="")


class Broker:
    """A running `accord-broker` on an empty database, with settings as its operator would make them."""

    def __init__(self, directory: Path, system: str | None = None, **settings: str):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.log = directory / "broker.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [
                    os.environ["ACCORD_BROKER_PROGRAM"],
                    *("serve", "--bind", "127.0.0.1", "--port", str(port)),
                    *("--database-url", database.fresh(directory, system)),
                ],
                stdout=log,
                stderr=log,
                # The broker refuses variables with its prefix that are no settings, as the one with its own path.
                env={name: value for name, value in os.environ.items() if not name.startswith("ACCORD_")}
                | {"ACCORD_SECRETS_KEY": "5e" * 32}
                | settings,
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """Ends it; it must not have failed at anything, even where a client did not mind."""
        self.process.terminate()
        code = self.process.wait(timeout=30)
        log = self.log.read_text()
        assert code == 0 and not re.search(r" request .* status=5", log), log

    def request(self, method: str, path: str, expect: int, **more) -> dict:
        """Asks, insists on that status, and gives the document of the answer, if there is one."""
        headers = {"Accept": "application/hal+json"} | more.pop("headers", {})
        answer = requests.request(method, self.url + path, headers=headers, timeout=30, **more)
        assert answer.status_code == expect, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else {}

    def get(self, path: str) -> dict:
        return self.request("GET", path, expect=200)

    def has(self, path: str) -> bool:
        status = requests.get(self.url + path, headers={"Accept": "application/hal+json"}, timeout=30).status_code
        assert status in (200, 404), f"{path}: {status}"
        return status == 200

    def pact(self, consumer: str, version: str, provider: str) -> dict:
        return self.get(f"/pacts/provider/{segment(provider)}/consumer/{segment(consumer)}/version/{segment(version)}")

    def latest_result(self, consumer: str, provider: str) -> dict:
        pact = self.get(f"/pacts/provider/{provider}/consumer/{consumer}/latest")
        href = pact["_links"]["pb:latest-verification-results"]["href"]
        return self.get(href.removeprefix(self.url))

    def branches_of(self, pacticipant: str, version: str) -> list[str]:
        known = self.get(f"/pacticipants/{pacticipant}/versions/{version}")
        return [branch["name"] for branch in known["_embedded"]["branchVersions"]]

    def tags_of(self, pacticipant: str, version: str) -> list[str]:
        known = self.get(f"/pacticipants/{pacticipant}/versions/{version}")
        return [tag["name"] for tag in known["_embedded"]["tags"]]

    def environments(self) -> dict[str, dict]:
        """Every environment by its name."""
        return {each["name"]: each for each in self.get("/environments")["_embedded"]["environments"]}

    def deployed_in(self, environment: str) -> list[tuple[str, str]]:
        return self._current(environment, "deployed-versions/currently-deployed", "deployedVersions")

    def supported_in(self, environment: str) -> list[tuple[str, str]]:
        return self._current(environment, "released-versions/currently-supported", "releasedVersions")

    def _current(self, environment: str, path: str, list_name: str) -> list[tuple[str, str]]:
        uuid = self.environments()[environment]["uuid"]
        current = self.get(f"/environments/{uuid}/{path}")["_embedded"][list_name]
        return [(each["_embedded"]["pacticipant"]["name"], each["_embedded"]["version"]["number"]) for each in current]

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                if requests.get(f"{self.url}/readyz", timeout=5).ok:
                    return
            except requests.ConnectionError:
                pass
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.05)
        raise TimeoutError(self.log.read_text())
