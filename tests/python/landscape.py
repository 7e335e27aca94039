"""Makes what a story begins with, through the broker's public API and nothing else."""

import base64
import json

from broker import Broker, segment


def pact_between(consumer: str, provider: str, interactions: list | None = None) -> dict:
    return {
        "consumer": {"name": consumer},
        "provider": {"name": provider},
        "interactions": interactions or [],
        "metadata": {"pactSpecification": {"version": "2.0.0"}},
    }


class Landscape:
    """Pacticipants, their contracts and results, and where they are deployed."""

    def __init__(self, broker: Broker):
        self.broker = broker

    def pacticipant(self, name: str, **more: str) -> None:
        self.broker.request("POST", "/pacticipants", 201, json={"name": name, **more})

    def version(self, pacticipant: str, number: str, branch: str = "main") -> None:
        path = f"/pacticipants/{segment(pacticipant)}/branches/{segment(branch)}/versions/{segment(number)}"
        self.broker.request("PUT", path, 201, json={})

    def tag(self, pacticipant: str, number: str, tag: str) -> None:
        path = f"/pacticipants/{segment(pacticipant)}/versions/{segment(number)}/tags/{segment(tag)}"
        self.broker.request("PUT", path, 201, json={})

    def pact(self, pact: dict, version: str, **more) -> None:
        """Publishes it as that version of its consumer; `more` are a branch, tags and so on."""
        consumer = pact["consumer"]["name"]
        contract = {
            "consumerName": consumer,
            "providerName": pact["provider"]["name"],
            "specification": "pact",
            "contentType": "application/json",
            "content": base64.b64encode(json.dumps(pact).encode()).decode(),
        }
        body = {"pacticipantName": consumer, "pacticipantVersionNumber": version, "contracts": [contract], **more}
        self.broker.request("POST", "/contracts/publish", 200, json=body)

    def result(self, consumer: str, version: str, provider: str, by: str, success: bool = True, **more) -> None:
        """The provider's version `by` has verified the pact of that consumer version; `more` are results of tests."""
        pact = self.broker.pact(consumer, version, provider)
        path = pact["_links"]["pb:publish-verification-results"]["href"].removeprefix(self.broker.url)
        self.broker.request("POST", path, 201, json={"success": success, "providerApplicationVersion": by, **more})

    def environment(self, name: str, **more) -> str:
        """Its UUID."""
        body = {"name": name, "displayName": name, "production": name == "production", **more}
        return self.broker.request("POST", "/environments", 201, json=body)["uuid"]

    def deployed(self, pacticipant: str, number: str, environment: str, instance: str | None = None) -> dict:
        body = {"applicationInstance": instance} if instance else {}
        return self._current("deployed-versions", pacticipant, number, environment, body)

    def released(self, pacticipant: str, number: str, environment: str) -> dict:
        return self._current("released-versions", pacticipant, number, environment, {})

    def _current(self, kind: str, pacticipant: str, number: str, environment: str, body: dict) -> dict:
        uuid = self.broker.environments()[environment]["uuid"]
        path = f"/pacticipants/{segment(pacticipant)}/versions/{segment(number)}/{kind}/environment/{uuid}"
        return self.broker.request("POST", path, 201, json=body)

    def clear(self) -> None:
        """Removes everything."""
        if self.broker.has("/webhooks"):
            for link in self.broker.get("/webhooks")["_links"].get("pb:webhooks", []):
                self.broker.request("DELETE", link["href"].removeprefix(self.broker.url), 204)
        for each in self.broker.get("/pacticipants")["_embedded"]["pacticipants"]:
            self.broker.request("DELETE", f"/pacticipants/{segment(each['name'])}", 204)
        for each in self.broker.environments().values():
            self.broker.request("DELETE", f"/environments/{each['uuid']}", 204)
