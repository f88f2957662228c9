"""The client against the server at SLUICE_URL, with a lender's key in SLUICE_KEY."""
import os
import unittest

from sluice_client import Refused, Sluice
from sluice_client.models import parse_time


class Live(unittest.TestCase):
    def setUp(self):
        self.sluice = Sluice(os.environ["SLUICE_URL"], os.environ["SLUICE_KEY"])

    def test_a_holds_life(self):
        sluice = self.sluice
        opened = sluice.open_account("py/1 é", currency="CNY", limit=100_000)
        self.assertEqual((opened.available, opened.is_replay), (100_000, False))
        self.assertTrue(sluice.open_account("py/1 é", currency="CNY", limit=100_000).is_replay)
        quote = sluice.quote_hold(
            "py-1", account="py/1 é", amount=30_000, currency="CNY", merchant="shop", order="py-1")
        self.assertEqual((quote.hold.status, quote.available), ("active", 70_000))
        placed = sluice.place_hold(
            "py-1", account="py/1 é", amount=30_000, currency="CNY", merchant="shop", order="py-1",
            lines=[{"line": "l1", "amount": 30_000}])
        self.assertEqual((placed.status, placed.next.action), ("active", "ship"))
        self.assertGreater(parse_time(placed.expires_at), parse_time(placed.placed_at))
        listed = list(sluice.holds(account="py/1 é", min_sequence=placed.sequence))
        self.assertEqual([hold.id for hold in listed], ["py-1"])
        captured = sluice.capture("py-1", id="c1", amount=10_000, merchant="shop")
        self.assertEqual(captured.operation.amount, 10_000)
        self.assertTrue(sluice.capture("py-1", id="c1", amount=10_000, merchant="shop").is_replay)
        sluice.refund("py-1", id="f1", amount=500, reason="RETURN_RECEIVED", merchant="shop")
        released = sluice.release("py-1", id="r1", reason="MERCHANT_VOID", merchant="shop")
        self.assertEqual(released.hold.open, 0)
        history = list(sluice.timeline(
            "py-1", merchant="shop", min_sequence=released.sequence, page_size=2))
        self.assertEqual(history[0].type, "hold.placed")
        self.assertGreaterEqual(len(history), 4)
        why = sluice.explanation(
            "py-1", merchant="shop", lang="zh", min_sequence=released.sequence)
        self.assertEqual(why.lang, "zh")
        self.assertTrue(all(statement.text for statement in why.statements))
        paid = sluice.record_repayment("py/1 é", id="p1", principal=500)
        self.assertEqual(paid.account.owed, 9_000)
        self.assertIn("py/1 é", [a.id for a in sluice.accounts(min_sequence=paid.sequence)])
        self.assertEqual(sluice.hold("py-1", merchant="shop").value, released.hold)

    def test_events_of_orders(self):
        sluice = self.sluice
        sluice.open_account("py-2", currency="CNY", limit=100_000)
        sluice.place_hold("py-2", account="py-2", amount=100, currency="CNY", merchant="shop",
                          order="py-2")
        results = sluice.record_order_events([
            sluice.order_event("py-e1", source="s", fact="shipped", time="2026-01-01T00:00:00Z",
                               merchant="shop", order="py-2"),
            sluice.order_event("py-e2", source="s", fact="return_requested",
                               time="2026-01-02T00:00:00Z", merchant="shop", order="py-2")])
        self.assertEqual([result.result for result in results], ["applied", "applied"])
        order = sluice.order("py-2", merchant="shop")
        self.assertEqual(len(order.facts), 2)
        returns = list(sluice.returns(merchant="shop", min_sequence=order.sequence))
        self.assertEqual([found.currency for found in returns], ["CNY"])
        list(sluice.reviews(min_sequence=order.sequence))
        list(sluice.messages(account="py-2", min_sequence=order.sequence))
        events = sluice.events(hold="py-2", merchant="shop", after="beginning")
        first, second = next(events), next(events)
        self.assertEqual((first.name, second.name), ("hold.placed", "hold.captured"))
        self.assertEqual(next(sluice.events(
            hold="py-2", merchant="shop", after=first.position)), second)

    def test_refusals(self):
        sluice = self.sluice
        sluice.open_account("py-3", currency="CNY", limit=10)
        with self.assertRaises(Refused) as caught:
            sluice.place_hold("py-3", account="py-3", amount=11, currency="CNY", merchant="shop",
                              order="py-3")
        self.assertEqual(caught.exception.status, 402)
        self.assertEqual(caught.exception.code, "INSUFFICIENT_LIMIT")
        self.assertEqual(caught.exception.problem["hold"]["status"], "declined")
        with self.assertRaises(Refused) as caught:
            list(sluice.holds(page_size=0))
        self.assertEqual((caught.exception.code, caught.exception.field),
                         ("number_out_of_range", "limit"))
        self.assertTrue(caught.exception.request_id)


if __name__ == "__main__":
    unittest.main()
