"""Why a call came to nothing."""
import json


class SluiceError(Exception):
    """What every error of the client is."""

    retryable = False


class Refused(SluiceError):
    """The server refused: a problem document (RFC 9457).

    status      the HTTP status
    code        stable; docs/reference/outcomes.md lists them
    field       the member or parameter at fault, such as `lines[0].amount`, or None
    retryable   whether the same request, sent again, may be taken
    retry_after seconds, or None
    request_id  by which the server's log names the request
    problem     the whole document: a declined placement has its `hold` there
    """

    def __init__(self, status, headers, body):
        try:
            problem = json.loads(body)
        except ValueError:
            problem = {}
        if not isinstance(problem, dict):
            problem = {}
        self.status = status
        self.problem = problem
        self.code = problem.get("code", "unknown")
        self.field = problem.get("field")
        self.detail = problem.get("detail", "The answer is none of Sluice.")
        # What stands between may answer in place of the server, as while that starts again.
        self.retryable = problem.get("retryable", status in (408, 429, 502, 503, 504))
        after = problem.get("retry_after_seconds", headers.get("Retry-After"))
        self.retry_after = int(after) if str(after).isdigit() else None
        self.request_id = headers.get("X-Request-Id")
        place = f" at {self.field}" if self.field else ""
        super().__init__(f"{status} {self.code}{place}: {self.detail}")


class Unreachable(SluiceError):
    """No answer came. After a command nobody knows whether it took effect: send it again with its id."""

    retryable = True


class Late(SluiceError):
    """The deadline of the call passed first. Of a command the same is true."""


class Unreadable(SluiceError):
    """An answer was none of the interface's."""
