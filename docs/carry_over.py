#!/usr/bin/env python3
"""Carries what counts now from one broker of the Pact ecosystem to another: carry_over.py OLD NEW

Reads the old broker only, and may be run again. Needs nothing but Python 3.9. OLD_AUTHORIZATION and NEW_AUTHORIZATION
are sent as `Authorization`, such as "Bearer TOKEN" or "Basic BASE64". See migrating.md beside this file.
"""

import base64
import json
import os
import sys
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

MERGE = "application/merge-patch+json"
OF_A_PACTICIPANT = ("displayName", "mainBranch", "repositoryUrl", "repositoryName", "repositoryNamespace")
OF_A_RESULT = ("success", "providerApplicationVersion", "buildUrl", "testResults", "verifiedBy")


class Broker:
    def __init__(self, url, authorization):
        self.url = url.rstrip("/")
        self.headers = {"Accept": "application/hal+json, application/json"}
        if authorization:
            self.headers["Authorization"] = authorization

    def ask(self, address, method="GET", body=None, content_type="application/json"):
        """The document at a link or path; None where a GET finds nothing."""
        url = self.url + address if address.startswith("/") else address
        data = None if body is None else json.dumps(body).encode()
        request = Request(url, data, {**self.headers, "Content-Type": content_type}, method=method)
        try:
            with urlopen(request) as answer:
                return json.load(answer)
        except HTTPError as error:
            if method == "GET" and error.code == 404:
                return None
            sys.exit(f"{method} {url}: {error.code} {error.read().decode()}")
        except URLError as error:
            sys.exit(f"{method} {url}: {error.reason}")

    def results(self, consumer, version):
        """The newest results of a consumer version's pacts: (provider, its version) to the link of the result."""
        query = {"q[][pacticipant]": consumer, "q[][version]": version, "latestby": "cvpv", "limit": 1000}
        found = {}
        for row in self.ask(f"/matrix?{urlencode(query)}")["matrix"]:
            if row["consumer"]["name"] == consumer and row["verificationResult"]:
                provider = row["provider"]
                link = row["verificationResult"]["_links"]["self"]["href"]
                found[provider["name"], provider["version"]["number"]] = link
        return found

    def environments(self):
        return self.ask("/environments")["_embedded"]["environments"]

    def in_use(self):
        """(environment, "deployed" or "released", record) of what is deployed and supported now, oldest first."""
        found = []
        for environment in self.environments():
            for kind, state in (("deployed", "currently-deployed"), ("released", "currently-supported")):
                records = self.ask(f"/environments/{environment['uuid']}/{kind}-versions/{state}")
                found += [(environment["name"], kind, record) for record in records["_embedded"][f"{kind}Versions"]]
        return sorted(found, key=lambda item: item[2]["createdAt"])


def path(*names):
    return "/" + "/".join(quote(name, safe="") for name in names)


def some(document, *names):
    return {name: document[name] for name in names if document.get(name) is not None}


def name_and_number(version):
    return version["_links"]["pb:pacticipant"]["name"], version["number"]


def carry_pacticipants(old, new):
    pacticipants = old.ask("/pacticipants")["_embedded"]["pacticipants"]
    for each in pacticipants:
        new.ask(path("pacticipants", each["name"]), "PATCH", some(each, "name", *OF_A_PACTICIPANT), MERGE)
        for label in each.get("_embedded", {}).get("labels", []):
            new.ask(path("pacticipants", each["name"], "labels", label["name"]), "PUT", {})
    return pacticipants


def versions_that_count(old, pacticipants):
    """Those of the latest pacts, of main branches, and in use; oldest first, so that the latest stays the latest."""
    versions = [pact["_embedded"]["consumer"]["_embedded"]["version"] for pact in old.ask("/pacts/latest")["pacts"]]
    versions += [record["_embedded"]["version"] for _, _, record in old.in_use()]
    addresses = {version["_links"]["self"]["href"] for version in versions}
    addresses |= {
        path("pacticipants", each["name"], "branches", each["mainBranch"], "latest-version")
        for each in pacticipants
        if each.get("mainBranch")
    }
    found = {name_and_number(version): version for version in map(old.ask, addresses) if version}
    return dict(sorted(found.items(), key=lambda item: (item[1]["createdAt"], item[0])))


def carry_version(old, new, name, version):
    """The version with its pacts; says where a pact has another hash than before."""
    number = version["number"]
    for branch in version["_embedded"]["branchVersions"]:
        new.ask(path("pacticipants", name, "branches", branch["name"], "versions", number), "PUT", {})
    pacts = [old.ask(link["href"]) for link in version["_links"].get("pb:pact-versions", [])]
    missing = [pact for pact in pacts if not pact_at(new, name, number, pact["provider"]["name"])]
    if missing:
        body = {"pacticipantName": name, "pacticipantVersionNumber": number, "contracts": list(map(contract, missing))}
        new.ask("/contracts/publish", "POST", body)
    new.ask(path("pacticipants", name, "versions", number), "PATCH", some(version, "buildUrl"), MERGE)
    for tag in version["_embedded"]["tags"]:
        new.ask(path("pacticipants", name, "versions", number, "tags", tag["name"]), "PUT", {})
    for pact in pacts:
        provider = pact["provider"]["name"]
        if hash_of(pact) != hash_of(pact_at(new, name, number, provider)):
            print(f"  the pact of {name} {number} with {provider} has another hash now", file=sys.stderr)


def contract(pact):
    """As it was before the broker added to it: the ids of interactions would count as content."""
    content = {key: value for key, value in pact.items() if key not in ("_links", "createdAt", "updatedAt")}
    for interaction in content.get("interactions", []) + content.get("messages", []):
        interaction.pop("_id", None)
    return {
        "consumerName": pact["consumer"]["name"],
        "providerName": pact["provider"]["name"],
        "specification": "pact",
        "contentType": "application/json",
        "content": base64.b64encode(json.dumps(content).encode()).decode(),
    }


def hash_of(pact):
    return pact["_links"]["pb:pact-version"]["name"]


def pact_at(broker, consumer, version, provider):
    return broker.ask(path("pacts", "provider", provider, "consumer", consumer, "version", version))


def carry_results(old, new, name, number, providers):
    """The results of provider versions that were carried, and that the new broker does not have."""
    there = new.results(name, number)
    for (provider, version), link in sorted(old.results(name, number).items()):
        if (provider, version) in providers and (provider, version) not in there:
            publish = pact_at(new, name, number, provider)["_links"]["pb:publish-verification-results"]["href"]
            new.ask(publish, "POST", some(old.ask(link), *OF_A_RESULT))


def carry_environments(old, new):
    known = {each["name"] for each in new.environments()}
    for each in old.environments():
        if each["name"] not in known:
            new.ask("/environments", "POST", some(each, "name", "displayName", "production", "contacts"))


def carry_use(old, new):
    """What both brokers know of a place counts from the one that learnt it later: pipelines move one by one."""
    uuids = {each["name"]: each["uuid"] for each in new.environments()}
    known = {place(*each): each[2]["createdAt"] for each in new.in_use()}
    for environment, kind, record in old.in_use():
        if record["createdAt"] <= known.get(place(environment, kind, record), ""):
            continue
        name, number = pacticipant_and_version(record)
        address = path("pacticipants", name, "versions", number, f"{kind}-versions", "environment", uuids[environment])
        new.ask(address, "POST", some(record, "applicationInstance"))
        print(f"{name} {number} is {kind} in {environment}")


def place(environment, kind, record):
    """Where there is one deployment at most, or the very release."""
    name, number = pacticipant_and_version(record)
    return environment, kind, name, record.get("applicationInstance") if kind == "deployed" else number


def pacticipant_and_version(record):
    return record["_embedded"]["pacticipant"]["name"], record["_embedded"]["version"]["number"]


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    old = Broker(sys.argv[1], os.environ.get("OLD_AUTHORIZATION"))
    new = Broker(sys.argv[2], os.environ.get("NEW_AUTHORIZATION"))
    versions = versions_that_count(old, carry_pacticipants(old, new))
    for (name, number), version in versions.items():
        print(f"{name} {number}")
        carry_version(old, new, name, version)
    for name, number in versions:
        carry_results(old, new, name, number, versions)
    # Last, because a tag that is named like an environment would record a deployment.
    carry_environments(old, new)
    carry_use(old, new)


main()
