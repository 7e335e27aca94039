"""Environments, and what is in them."""

CONTACT = ("--contact-name", "Team A", "--contact-email-address", "a@example.org")


def test_create_environment(cli, broker):
    cli("create-environment", "--name", "production", "--display-name", "Live", "--production", *CONTACT)
    made = broker.environments()["production"]
    assert (made["displayName"], made["production"]) == ("Live", True)
    assert made["contacts"] == [{"name": "Team A", "details": {"emailAddress": "a@example.org"}}]
    cli("create-environment", "--name", "production", expect=1)


def test_update_environment(cli, broker, landscape):
    uuid = landscape.environment("test")
    cli("update-environment", "--uuid", uuid, "--name", "staging", "--display-name", "Stage", *CONTACT)
    (changed,) = broker.environments().values()
    assert (changed["uuid"], changed["name"], changed["displayName"]) == (uuid, "staging", "Stage")
    assert changed["contacts"][0]["name"] == "Team A"


def test_delete_environment(cli, broker, landscape):
    uuid = landscape.environment("test")
    landscape.environment("production")
    cli("delete-environment", "--uuid", uuid)
    assert list(broker.environments()) == ["production"]


def test_describe_environment(cli, landscape):
    uuid = landscape.environment("test", displayName="For trying")
    assert "For trying" in cli("describe-environment", "--uuid", uuid)
    assert cli.json("describe-environment", "--uuid", uuid)["name"] == "test"


def test_list_environments(cli, landscape):
    landscape.environment("test")
    landscape.environment("production")
    printed = cli("list-environments")
    assert "test" in printed and "production" in printed
    listed = cli.json("list-environments")["_embedded"]["environments"]
    assert {each["name"] for each in listed} == {"test", "production"}


def test_record_deployment(cli, broker, landscape):
    for name in ("test", "production"):
        landscape.environment(name)
    landscape.version("shop", "1")
    landscape.version("shop", "2")
    for number in ("1", "2"):
        cli("record-deployment", "--pacticipant", "shop", "--version", number, "--environment", "production")
    assert broker.deployed_in("production") == [("shop", "2")]
    assert broker.deployed_in("test") == []


def test_record_deployment_of_an_instance(cli, broker, landscape):
    landscape.environment("production")
    landscape.version("shop", "1")
    landscape.version("shop", "2")
    for number in ("1", "2"):
        cli(
            *("record-deployment", "--pacticipant", "shop", "--version", number),
            *("--environment", "production", "--application-instance", f"customer-{number}"),
        )
    assert sorted(broker.deployed_in("production")) == [("shop", "1"), ("shop", "2")]


def test_record_deployment_refuses_what_is_not_there(cli, broker, landscape):
    landscape.environment("production")
    landscape.version("shop", "1")
    cli("record-deployment", "--pacticipant", "shop", "--version", "1", "--environment", "nowhere", expect=1)
    cli("record-deployment", "--pacticipant", "shop", "--version", "9", "--environment", "production", expect=1)
    assert broker.deployed_in("production") == []


def test_record_undeployment(cli, broker, landscape):
    landscape.environment("production")
    for name in ("shop", "stock"):
        landscape.version(name, "1")
        landscape.deployed(name, "1", "production")
    cli("record-undeployment", "--pacticipant", "shop", "--environment", "production")
    assert broker.deployed_in("production") == [("stock", "1")]


def test_record_undeployment_of_an_instance(cli, broker, landscape):
    landscape.environment("production")
    for number in ("1", "2"):
        landscape.version("shop", number)
        landscape.deployed("shop", number, "production", instance=f"customer-{number}")
    cli(
        *("record-undeployment", "--pacticipant", "shop", "--environment", "production"),
        *("--application-instance", "customer-2"),
    )
    assert broker.deployed_in("production") == [("shop", "1")]


def test_record_release(cli, broker, landscape):
    landscape.environment("production")
    for number in ("1", "2"):
        landscape.version("shop", number)
        cli("record-release", "--pacticipant", "shop", "--version", number, "--environment", "production")
    assert sorted(broker.supported_in("production")) == [("shop", "1"), ("shop", "2")]


def test_record_support_ended(cli, broker, landscape):
    landscape.environment("production")
    for number in ("1", "2"):
        landscape.version("shop", number)
        landscape.released("shop", number, "production")
    cli("record-support-ended", "--pacticipant", "shop", "--version", "1", "--environment", "production")
    assert broker.supported_in("production") == [("shop", "2")]
