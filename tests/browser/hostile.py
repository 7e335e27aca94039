"""A landscape by somebody who means harm, or who has very long names or a language that is read from the right."""

from broker import Broker, segment
from landscape import Landscape

# Each would say so in a dialog and in the window, if it ever ran.
RUN = "alert((window.__pwned=1))"
SCRIPT = f"<script>{RUN}</script>"
IMAGE = f'"><img src=x onerror="{RUN}">'
ATTRIBUTE = f"\" onfocus='{RUN}' autofocus tabindex=1 x='"
LINK = f"javascript:{RUN}"
TURNED = f"\u202e{IMAGE}"
ENDINGS = f"</title></pre></textarea></style>--></script>{SCRIPT}{IMAGE}"
# Brokers refuse control characters in names, and take them inside of contracts.
BYTES = "\u0000\u001b[31m\u202e\u2066\ufeff\U0001f600"
TEXT = f"{ENDINGS}{ATTRIBUTE}{LINK}{BYTES}"

LONG = "x" * 200
LONG_MONO = "7" * 200
FROM_THE_RIGHT = "خدمة-الطلبات-" + "שירות-הזמנות-" * 12


def tell(broker: Broker, receiver: str) -> None:
    """Puts the same texts wherever a text may stand."""
    landscape = Landscape(broker)
    for name in [SCRIPT, LONG]:
        landscape.environment(name, displayName=name)
    _pair(landscape, (SCRIPT, TURNED), ATTRIBUTE.strip(), LINK, _contract(TEXT))
    _pair(landscape, (LONG, FROM_THE_RIGHT), LONG_MONO, LONG_MONO + "8", _contract(LONG))
    _pair(landscape, (FROM_THE_RIGHT, LONG), FROM_THE_RIGHT, LONG_MONO, _contract(FROM_THE_RIGHT))
    _webhooks(broker, receiver)


def _contract(text: str) -> dict:
    request = {"method": text, "path": text, "query": {text: [text]}, "headers": {text: text}}
    rules = {text: {text: {"matchers": [{"match": "regex", "regex": text}, {"match": text}]}}}
    interaction = {
        "description": text,
        "providerStates": [{"name": text, "params": {text: text}}],
        "comments": {"text": [text]},
        "request": request | {"body": {text: [text]}, "matchingRules": rules},
        "response": {"status": text, "headers": {"Link": LINK}, "body": text},
    }
    body = text * (1_000_000 // len(text))
    huge = {"description": "huge", "request": {"path": "/"}, "response": {"status": 200, "body": body}}
    contents = {"content": text, "contentType": text}
    message = {"description": "message", "type": "Asynchronous/Messages", "contents": contents}
    return {"interactions": [interaction, huge, message], "metadata": {"pactSpecification": {"version": text}}}


def _pair(landscape: Landscape, sides: tuple[str, str], number: str, by: str, contract: dict) -> None:
    consumer, provider = sides
    names = {"consumer": {"name": consumer}, "provider": {"name": provider}}
    told = {"displayName": consumer[:255], "repositoryUrl": LINK, "mainBranch": LINK}
    landscape.pact(names | contract, number, branch=number, tags=[consumer], buildUrl=LINK)
    landscape.broker.request("PATCH", f"/pacticipants/{segment(consumer)}", 200, json=told)
    landscape.broker.request("PUT", f"/pacticipants/{segment(consumer)}/labels/{segment(number)}", 201, json={})
    landscape.pact(names | {"interactions": contract["interactions"][1:]}, f"{number}-2", branch=consumer)
    landscape.version(provider, by, branch=consumer)
    text = contract["interactions"][0]["description"]
    mismatch = {"attribute": text, "identifier": text, "description": text, "expected": text, "actual": text}
    failed = {"interactionDescription": text, "success": False, "mismatches": [mismatch]}
    broken = {"interactionDescription": text, "success": False, "exceptions": [{"message": text}]}
    more = {"testResults": [failed, broken], "buildUrl": LINK, "verifiedBy": {"implementation": text, "version": text}}
    landscape.result(consumer, number, provider, by, False, **more)
    for environment in [SCRIPT, LONG]:
        landscape.deployed(provider, by, environment, instance=consumer)


def _webhooks(broker: Broker, receiver: str) -> None:
    for text in [TEXT.replace("\0", ""), LONG, FROM_THE_RIGHT]:
        request = {"method": "POST", "url": f"{receiver}/refused?{segment(text)}", "body": text}
        webhook = {"description": text, "events": [{"name": "contract_published"}], "request": request}
        broker.request("POST", "/webhooks", 201, json=webhook)
    # They are sent to when this is published.
    names = {"consumer": {"name": SCRIPT}, "provider": {"name": TURNED}}
    Landscape(broker).pact(names | _contract(SCRIPT), "3", branch="main")
