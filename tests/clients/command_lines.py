"""The two official command lines of the ecosystem, bound to a broker."""

import json
import os
import re
import subprocess
from pathlib import Path

HERE = Path(__file__).parent

# What a CI system says about its build must not leak into what the clients find out about theirs.
_CI = re.compile(r"(GITHUB|BUILDKITE|CIRCLE|TRAVIS|GIT|APPVEYOR|CI|BITBUCKET|BUILD|CIRRUS)_|.*_BRANCH$")
ENVIRONMENT = {name: value for name, value in os.environ.items() if not _CI.match(name)}


def run(command: list, expect: int = 0, directory: Path | None = None, quiet: bool = True) -> str:
    """What the program prints, which must end with the exit code that is expected."""
    words = [str(word) for word in command]
    ran = subprocess.run(words, capture_output=True, text=True, timeout=120, cwd=directory, env=ENVIRONMENT)
    assert ran.returncode == expect, f"{words} ended with {ran.returncode}:\n{ran.stdout}{ran.stderr}"
    return ran.stdout + ("" if quiet else ran.stderr)


class CommandLine:
    """One of them: call it with a command and its arguments."""

    def __init__(self, program: list, always: list, broker=None):
        self.program, self.always, self.broker = program, always, broker

    def bound_to(self, broker) -> "CommandLine":
        return CommandLine(self.program, [*self.always, "--broker-base-url", broker.url], broker)

    def __call__(self, *arguments, expect: int = 0, directory: Path | None = None) -> str:
        return run([*self.program, *arguments, *self.always], expect, directory, quiet=False)

    def json(self, *arguments, expect: int = 0):
        printed = run([*self.program, *arguments, *self.always, "--output", "json"], expect)
        return json.loads(printed)

    def alone(self, *arguments) -> str:
        """For commands that ask no broker."""
        return run([*self.program, *arguments])


def rust() -> CommandLine:
    """`pact broker`, from pact-python-cli 1!0.10.9."""
    return CommandLine(["pact", "broker"], ["--retries", "0"])


def ruby() -> CommandLine:
    """`pact-broker`, from pact-python-cli 2.6.4.0."""
    return CommandLine([HERE / ".venv-ruby/bin/pact-broker"], [])
