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


# Two names of one parameter; the second does not count beside the first.
TWO_NAMES = [("page", "pageNumber"), ("size", "pageSize")]


@schemathesis.hook
def filter_query(context, query):
    """Leaves out parameters that do not count: empty ones, and the second of two names for one thing.

    So says the description, and no schema can. Of a parameter that is given several times the last one counts.
    """
    query = query or {}
    last = [value[-1] if isinstance(value, (list, tuple)) and value else value for value in query.values()]
    return not any(value in ("", None) for value in last) and not any(
        one in query and other in query for one, other in TWO_NAMES
    )
