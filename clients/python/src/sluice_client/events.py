"""Server-sent events, gone on with where they broke off."""
from __future__ import annotations

import dataclasses
import http.client
import json

from .errors import Refused, SluiceError, Unreachable

#: Seconds a stream may be silent: the server speaks every 15.
SILENCE_MAX = 45.0


@dataclasses.dataclass(frozen=True)
class Event:
    """An event as the audience of the key is told it.

    position  where to go on from after it
    name      such as `hold.captured`
    data      the document
    """
    position: str
    name: str
    data: dict


def parse(lines):
    """Events of the lines of a stream, and the places told in between as (position, None)."""
    position, name, data = None, "", []
    for line in lines:
        line = line.rstrip("\r\n")
        if not line:
            if data:
                yield position, Event(position, name, json.loads("\n".join(data)))
            elif position is not None:
                yield position, None
            name, data = "", []
            continue
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "id":
            position = value
        elif field == "event":
            name = value
        elif field == "data":
            data.append(value)


def follow(client, name, parts, query, after):
    """Yields events for ever."""
    failures = 0
    while True:
        try:
            for position, event in _stream(client, name, parts, query, after):
                failures, after = 0, position or after
                if event is not None:
                    yield event
            raise Unreachable("the stream ended")
        except SluiceError as error:
            if not error.retryable:
                raise
            retries = client._retries
            most = min(retries.longest, retries.base * 2 ** min(failures, 20))
            pause = (getattr(error, "retry_after", None) or 0) + most * client._fraction()
            failures += 1
        client._sleep(pause)


def _stream(client, name, parts, query, after):
    connection = client._connect(SILENCE_MAX)
    try:
        method, target = client._target(name, parts, {**query, "after": after})
        try:
            connection.request(
                method, target, headers={**client._headers, "Accept": "text/event-stream"})
            response = connection.getresponse()
            if response.status != 200:
                raise Refused(response.status, response.headers, response.read())
            yield from parse(line.decode() for line in response)
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(f"{type(error).__name__}: {error}") from error
    finally:
        connection.close()
