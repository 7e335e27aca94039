"""Brokers that know nothing, a story, or the worst."""

from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import hostile
import story
from broker import Broker
from receiver import Receiver

FILLINGS: dict[str, Callable[[Broker, str], None]] = {
    "empty": lambda *_: None,
    "story": story.tell,
    "hostile": hostile.tell,
}

# Receivers of this machine are no public addresses, so the operator has to name them.
MAY_SEND_HERE = {
    "PACT_BROKER_WEBHOOK_SCHEME_WHITELIST": "http https",
    "PACT_BROKER_WEBHOOK_HOST_WHITELIST": "127.0.0.1",
}


@contextmanager
def filled(filling: str, directory: Path, system: str = "sqlite"):
    """A broker with that filling, and the receiver of its webhooks as `receiver`."""
    receiver = Receiver()
    broker = Broker(directory, system, **MAY_SEND_HERE)
    broker.receiver = receiver
    try:
        FILLINGS[filling](broker, receiver.url)
        yield broker
    finally:
        broker.stop()
        receiver.stop()
