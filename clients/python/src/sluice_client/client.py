"""The client: one connection a call, retries with full jitter, typed answers."""
from __future__ import annotations

import dataclasses
import http.client
import json
import random
import time
import urllib.parse

from . import events, models
from .errors import Late, Refused, SluiceError, Unreachable, Unreadable
from .operations import OPERATIONS

#: Bytes of an answer that are read: a page of a thousand holds of many lines.
ANSWER_BYTES_MAX = 64 << 20


@dataclasses.dataclass(frozen=True)
class RetryPolicy:
    """When a request is sent again.

    Waits double from `base` to `longest` seconds, with full jitter: a wait is anywhere between nothing
    and that. A `Retry-After` of the server is waited out first.
    """
    attempts_max: int = 6
    base: float = 0.1
    longest: float = 10.0

    def pause(self, attempts: int, retry_after: int | None, fraction: float) -> float | None:
        """Seconds before the next attempt after so many; None if there is none."""
        if attempts >= self.attempts_max:
            return None
        most = min(self.longest, self.base * 2 ** min(attempts - 1, 20))
        return (retry_after or 0) + most * fraction


class Answer:
    """What a call came to; members of the document are members of the answer.

    value       the document
    sequence    how much of the journal the answer knows of: `min_sequence` of a read that must, too
    is_replay   whether the command took effect before, and was only answered again
    is_stale    whether it is older than it ought to be: the journal takes nothing now, or the
                views are behind
    request_id  by which the server's log names the request
    """

    def __init__(self, value, headers):
        self.value = value
        self.sequence = headers.get("Sluice-Sequence", "")
        self.is_replay = headers.get("Idempotent-Replay") == "true"
        self.is_stale = headers.get("Sluice-Stale") == "true"
        self.request_id = headers.get("X-Request-Id", "")

    def __getattr__(self, name):
        return getattr(self.value, name)

    def __repr__(self):
        return f"Answer({self.value!r}, sequence={self.sequence!r})"


class Sluice:
    """A server of Sluice, spoken to with one API key.

    Every command has an id, so every request may be sent again after a failure: what took effect before
    is answered as then. The client does so by its RetryPolicy until the deadline of the call, whenever no
    answer comes and whenever the server says that asking again may help. Errors are SluiceError:
    Refused, Unreachable, Late, Unreadable. Safe to use from many threads.
    """

    def __init__(self, address: str, key: str, *, deadline: float = 30.0, timeout: float = 10.0,
                 retries: RetryPolicy = RetryPolicy(), language: str = "en", context=None,
                 fraction=random.random, sleep=time.sleep, clock=time.monotonic):
        """
        address   scheme, host and port, such as http://127.0.0.1:8080
        deadline  seconds a call may take, with all its attempts
        timeout   seconds an attempt may be silent
        language  en or zh, of texts
        context   an ssl.SSLContext for https
        fraction, sleep, clock  where chance and time come from
        """
        parts = urllib.parse.urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"no address of a server: {address}")
        self._scheme, self._host, self._port = parts.scheme, parts.hostname, parts.port
        self._base = parts.path.rstrip("/")
        self._context = context
        self._headers = {"Authorization": f"Bearer {key}", "Accept-Language": language}
        self._deadline, self._timeout, self._retries = deadline, timeout, retries
        self._fraction, self._sleep, self._clock = fraction, sleep, clock

    # Accounts

    def open_account(self, id: str, *, currency: str, limit: int) -> Answer:
        """Opens an account. 409 ID_CONFLICT where the id has another limit or currency."""
        return self._call("openAccount", models.Account, body={
            "id": id, "currency": currency, "limit": limit})

    def account(self, id: str) -> Answer:
        """An account as of now, never behind."""
        return self._call("getAccount", models.Account, [id])

    def accounts(self, *, currency=None, restricted=None, overlimit=None, min_sequence=None,
                 page_size: int = 100):
        """Accounts in the order of opening, read page by page."""
        return self._pages("listAccounts", models.Account, query={
            "currency": currency, "restricted": restricted, "overlimit": overlimit},
            min_sequence=min_sequence, page_size=page_size)

    def set_limit(self, account: str, *, id: str, limit: int, reason: str, until=None,
                  scenario=None) -> Answer:
        """Sets the fixed limit, or with `until` a temporary one."""
        return self._call("setLimit", models.AccountOperated, [account], body={
            "id": id, "limit": limit, "reason": reason, "until": until, "scenario": scenario})

    def record_repayment(self, account: str, *, id: str, principal: int) -> Answer:
        return self._call("recordRepayment", models.AccountOperated, [account], body={
            "id": id, "principal": principal})

    # Holds

    def place_hold(self, id: str, *, account: str, amount: int, currency: str, merchant: str,
                   order: str, lines=None, purpose=None, scenario=None, retry_of=None, plan=None,
                   overcapture_consent=None, review=None, consent=None) -> Answer:
        """Locks credit for an order. A merchant needs a consent that the lender signed.

        Raises Refused with status 402 where it is declined; `problem["hold"]` is the hold then.
        """
        return self._call("placeHold", models.Hold, body={
            "id": id, "account": account, "amount": amount, "currency": currency,
            "order": {"merchant": merchant, "number": order}, "lines": lines, "purpose": purpose,
            "scenario": scenario, "retry_of": retry_of, "plan": plan,
            "overcapture_consent": overcapture_consent, "review": review, "consent": consent})

    def quote_hold(self, id: str, *, account: str, amount: int, currency: str, merchant: str,
                   order: str, lines=None, purpose=None, scenario=None, plan=None) -> Answer:
        """What a placement would come to; nothing is locked and the id is not used up."""
        return self._call("placeHold", models.Quote, body={
            "id": id, "account": account, "amount": amount, "currency": currency,
            "order": {"merchant": merchant, "number": order}, "lines": lines, "purpose": purpose,
            "scenario": scenario, "plan": plan, "dry_run": True})

    def hold(self, id: str, *, merchant=None) -> Answer:
        """A hold as of now, never behind. Keys that are bound to no merchant name one."""
        return self._call("getHold", models.Hold, [id], {"merchant": merchant})

    def holds(self, *, account=None, merchant=None, order=None, status=None, open=None,
              purpose=None, scenario=None, overlay=None, due_before=None, placed_from=None,
              placed_before=None, min_sequence=None, page_size: int = 100):
        """Holds in the order of placement, read page by page; all that is named must hold."""
        return self._pages("listHolds", models.Hold, query={
            "account": account, "merchant": merchant, "order": order, "status": status,
            "open": open, "purpose": purpose, "scenario": scenario, "overlay": overlay,
            "due_before": due_before, "placed_from": placed_from, "placed_before": placed_before},
            min_sequence=min_sequence, page_size=page_size)

    def capture(self, hold: str, *, id: str, amount=None, lines=None, final=None,
                merchant=None) -> Answer:
        """Turns credit into debt: all that is open where no amount is given."""
        return self._operate("captureHold", hold, merchant, {
            "id": id, "amount": amount, "lines": lines, "final": final})

    def release(self, hold: str, *, id: str, reason: str, amount=None, lines=None,
                merchant=None) -> Answer:
        """Gives credit back: all that is open where no amount is given."""
        return self._operate("releaseHold", hold, merchant, {
            "id": id, "amount": amount, "lines": lines, "reason": reason})

    def increment(self, hold: str, *, id: str, amount: int, lines=None, consent=None,
                  merchant=None) -> Answer:
        """Raises a live hold. A merchant needs a consent that the lender signed."""
        return self._operate("incrementHold", hold, merchant, {
            "id": id, "amount": amount, "lines": lines, "consent": consent})

    def refund(self, hold: str, *, id: str, amount: int, reason: str, merchant=None) -> Answer:
        """Takes debt back."""
        return self._operate("refundHold", hold, merchant, {
            "id": id, "amount": amount, "reason": reason})

    def extend(self, hold: str, *, id: str, until: str, reason: str, merchant=None) -> Answer:
        return self._operate("extendHold", hold, merchant, {
            "id": id, "until": until, "reason": reason})

    def request_release(self, hold: str, *, id: str, reason: str, evidence=None,
                        merchant=None) -> Answer:
        """Asks that the credit be given back, which somebody decides."""
        return self._operate("requestRelease", hold, merchant, {
            "id": id, "reason": reason, "evidence": evidence})

    def timeline(self, hold: str, *, merchant=None, min_sequence=None, page_size: int = 100):
        """What happened to a hold, oldest first."""
        return self._pages("getTimeline", models.TimelineEvent, [hold], {"merchant": merchant},
                           min_sequence, page_size)

    def explanation(self, hold: str, *, merchant=None, audience=None, lang=None,
                    min_sequence=None) -> Answer:
        """Why a hold is as it is, whose step is next and by when, and how it ends."""
        return self._call("explainHold", models.Explanation, [hold], {
            "merchant": merchant, "audience": audience, "lang": lang,
            "min_sequence": min_sequence})

    # Orders, and what waits for somebody

    def record_order_events(self, order_events: list[dict]) -> list[models.OrderEventResult]:
        """Tells what happened to orders, as CloudEvents; `order_event` makes one.

        1 to 10,000 events and 1 MiB a call. A result each, in their order.
        """
        answer = self._call(
            "recordOrderEvents", dict, body=order_events,
            media_type="application/cloudevents-batch+json")
        return models.read(list[models.OrderEventResult], answer.value["results"])

    @staticmethod
    def order_event(id: str, *, source: str, fact: str, time: str, merchant: str, order: str,
                    lines=None, merchant_sequence=None, amount=None, reason=None) -> dict:
        """Something that happened to an order, such as `shipped`."""
        data = {"merchant": merchant, "order": order, "lines": lines,
                "merchant_sequence": merchant_sequence, "amount": amount, "reason": reason}
        return {"specversion": "1.0", "id": id, "source": source, "type": f"sluice.order.{fact}",
                "time": time, "data": _given(data)}

    def order(self, number: str, *, merchant: str) -> Answer:
        """An order with its facts and holds, never behind."""
        return self._call("getOrder", models.Order, [merchant, number])

    def reviews(self, *, kind=None, merchant=None, min_sequence=None, page_size: int = 100):
        """Reviews that are open, the nearest deadline first as it was when the list was begun."""
        return self._pages("listReviews", models.Review, [], {"kind": kind, "merchant": merchant},
                           min_sequence, page_size)

    def returns(self, *, merchant=None, stage=None, min_sequence=None, page_size: int = 100):
        """Returns that are open, in the same order."""
        return self._pages("listReturns", models.Return, [], {"merchant": merchant, "stage": stage},
                           min_sequence, page_size)

    def messages(self, *, account=None, merchant=None, suppressed=None, min_sequence=None,
                 page_size: int = 100):
        """What the audience of the key is told, oldest first."""
        return self._pages("listMessages", models.Message, [], {
            "account": account, "merchant": merchant, "suppressed": suppressed},
            min_sequence, page_size)

    def read_message(self, id: str) -> Answer:
        """Notes that a message was read; the first time counts."""
        return self._call("readMessage", models.Message, [id])

    # Events

    def events(self, *, account=None, hold=None, merchant=None, after=None):
        """Events of the journal from a place on, for ever; `beginning` for all of it.

        A stream that breaks is gone on with where it was: none is missed and none comes twice.
        """
        if hold is not None:
            name, parts = "followHold", [hold]
        elif account is not None:
            name, parts = "followAccount", [account]
        else:
            name, parts = "followEvents", []
        query = {"merchant": merchant} if hold is not None else {}
        return events.follow(self, name, parts, query, after)

    # The way of a request

    def _operate(self, name, hold, merchant, body):
        return self._call(name, models.HoldOperated, [hold], {"merchant": merchant}, body)

    def _pages(self, name, model, parts=(), query=None, min_sequence=None, page_size=100):
        cursor = None
        while True:
            page = self._call(name, dict, parts, {
                **(query or {}), "limit": page_size, "cursor": cursor,
                "min_sequence": min_sequence}).value
            cursor = page.pop("next", None)
            for items in page.values():
                yield from models.read(list[model], items)
            if cursor is None:
                return

    def _call(self, name, model, parts=(), query=None, body=None,
              media_type="application/json") -> Answer:
        end = self._clock() + self._deadline
        headers = dict(self._headers)
        content = None
        if body is not None:
            content = json.dumps(_given(body) if isinstance(body, dict) else body).encode()
            headers["Content-Type"] = media_type
        attempts = 0
        while True:
            attempts += 1
            try:
                return self._attempt(name, model, parts, query, headers, content, end)
            except SluiceError as error:
                if not error.retryable:
                    raise
                pause = self._retries.pause(
                    attempts, getattr(error, "retry_after", None), self._fraction())
                if pause is None or self._clock() + pause >= end:
                    raise
            self._sleep(pause)

    def _attempt(self, name, model, parts, query, headers, content, end):
        left = end - self._clock()
        if left <= 0:
            raise Late("the deadline of the call passed")
        connection = self._connect(min(left, self._timeout))
        try:
            method, target = self._target(name, parts, query)
            try:
                connection.request(method, target, content, headers)
                response = connection.getresponse()
                answer = response.read(ANSWER_BYTES_MAX + 1)
            except (OSError, http.client.HTTPException) as error:
                raise Unreachable(f"{type(error).__name__}: {error}") from error
        finally:
            connection.close()
        if not 200 <= response.status < 300:
            raise Refused(response.status, response.headers, answer)
        try:
            return Answer(models.read(model, json.loads(answer)), response.headers)
        except (ValueError, TypeError, KeyError) as error:
            raise Unreadable(f"{method} {target}: {error}") from error

    def _connect(self, timeout):
        if self._scheme == "https":
            return http.client.HTTPSConnection(
                self._host, self._port, timeout=timeout, context=self._context)
        return http.client.HTTPConnection(self._host, self._port, timeout=timeout)

    def _target(self, name, parts, query):
        method, path, known = OPERATIONS[name]
        given = _given(query or {})
        assert set(given) <= set(known), f"{name} takes no {set(given) - set(known)}"
        rest = iter(parts)
        segments = [urllib.parse.quote(next(rest), safe="") if part.startswith("{") else part
                    for part in path.split("/")]
        words = {name: str(value).lower() if isinstance(value, bool) else value
                 for name, value in given.items()}
        suffix = "?" + urllib.parse.urlencode(words) if words else ""
        return method, self._base + "/".join(segments) + suffix


def _given(members):
    return {name: value for name, value in members.items() if value is not None}
