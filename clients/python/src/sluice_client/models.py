"""The documents of the interface, member by member as openapi.yaml has them.

Times are texts by RFC 3339 in UTC, to the nanosecond; `parse_time` makes a datetime of one. What a
later server adds is passed over. A member that is not for the audience of the key is None.
"""
from __future__ import annotations

import dataclasses
import datetime
import functools
import types
import typing


def parse_time(text: str) -> datetime.datetime:
    """A time as a datetime in UTC, cut to the microsecond."""
    seconds, _, fraction = text.rstrip("Z").partition(".")
    moment = datetime.datetime.fromisoformat(seconds).replace(tzinfo=datetime.timezone.utc)
    return moment.replace(microsecond=int((fraction + "000000")[:6]))


@functools.cache
def _members(model):
    hints = typing.get_type_hints(model)
    return [(field.name, field.metadata.get("name", field.name), hints[field.name])
            for field in dataclasses.fields(model)]


def read(model, value):
    """A value of JSON as what the type says.

    Raises TypeError where a member that is always there is missing.
    """
    origin = typing.get_origin(model)
    if origin in (typing.Union, types.UnionType):
        inner = [choice for choice in typing.get_args(model) if choice is not type(None)]
        return None if value is None else read(inner[0], value)
    if origin is list:
        return [read(typing.get_args(model)[0], item) for item in value]
    if dataclasses.is_dataclass(model):
        return model(**{
            name: read(kind, value[member])
            for name, member, kind in _members(model) if member in value})
    return value


@dataclasses.dataclass(frozen=True, kw_only=True)
class ReasonText:
    """A stable code, and the same in words."""
    code: str
    text: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Decision:
    """What a notice of a decision against the consumer says."""
    by: str
    reasons: list[ReasonText]
    notice_by: str
    rule: str
    policy: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Operation:
    """What a command did."""
    id: str
    kind: str
    amount: int
    sequence: str
    decision: Decision | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class TemporaryLimit:
    id: str
    amount: int
    until: str
    scenario: str | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Restriction:
    id: str
    kind: str
    since: str
    review_by: str | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Payout:
    id: str
    refund: str
    hold: str
    amount: int
    due_at: str
    overdue: bool


@dataclasses.dataclass(frozen=True, kw_only=True)
class Account:
    """A line of credit; `limit` is the one in force."""
    id: str
    currency: str
    limit: int
    held: int
    owed: int
    credit_balance: int
    available: int
    overlimit: int
    payout_due: int
    fixed_limit: int
    temporary_limits: list[TemporaryLimit]
    payouts: list[Payout]
    opened_at: str
    sequence: str
    restrictions: list[Restriction] | None = None
    available_in: dict | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class AccountOperated:
    operation: Operation
    account: Account


@dataclasses.dataclass(frozen=True, kw_only=True)
class OrderReference:
    merchant: str
    number: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Ends:
    p50: str
    p80: str
    p90: str
    latest: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Chances:
    """In ten-thousandths."""
    billed: int
    returned: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class Eta:
    """When something ends, and how, as far as is known."""
    ends: Ends
    basis: str
    outcome: Chances | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Overlay:
    """What stands over a hold beside its status."""
    kind: str
    since: str
    id: str | None = None
    deadline: str | None = None
    review_by: str | None = None
    hard_stop: str | None = None
    release_reason: str | None = None
    merchant_asked: bool | None = None
    authority: str | None = None
    waits_for: str | None = None
    amount: int | None = None
    tier: str | None = None
    automatic: bool | None = None
    verdict_missing: bool | None = None
    random: bool | None = None
    decision: str | None = None
    takes_effect_at: str | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class HoldLine:
    line: str
    amount: int
    captured: int
    released: int
    expired: int
    refunded: int
    open: int
    seller: str | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Next:
    """Whose step is next, and by when."""
    action: str
    who: str
    due_at: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Hold:
    """Credit locked for an order; open = amount - captured - released - expired."""
    id: str
    account: str
    order: OrderReference
    purpose: str
    scenario: str
    overcapture_consent: bool
    currency: str
    amount: int
    captured: int
    released: int
    expired: int
    refunded: int
    open: int
    status: str
    overlays: list[Overlay]
    reason: ReasonText
    expires_at: str
    guaranteed_until: str
    placed_at: str
    generation: int
    sequence: str
    plan: str | None = None
    next: Next | None = None
    extendable_until: str | None = None
    eta: Eta | None = None
    ended_at: str | None = None
    lines: list[HoldLine] | None = None
    retry_of: str | None = None
    revives: str | None = None
    forces: str | None = None
    split_of: str | None = None
    policy: int | None = None
    decided_by: str | None = None
    decision: Decision | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class HoldOperated:
    operation: Operation
    hold: Hold
    children: list[Hold] | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Review:
    """A review that is open, with its hold."""
    review: Overlay
    hold: Hold


@dataclasses.dataclass(frozen=True, kw_only=True)
class TimelineEvent:
    sequence: str
    time: str
    type: str
    by: str
    hold: str | None = None
    account: str | None = None
    operation: str | None = None
    kind: str | None = None
    amount: int | None = None
    until: str | None = None
    linked: str | None = None
    reason: ReasonText | None = None
    policy: int | None = None
    model: str | None = None
    outcome: str | None = None
    decision: Decision | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class NamedLine:
    line: str
    amount: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fact:
    type: str
    occurred_at: str
    recorded_at: str
    state: str
    id: str | None = None
    source: str | None = None
    lines: list[NamedLine] | None = None
    merchant_sequence: int | None = None
    amount: int | None = None
    reason: str | None = None
    pulled: bool | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class OrderHold:
    id: str
    purpose: str
    generation: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class OrderBreak:
    """A contradiction between facts."""
    kind: str
    line: str | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Pull:
    """What the merchant showed when it was last asked."""
    asked_at: str | None = None
    known: bool | None = None
    next_at: str | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Return:
    """A return begun after the capture."""
    id: str
    opened_at: str
    amount: int
    refunded: int
    stage: str
    reason: str
    order: OrderReference | None = None
    currency: str | None = None
    who: str | None = None
    due_at: str | None = None
    eta: Eta | None = None
    lines: list[str] | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Order:
    merchant: str
    number: str
    facts: list[Fact]
    holds: list[OrderHold]
    returns: list[Return]
    terminal: bool
    sequence: str
    breaks: list[OrderBreak] | None = None
    pull: Pull | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fault:
    code: str
    status: int
    retryable: bool
    detail: str
    field: str | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class OrderEventResult:
    """`applied`, `duplicate`, `parked`, `ignored` or `refused` with its error."""
    result: str
    id: str | None = None
    error: Fault | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Statement:
    """A sentence of an explanation, with what stands in its places."""
    topic: str
    code: str
    slots: dict
    text: str
    source: str | None = None
    pulled: bool | None = None
    policy: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Share:
    cause: str
    text: str
    ms: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class LockTime:
    total_ms: int
    shares: list[Share]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Told:
    time: str
    ends: Ends
    outcome: Chances | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why a hold is as it is."""
    hold: str
    account: str
    order: OrderReference
    currency: str
    status: str
    audience: str
    lang: str
    as_of: str
    statements: list[Statement]
    sequence: str
    policy: int | None = None
    tier: str | None = None
    lock_time: LockTime | None = None
    told: list[Told] | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Quote:
    """What a placement would come to; `quote` is the digest of the terms, which a consent may bind."""
    dry_run: bool
    hold: Hold
    explanation: Explanation
    quote: str
    available: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Overtaken:
    at: str
    cause: str
    suppressed: bool


@dataclasses.dataclass(frozen=True, kw_only=True)
class Message:
    """What somebody is told."""
    id: str
    code: str
    audience: str
    key: str
    time: str
    latest: str
    account: str
    currency: str
    text: str
    hold: str | None = None
    order: OrderReference | None = None
    operation: str | None = None
    sequence: str | None = None
    reason: ReasonText | None = None
    amount: int | None = None
    open: int | None = None
    rise: int | None = None
    available: int | None = None
    limit: int | None = None
    used: int | None = None
    surplus: int | None = None
    until: str | None = None
    previous: str | None = None
    guaranteed_until: str | None = None
    days: int | None = None
    purchase: int | None = None
    overtaken: Overtaken | None = None
    read_at: str | None = None


#: The schema of openapi.yaml that each model is.
SCHEMAS = {
    "Account": Account, "AccountOperated": AccountOperated, "Decision": Decision, "Ends": Ends,
    "Eta": Eta, "Explanation": Explanation, "ExplanationStatement": Statement, "Fact": Fact,
    "Hold": Hold, "HoldLine": HoldLine, "HoldOperated": HoldOperated, "LockTime": LockTime,
    "Message": Message, "NamedLine": NamedLine, "Operation": Operation, "Order": Order,
    "OrderEventResult": OrderEventResult, "OrderReference": OrderReference, "Overlay": Overlay,
    "Payout": Payout, "Pull": Pull, "Quote": Quote, "ReasonText": ReasonText, "Restriction": Restriction,
    "Return": Return, "TemporaryLimit": TemporaryLimit, "TimelineEvent": TimelineEvent,
}
