import SluiceCore

/// An order as answers show it: what was said of it and what is held for it.
public struct OrderDocument: Equatable, Sendable {
    public var merchant: String
    public var number: String
    public var facts: [Fact]
    public var holds: [Hold]
    public var breaks: [Break]
    /// In order of opening, closed ones too.
    public var returns: [ReturnDocument]
    /// What the merchant said when it was last asked; nil if it never was.
    public var pull: Pull?
    public var isTerminal: Bool
    /// The sequence of the newest event that changed the order.
    public var sequence: UInt64

    public struct Fact: Equatable, Sendable {
        public var id: String
        public var source: String
        public var kind: FactKind
        public var occurredAt: Instant
        public var recordedAt: Instant
        public var lines: [Line]
        public var merchantSequence: Int64?
        public var amount: Money?
        /// `.none` for all but cancellations.
        public var reason: Reason
        /// Whether the fact still waits for its order.
        public var isParked: Bool
        /// Whether the merchant told it when it was asked.
        public var isPulled: Bool

        public init(
            id: String, source: String, kind: FactKind, occurredAt: Instant,
            recordedAt: Instant, lines: [Line], merchantSequence: Int64?, amount: Money?,
            reason: Reason, isParked: Bool, isPulled: Bool
        ) {
            self.id = id
            self.source = source
            self.kind = kind
            self.occurredAt = occurredAt
            self.recordedAt = recordedAt
            self.lines = lines
            self.merchantSequence = merchantSequence
            self.amount = amount
            self.reason = reason
            self.isParked = isParked
            self.isPulled = isPulled
        }
    }

    public struct Line: Equatable, Sendable {
        public var line: String
        public var amount: Money?

        public init(line: String, amount: Money?) {
            self.line = line
            self.amount = amount
        }
    }

    public struct Hold: Equatable, Sendable {
        public var id: String
        public var purpose: Code
        public var generation: UInt32

        public init(id: String, purpose: Code, generation: UInt32) {
            self.id = id
            self.purpose = purpose
            self.generation = generation
        }
    }

    public struct Break: Equatable, Sendable {
        public var kind: BreakKind
        public var line: String?

        public init(kind: BreakKind, line: String?) {
            self.kind = kind
            self.line = line
        }
    }

    public struct Pull: Equatable, Sendable {
        public var askedAt: Instant
        public var isKnown: Bool

        public init(_ pull: OrderPull) {
            askedAt = pull.askedAt
            isKnown = pull.isKnown
        }
    }

    public init(
        merchant: String, number: String, facts: [Fact], holds: [Hold], breaks: [Break],
        returns: [ReturnDocument], pull: Pull?, isTerminal: Bool, sequence: UInt64
    ) {
        self.merchant = merchant
        self.number = number
        self.facts = facts
        self.holds = holds
        self.breaks = breaks
        self.returns = returns
        self.pull = pull
        self.isTerminal = isTerminal
        self.sequence = sequence
    }
}

extension OrderDocument {
    public func write(to writer: inout JSONWriter) {
        writer.object(.order) { writer in
            writer.member("merchant", merchant)
            writer.member("number", number)
            writer.name("facts")
            writer.array { writer in for fact in facts { fact.write(to: &writer) } }
            writer.name("holds")
            writer.array { writer in for hold in holds { hold.write(to: &writer) } }
            writer.name("breaks")
            writer.array { writer in for found in breaks { found.write(to: &writer) } }
            writer.name("returns")
            writer.array { writer in for state in returns { state.write(to: &writer) } }
            if let pull {
                writer.name("pull")
                pull.write(to: &writer)
            }
            writer.member("terminal", isTerminal)
            writer.member("sequence", OpaqueSequence.encode(sequence))
        }
    }
}

extension OrderDocument.Fact {
    public func write(to writer: inout JSONWriter) {
        writer.object(.fact) { writer in
            writer.member("id", id)
            writer.member("source", source)
            writer.member("type", OrderEventRequest.typePrefix + kind.code)
            writer.member("occurred_at", occurredAt)
            writer.member("recorded_at", recordedAt)
            if !lines.isEmpty {
                writer.name("lines")
                writer.array { writer in for line in lines { line.write(to: &writer) } }
            }
            if let merchantSequence { writer.member("merchant_sequence", merchantSequence) }
            if let amount { writer.member("amount", amount) }
            if reason != .none { writer.member("reason", reason) }
            writer.member("state", isParked ? "parked" : "applied")
            if isPulled { writer.member("pulled", true) }
        }
    }
}

extension OrderDocument.Pull {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("asked_at", askedAt)
            writer.member("known", isKnown)
        }
    }
}

extension OrderDocument.Line {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("line", line)
            if let amount { writer.member("amount", amount) }
        }
    }
}

extension OrderDocument.Hold {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("purpose", purpose.text)
            writer.member("generation", Int64(generation))
        }
    }
}

extension OrderDocument.Break {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("kind", kind.code)
            if let line { writer.member("line", line) }
        }
    }
}
