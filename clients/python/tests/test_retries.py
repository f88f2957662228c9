"""The ways of a request, against a server that answers as it is told."""
import http.server
import json
import threading
import unittest

from sluice_client import Late, Refused, RetryPolicy, Sluice, Unreachable, Unreadable


class Script(http.server.BaseHTTPRequestHandler):
    """Answers with what stands next in `answers`; None closes the connection."""

    answers = []
    seen = []

    def handle_any(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.seen.append((self.command, self.path, self.rfile.read(length), self.headers))
        answer = self.answers.pop(0)
        if answer is None:
            self.close_connection = True
            return
        status, headers, body = answer
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = handle_any

    def log_message(self, *_):
        pass


ACCOUNT = {
    "id": "a", "currency": "CNY", "limit": 1, "held": 0, "owed": 0, "credit_balance": 0,
    "available": 1, "overlimit": 0, "payout_due": 0, "fixed_limit": 1, "temporary_limits": [],
    "restrictions": [], "payouts": [], "opened_at": "2026-01-01T00:00:00.1Z", "sequence": "s1",
    "what_a_later_server_adds": 1}


def problem(status, retryable, after=None):
    body = {"code": "x", "title": "X", "detail": "d", "status": status, "retryable": retryable}
    if after is not None:
        body["retry_after_seconds"] = after
    return status, {"X-Request-Id": "r1"}, body


class Retries(unittest.TestCase):
    def setUp(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Script)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.now, self.slept = 0.0, []
        Script.answers, Script.seen = [], []
        self.client = Sluice(
            f"http://127.0.0.1:{self.server.server_port}", "sk_1", fraction=lambda: 0.5,
            sleep=self.sleep, clock=lambda: self.now, retries=RetryPolicy(attempts_max=4))

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    def test_the_same_request_goes_again_until_it_is_answered(self):
        Script.answers = [None, problem(503, True, 2), (502, {}, b"<html>"), (201, {}, ACCOUNT)]
        answer = self.client.open_account("a", currency="CNY", limit=1)
        self.assertEqual(answer.available, 1)
        self.assertEqual(len({seen[:3] for seen in Script.seen}), 1)
        self.assertEqual(len(Script.seen), 4)
        self.assertEqual(self.slept, [0.05, 2 + 0.1, 0.2])

    def test_what_is_final_is_not_asked_again(self):
        Script.answers = [problem(409, False)]
        with self.assertRaises(Refused) as caught:
            self.client.account("a")
        error = caught.exception
        self.assertEqual((error.status, error.code, error.request_id), (409, "x", "r1"))
        self.assertEqual(self.slept, [])

    def test_attempts_and_deadline_bound_a_call(self):
        Script.answers = [problem(429, True)] * 4
        with self.assertRaises(Refused):
            self.client.account("a")
        self.assertEqual(len(Script.seen), 4)
        Script.answers = [problem(429, True, 60)]
        with self.assertRaises(Refused):
            self.client.account("a")
        self.assertEqual(len(Script.seen), 5)

    def test_no_answer_and_no_document_are_told_apart(self):
        Script.answers = [None] * 4
        with self.assertRaises(Unreachable):
            self.client.account("a")
        Script.answers = [(200, {}, b"[1")]
        with self.assertRaises(Unreadable):
            self.client.account("a")
        Script.answers = [(200, {}, {"id": "a"})]
        with self.assertRaises(Unreadable):
            self.client.account("a")

    def test_a_late_call_is_not_sent(self):
        client = Sluice("http://127.0.0.1:9", "k", deadline=0, clock=lambda: 0)
        with self.assertRaises(Late):
            client.account("a")

    def test_pages_are_read_one_after_the_other(self):
        Script.answers = [
            (200, {}, {"accounts": [ACCOUNT], "next": "s1.s2"}),
            (200, {}, {"accounts": [ACCOUNT]})]
        found = list(self.client.accounts(currency="CNY", restricted=False, min_sequence="s9"))
        self.assertEqual([account.id for account in found], ["a", "a"])
        self.assertEqual(
            [seen[1] for seen in Script.seen],
            ["/v1/accounts?currency=CNY&restricted=false&limit=100&min_sequence=s9",
             "/v1/accounts?currency=CNY&restricted=false&limit=100&cursor=s1.s2&min_sequence=s9"])

    def test_a_broken_stream_goes_on_where_it_was(self):
        event = b"id: %s\nevent: a.b\ndata: {}\n\n"
        Script.answers = [
            (200, {}, b": here\nid: s1\n\n" + event % b"s2"), None, (200, {}, event % b"s3")]
        events = self.client.events(after="beginning")
        self.assertEqual([next(events).position for _ in range(2)], ["s2", "s3"])
        self.assertEqual(
            [seen[1] for seen in Script.seen],
            ["/v1/events?after=beginning", "/v1/events?after=s2", "/v1/events?after=s2"])

    def test_ids_are_escaped(self):
        Script.answers = [(200, {}, ACCOUNT)]
        self.client.account("a/1 é?")
        self.assertEqual(Script.seen[0][1], "/v1/accounts/a%2F1%20%C3%A9%3F")


if __name__ == "__main__":
    unittest.main()
