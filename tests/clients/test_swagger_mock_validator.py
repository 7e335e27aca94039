"""swagger-mock-validator, which compares contracts in the broker with a provider's description of its API."""

import json

import pytest
from command_lines import HERE, run


@pytest.fixture
def description(tmp_path):
    """The path of a description in which `left` of an article has that type."""

    def write(left: str):
        article = {"type": "object", "properties": {"article": {"type": "string"}, "left": {"type": left}}}
        answer = {"description": "an article", "content": {"application/json": {"schema": article}}}
        file = tmp_path / f"{left}.json"
        file.write_text(
            json.dumps(
                {
                    "openapi": "3.0.0",
                    "info": {"title": "stock", "version": "1"},
                    "paths": {"/articles/umbrella": {"get": {"responses": {"200": answer}}}},
                }
            )
        )
        return file

    return write


@pytest.mark.parametrize("which", [[], ["--tag", "dev"]])
def test_contracts_are_compared(broker, landscape, published, description, which):
    landscape.tag("shop", "1", "dev")

    def compare(left: str, expect: int) -> str:
        program = HERE / "node_modules/.bin/swagger-mock-validator"
        return run([program, description(left), broker.url, "--provider", "stock", *which], expect, quiet=False)

    assert "0 error(s)" in compare("integer", expect=0)
    assert "left" in compare("string", expect=1)
