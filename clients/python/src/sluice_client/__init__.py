"""Speaks with a server of Sluice: accounts, holds, order events, lists, explanations, events.

    from sluice_client import Sluice

    sluice = Sluice("http://127.0.0.1:8080", key="sk_…")
    sluice.open_account("A-1", currency="CNY", limit=100_000)
    hold = sluice.place_hold("H-1", account="A-1", amount=30_000, currency="CNY",
                             merchant="shop", order="O-1")
    for hold in sluice.holds(account="A-1", min_sequence=hold.sequence):
        print(hold.id, hold.status, hold.open)

Amounts are whole minor units of the currency beside them. Only the standard library is needed.
"""
from .client import Answer, RetryPolicy, Sluice
from .errors import Late, Refused, SluiceError, Unreachable, Unreadable
from .events import Event
from .models import (
    Account, AccountOperated, Decision, Eta, Explanation, Hold, HoldOperated, Message, Operation,
    Order, OrderEventResult, OrderReference, Overlay, Quote, ReasonText, Return, Review, TimelineEvent)

__all__ = [
    "Account", "AccountOperated", "Answer", "Decision", "Eta", "Event", "Explanation", "Hold",
    "HoldOperated", "Late", "Message", "Operation", "Order", "OrderEventResult", "OrderReference",
    "Overlay", "Quote", "ReasonText", "Refused", "RetryPolicy", "Return", "Review", "Sluice", "SluiceError",
    "TimelineEvent", "Unreachable", "Unreadable",
]
