"""Commands that ask no broker; they are here because they are commands."""

from uuid import UUID

import command_lines
import pytest


@pytest.mark.parametrize("client", [command_lines.rust, command_lines.ruby])
def test_generate_uuid(client):
    assert UUID(client().alone("generate-uuid").strip())


@pytest.mark.parametrize("client", [command_lines.rust, command_lines.ruby])
def test_help(client):
    assert "can-i-deploy" in client().alone("help")


def test_version():
    assert command_lines.ruby().alone("version").strip() == "1.78.0"


def test_tree():
    assert "can_i_deploy" in command_lines.ruby().alone("tree")
