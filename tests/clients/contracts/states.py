"""The provider states of the contracts, each made through the broker's public API.

A state gives what the contract and the broker call by different names: UUIDs, and paths of the contract that stand for
a link of what the state has made.
"""

from landscape import Landscape, pact_between

STATES = {}
COMMIT = "5556b8149bf8bac76bc30f50a8a2dd4c22c85f30"
ENVIRONMENT = "16926ef3-590f-4e3f-838e-719717aa88c9"
DEPLOYABLE_ENVIRONMENT = "cb632df3-0a0d-4227-aac3-60114dd36479"
DEPLOYED_VERSION = "ff3adecf-cfc5-4653-a4e3-f1861092f8e0"
WEBHOOK = "696c5f93-1b7f-44bc-8d03-59440fcaa9a0"
REPOSITORY = "git@git.realestate.com.au:business-systems/pricing-service"


def state(*names: str):
    def keep(function):
        STATES.update(dict.fromkeys(names, function))
        return function

    return keep


@state(
    "the pb:pacticipant-branch relation exists in the index resource",
    "the pb:latest-version relation exists in the index resource",
    "the pb:latest-tagged-version relation exists in the index resource",
    "the pb:publish-contracts relations exists in the index resource",
    "the pb:environments relation exists in the index resource",
    "the pb:pacticipant-version and pb:environments relations exist in the index resource",
    "the pacticipant relations are present",
    "the 'Pricing Service' does not exist in the pact-broker",
    "no pact between Condor and the Pricing Service exists",
    # What the official verifier says of an interaction without a state.
    "",
)
def an_empty_broker(_: Landscape):
    pass


@state("a branch named main exists for pacticipant Foo")
def branch_main_of_foo(landscape: Landscape):
    landscape.version("Foo", "1", branch="main")


@state("a pacticipant with name Foo exists")
def foo(landscape: Landscape):
    landscape.pacticipant("Foo")


@state("'Condor' does not exist in the pact-broker")
def pricing_service_alone(landscape: Landscape):
    landscape.pacticipant("Pricing Service")


@state("'Condor' exists in the pact-broker")
def condor(landscape: Landscape):
    landscape.version("Condor", "1.3.0")


@state("'Condor' exists in the pact-broker with version 1.3.0, tagged with 'prod'")
def condor_tagged(landscape: Landscape):
    condor(landscape)
    landscape.tag("Condor", "1.3.0", "prod")


@state("'Condor' exists in the pact-broker with the latest version 1.2.3")
def condor_latest(landscape: Landscape):
    landscape.version("Condor", "1.2.2")
    landscape.version("Condor", "1.2.3")


@state("'Condor' exists in the pact-broker with the latest tagged 'production' version 1.2.3")
def condor_latest_tagged(landscape: Landscape):
    condor_latest(landscape)
    landscape.tag("Condor", "1.2.3", "production")
    landscape.version("Condor", "1.2.4")


@state("the 'Pricing Service' already exists in the pact-broker")
def pricing_service(landscape: Landscape):
    landscape.pacticipant("Pricing Service", repositoryUrl=REPOSITORY)
    landscape.version("Pricing Service", "1.3.0")


@state("the 'Pricing Service' and 'Condor' already exist in the pact-broker")
def pricing_service_and_condor(landscape: Landscape):
    landscape.pacticipant("Pricing Service")
    landscape.pacticipant("Condor")


@state(
    "a pact between Condor and the Pricing Service exists",
    "a latest pact between Condor and the Pricing Service exists",
    "the 'Pricing Service' and 'Condor' already exist in the pact-broker, "
    "and Condor already has a pact published for version 1.3.0",
)
def pact_of_condor(landscape: Landscape):
    landscape.pact(pact_between("Condor", "Pricing Service"), "1.3.0")


@state(
    "tagged as prod pact between Condor and the Pricing Service exists",
    "a pact between Condor and the Pricing Service exists for the production version of Condor",
)
def pact_of_condor_in_production(landscape: Landscape):
    landscape.pact(pact_between("Condor", "Pricing Service"), "1.3.0", tags=["prod"])


def verified(landscape: Landscape, version: str, *by: str, success: bool = True, consumer: str = "Foo", **more) -> None:
    """Bar has looked at the pact of that version. No two versions have the same pact, so each has its own results."""
    request = {"description": version, "request": {"method": "GET", "path": "/"}, "response": {"status": 200}}
    landscape.pact(pact_between(consumer, "Bar", [request]), version, **more)
    for number in by:
        landscape.result(consumer, version, "Bar", by=number, success=success)


@state("the pact for Foo version 1.2.3 has been verified by Bar version 4.5.6")
def foo_verified(landscape: Landscape):
    verified(landscape, "1.2.3", "4.5.6")


@state("the pact for Foo Thing version 1.2.3 has been verified by Bar version 4.5.6")
def foo_thing_verified(landscape: Landscape):
    verified(landscape, "1.2.3", "4.5.6", consumer="Foo Thing")


@state("the pact for Foo version 1.2.3 has been verified by Bar version 4.5.6 and version 5.6.7")
def foo_verified_twice(landscape: Landscape):
    verified(landscape, "1.2.3", "4.5.6", "5.6.7")


@state("the pact for Foo version 1.2.3 and 1.2.4 has been verified by Bar version 4.5.6")
def two_of_foo_verified(landscape: Landscape):
    verified(landscape, "1.2.3", "4.5.6")
    verified(landscape, "1.2.4", "4.5.6")


@state(
    "the pact for Foo version 1.2.3 has been successfully verified by Bar version 4.5.6, "
    "and 1.2.4 unsuccessfully by 9.9.9"
)
def the_newer_foo_fails(landscape: Landscape):
    verified(landscape, "1.2.3", "4.5.6")
    verified(landscape, "1.2.4", "9.9.9", success=False)


@state(
    "the pact for Foo version 1.2.3 has been successfully verified by Bar version 4.5.6 with tag prod, "
    "and 1.2.4 unsuccessfully by 9.9.9"
)
def the_newer_foo_fails_after_production(landscape: Landscape):
    the_newer_foo_fails(landscape)
    landscape.tag("Bar", "4.5.6", "prod")


@state(
    "the pact for Foo version 1.2.3 has been successfully verified by Bar version 4.5.6 (tagged prod) and version 5.6.7"
)
def foo_verified_by_production(landscape: Landscape):
    foo_verified_twice(landscape)
    landscape.tag("Bar", "4.5.6", "prod")


@state(
    "provider Bar version 4.5.6 has a successful verification for Foo version 1.2.3 tagged prod "
    "and a failed verification for version 3.4.5 tagged prod"
)
def one_foo_in_production_fails(landscape: Landscape):
    verified(landscape, "3.4.5", "4.5.6", success=False, tags=["prod"])
    verified(landscape, "1.2.3", "4.5.6", tags=["prod"])


def make_environment(landscape: Landscape) -> str:
    contact = {"name": "Foo team", "details": {"emailAddress": "foo@bar.com"}}
    return landscape.environment("test", displayName="Test", contacts=[contact])


@state("an environment exists", "an environment with name test exists")
def environment(landscape: Landscape):
    make_environment(landscape)


@state(f"an environment with name test and UUID {ENVIRONMENT} exists")
def environment_with_uuid(landscape: Landscape):
    return {ENVIRONMENT: make_environment(landscape)}


@state(
    f"version {COMMIT} of pacticipant Foo exists with a test environment available for deployment",
    f"version {COMMIT} of pacticipant Foo exists with a test environment available for release",
)
def foo_beside_environment(landscape: Landscape):
    landscape.version("Foo", COMMIT)
    names = {DEPLOYABLE_ENVIRONMENT: make_environment(landscape)}
    links = landscape.broker.get(f"/pacticipants/Foo/versions/{COMMIT}")["_links"]
    for action in ("deployment", "release"):
        (link,) = links[f"pb:record-{action}"]
        placeholder = f"-PB-RECORD-{action}-Foo-{COMMIT}-test".upper()
        names[f"/HAL-REL-PLACEHOLDER{placeholder}"] = link["href"].removeprefix(landscape.broker.url)
    return names


@state(f"version {COMMIT} of pacticipant Foo exists with 2 environments that aren't test available for deployment")
def foo_beside_other_environments(landscape: Landscape):
    landscape.version("Foo", COMMIT)
    for name in ("prod", "dev"):
        landscape.environment(name)


@state(
    "a currently deployed version exists",
    f"an version is deployed to environment with UUID {ENVIRONMENT} with target customer-1",
)
def foo_is_deployed(landscape: Landscape):
    uuid = make_environment(landscape)
    landscape.version("Foo", "2")
    deployed = landscape.deployed("Foo", "2", "test", instance="customer-1")
    links = landscape.broker.get(f"/environments/{uuid}")["_links"]
    current = links["pb:currently-deployed-deployed-versions"]["href"].removeprefix(landscape.broker.url)
    return {
        ENVIRONMENT: uuid,
        DEPLOYED_VERSION: deployed["uuid"],
        f"/PLACEHOLDER-ENVIRONMENT-CURRENTLY-DEPLOYED-{ENVIRONMENT}": current,
        f"/PLACEHOLDER-DEPLOYED-VERSION-{DEPLOYED_VERSION}": f"/deployed-versions/{deployed['uuid']}",
    }


@state(f"a webhook with the uuid {WEBHOOK} exists")
def webhook(landscape: Landscape):
    pricing_service_and_condor(landscape)
    body = {"events": [{"name": "contract_published"}], "request": {"method": "POST", "url": "https://webhook"}}
    landscape.broker.request("PUT", f"/webhooks/{WEBHOOK}", 201, json=body)
