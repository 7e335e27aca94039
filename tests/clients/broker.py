"""A fresh broker, and what it knows after a client was at work."""

import os
import socket
import subprocess
import time
from pathlib import Path

import requests


class Broker:
    """A running `accord-broker` on an empty database."""

    def __init__(self, directory: Path):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.log = directory / "broker.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [
                    os.environ["ACCORD_BROKER_PROGRAM"],
                    *("serve", "--bind", "127.0.0.1", "--port", str(port)),
                    *("--database-url", f"sqlite://{directory / 'accord.db'}"),
                ],
                stdout=log,
                stderr=log,
            )
        self._wait_until_ready()

    def stop(self) -> None:
        self.process.terminate()
        assert self.process.wait(timeout=30) == 0, self.log.read_text()

    def get(self, path: str) -> dict:
        answer = requests.get(self.url + path, headers={"Accept": "application/hal+json"}, timeout=30)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()

    def create_environment(self, name: str) -> None:
        body = {"name": name, "displayName": name, "production": name == "production"}
        answer = requests.post(f"{self.url}/environments", json=body, timeout=30)
        assert answer.status_code == 201, answer.text

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

    def deployed_in(self, environment: str) -> list[tuple[str, str]]:
        known = self.get(f"/environments?name={environment}")["_embedded"]["environments"]
        uuid = next(each["uuid"] for each in known if each["name"] == environment)
        deployed = self.get(f"/environments/{uuid}/deployed-versions/currently-deployed")
        return [
            (each["_embedded"]["pacticipant"]["name"], each["_embedded"]["version"]["number"])
            for each in deployed["_embedded"]["deployedVersions"]
        ]

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
