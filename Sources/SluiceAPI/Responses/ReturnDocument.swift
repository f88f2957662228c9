import SluiceCore
import SluiceForecast

/// A return case as answers show it.
public struct ReturnDocument: Equatable, Sendable {
    /// The id of the fact that opened it.
    public var id: String
    public var state: ReturnCase
    public var lines: [String]
    /// When it ends and how; nil once it has, and where nobody forecasts.
    public var eta: Forecast?

    public init(id: String, state: ReturnCase, lines: [String]) {
        self.id = id
        self.state = state
        self.lines = lines
    }

    public func write(to writer: inout JSONWriter) { writer.object(.returnCase, writeMembers) }

    /// As an entry of a list, with its order and the currency of that.
    public func write(
        merchant: String, number: String, currency: Currency, to writer: inout JSONWriter
    ) {
        writer.object(.returnCase) { writer in
            writer.order(merchant: merchant, number: number)
            writer.member("currency", currency.code)
            writeMembers(to: &writer)
        }
    }

    private func writeMembers(to writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("opened_at", state.openedAt)
        writer.member("amount", state.amount)
        writer.member("refunded", state.refunded)
        writer.member("stage", state.stage.code)
        writer.member("reason", state.reason)
        if state.isOpen {
            writer.member("who", state.stage.actor)
            writer.member("due_at", state.dueAt)
            if let eta { writer.eta(eta) }
        }
        if !lines.isEmpty {
            writer.name("lines")
            writer.array { writer in for line in lines { writer.string(line) } }
        }
    }
}

extension ReturnStage {
    /// Whose step is next.
    public var actor: String {
        switch self {
        case .goods: "consumer"
        case .inspection: "merchant"
        case .staff, .closed: "lender"
        }
    }
}
