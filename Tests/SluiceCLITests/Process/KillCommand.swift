import Foundation

/// The amounts of a hold as an answer shows them.
struct KillAmounts: Decodable, Equatable {
    var amount: Int64
    var captured: Int64
    var released: Int64
    var expired: Int64
    var refunded: Int64
    var open: Int64
}

/// One command of a `KillWorker`, the same bytes each time it is given.
struct KillCommand: CustomStringConvertible {
    enum Kind: String {
        case place, capture, release, refund, shipped, cancelled
    }

    var kind: Kind
    var id: String
    var hold: String
    var account: String
    var order: String
    var amount: Int64 = 0

    var description: String { "\(kind) \(id) of \(amount) on \(hold)" }

    private var isFact: Bool { kind == .shipped || kind == .cancelled }

    var path: String {
        switch kind {
        case .place: "/v1/holds"
        case .shipped, .cancelled: "/v1/order-events"
        case .capture, .release, .refund: "/v1/holds/\(hold)/\(kind)s?merchant=M"
        }
    }

    var mediaType: String {
        isFact ? "application/cloudevents+json" : "application/json"
    }

    var body: String {
        switch kind {
        case .place:
            """
            {"id":"\(hold)","account":"\(account)","amount":\(amount),"currency":"CNY",\
            "order":{"merchant":"M","number":"\(order)"}}
            """
        case .capture: #"{"id":"\#(id)","amount":\#(amount)}"#
        case .release: #"{"id":"\#(id)","amount":\#(amount),"reason":"PARTIAL_REVERSAL"}"#
        case .refund: #"{"id":"\#(id)","amount":\#(amount),"reason":"REFUND_GOODWILL"}"#
        case .shipped, .cancelled:
            """
            {"specversion":"1.0","id":"\(id)","source":"kills","type":"sluice.order.\(kind)",\
            "time":"2026-01-01T00:00:00Z","data":{"merchant":"M","order":"\(order)"}}
            """
        }
    }

    /// What a hold is after the command took effect.
    func effect(on before: KillAmounts) -> KillAmounts {
        var after = before
        switch kind {
        case .place: break
        case .capture: after.captured += amount
        case .release: after.released += amount
        case .refund: after.refunded += amount
        case .shipped: after.captured += before.open
        case .cancelled: after.released += before.open
        }
        after.open = after.amount - after.captured - after.released - after.expired
        return after
    }

    /// What every answer to this command must repeat: of a placement, decline or not, when it was
    /// decided; of the others the event that did it.
    func outcome(of answer: HTTPConnection.Answer) -> String? {
        switch kind {
        case .place: return hold(in: answer)?.placedAt
        case .shipped, .cancelled: return answer.headers["sluice-sequence"]
        case .capture, .release, .refund:
            guard let done = try? answer.json(Operated.self).operation else { return nil }
            return "\(done.id) \(done.amount) \(done.sequence)"
        }
    }

    /// The hold as the answer shows it; a fact's shows none.
    func amounts(in answer: HTTPConnection.Answer) -> KillAmounts? {
        switch kind {
        case .place: hold(in: answer)?.amounts
        case .shipped, .cancelled: nil
        case .capture, .release, .refund: try? answer.json(Operated.self).hold
        }
    }

    private func hold(in answer: HTTPConnection.Answer) -> Placed? {
        answer.status == 402
            ? try? answer.json(Declined.self).hold : try? answer.json(Placed.self)
    }

    private struct Placed: Decodable {
        var placedAt: String
        var amounts: KillAmounts

        private enum CodingKeys: CodingKey { case placedAt }

        init(from decoder: any Decoder) throws {
            placedAt = try decoder.container(keyedBy: CodingKeys.self)
                .decode(String.self, forKey: .placedAt)
            amounts = try KillAmounts(from: decoder)
        }
    }

    private struct Declined: Decodable {
        var hold: Placed
    }

    private struct Operated: Decodable {
        struct Operation: Decodable {
            var id: String
            var amount: Int64
            var sequence: String
        }

        var operation: Operation
        var hold: KillAmounts
    }
}
