"""Every command of both command lines has a test: `record-release` has `test_record_release`."""

import importlib
import inspect
import re
from pathlib import Path

import command_lines
import pytest

# These start another program, and ask no broker.
NOT_ABOUT_A_BROKER = {"ruby", "docker"}
LISTED = {
    command_lines.rust: ("--help", re.compile(r"^  ([a-z][a-z-]+)  ", re.MULTILINE)),
    command_lines.ruby: ("help", re.compile(r"^  pact-broker ([a-z-]+) ", re.MULTILINE)),
}


@pytest.mark.parametrize("client", LISTED, ids=["rust", "ruby"])
def test_every_command_has_a_test(client):
    question, line = LISTED[client]
    commands = set(line.findall(client().alone(question)))
    assert len(commands) > 25, "the list of commands is read wrongly"
    assert commands - NOT_ABOUT_A_BROKER - commands_tested_with(client) == set()


def commands_tested_with(client) -> set[str]:
    """Tests that take both clients, this one, or none because they name it themselves."""
    fixtures = {"cli", "client", client.__name__}
    found = set()
    for file in Path(__file__).parent.glob("test_*.py"):
        for name, test in inspect.getmembers(importlib.import_module(file.stem), inspect.isfunction):
            takes = set(inspect.signature(test).parameters)
            if name.startswith("test_") and (takes & fixtures or not takes):
                found.add(name.removeprefix("test_").replace("_", "-"))
    return found
