"""What schemathesis cannot know about a run."""

import uuid

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    """Gives each request a key of its own: the answer to a used one tells of things that may be gone since.

    Keys that the broker refuses stay as they are. That a key works once is tested in it/idempotency.rs.
    """
    key = case.headers.get("Idempotency-Key") if case.headers else None
    if isinstance(key, str) and key.isascii() and key.isprintable() and 1 <= len(key.strip()) and len(key) <= 255:
        case.headers["Idempotency-Key"] = str(uuid.uuid4())


@schemathesis.hook
def filter_query(context, query):
    """Leaves out parameters that are given several times and end with an empty one.

    The last one counts, and an empty one counts as none: so says the description, and no schema can.
    """
    values = (query or {}).values()
    return not any(isinstance(value, (list, tuple)) and value and value[-1] in ("", None) for value in values)
