import SluiceCore

/// One fact of an order as a CloudEvent in structured mode (CloudEvents 1.0).
public struct OrderEventRequest: Equatable, Sendable {
    public static let mediaType = "application/cloudevents+json"
    public static let batchMediaType = "application/cloudevents-batch+json"
    /// Every type begins so; the word of the fact follows.
    public static let typePrefix = "sluice.order."

    public let id: String
    public let source: String
    public let kind: FactKind
    public let occurredAt: Instant
    public let merchant: String
    public let number: String
    public let lines: [NamedLine]
    public let merchantSequence: Int64?
    public let amount: Money?
    /// A cancellation that gives no reason has the plain one of its kind.
    public let reason: Reason

    /// - Parameter reason: nil: the plain one of the kind.
    public init(
        id: String, source: String, kind: FactKind, occurredAt: Instant, merchant: String,
        number: String, lines: [NamedLine] = [], merchantSequence: Int64? = nil,
        amount: Money? = nil, reason: Reason? = nil
    ) {
        self.id = id
        self.source = source
        self.kind = kind
        self.occurredAt = occurredAt
        self.merchant = merchant
        self.number = number
        self.lines = lines
        self.merchantSequence = merchantSequence
        self.amount = amount
        self.reason = reason ?? Self.plainReason(of: kind)
    }

    public init(body: [UInt8]) throws(FieldError) {
        try self.init(try ObjectReader(body: body))
    }

    public init(_ reader: ObjectReader) throws(FieldError) {
        var reader = reader
        id = try reader.identifier("id")
        source = try reader.identifier("source")
        guard try reader.string("specversion", maxBytes: 8) == "1.0" else {
            throw reader.fault(.invalidField, "specversion", "The version is 1.0.")
        }
        kind = try Self.kind(&reader)
        occurredAt = Instant(ns: try reader.time("time"))
        guard occurredAt >= .epoch else {
            throw reader.fault(.numberOutOfRange, "time", "Times begin with the year 1970.")
        }
        try Self.takeUnused(&reader)
        var data = try reader.object("data")
        try reader.finish()

        merchant = try data.identifier("merchant")
        number = try data.identifier("order")
        lines = try NamedLine.list("lines", of: &data)
        merchantSequence = try data.optionalInteger(
            "merchant_sequence", in: 0...APILimits.amountMinorMax)
        amount = try data.optionalMoney("amount", in: 0...APILimits.amountMinorMax)
        let given = try data.optionalReason("reason", among: Reason.cancellationReasons)
        try data.finish()
        reason = given ?? Self.plainReason(of: kind)
        if let fault = Self.fault(
            kind, hasLines: !lines.isEmpty, amount: amount, givenReason: given)
        {
            throw data.fault(fault.code, fault.field, fault.detail)
        }
    }

    /// What the kind of a fact asks of the rest of it; nil if all is there and nothing too much.
    static func fault(
        _ kind: FactKind, hasLines: Bool, amount: Money?, givenReason: Reason?
    ) -> (code: ProblemCode, field: String, detail: String)? {
        if kind.namesLines, !hasLines {
            return (.invalidField, "lines", "The fact names its lines.")
        }
        if !kind.mayNameLines, hasLines {
            return (.invalidField, "lines", "The fact is of the whole order.")
        }
        if kind == .priceAdjusted, amount == nil {
            return (.missingField, "amount", "The fact says what the order costs now.")
        }
        guard kind.isCancellation || givenReason == nil else {
            return (.invalidField, "reason", "Only a cancellation has a reason.")
        }
        return nil
    }

    static func plainReason(of kind: FactKind) -> Reason {
        switch kind {
        case .cancelled: .orderCancelled
        case .lineCancelled: .lineCancelled
        default: .none
        }
    }

    /// The id of an event that is otherwise malformed, to answer it by.
    public static func id(of reader: ObjectReader) -> String? {
        var reader = reader
        return try? reader.identifier("id")
    }

    private static func kind(_ reader: inout ObjectReader) throws(FieldError) -> FactKind {
        let type = try reader.string("type", maxBytes: APILimits.identifierBytesMax)
        guard type.hasPrefix(typePrefix),
            let kind = FactKind(code: String(type.dropFirst(typePrefix.count)))
        else {
            let words = FactKind.allCases.map(\.code).joined(separator: ", ")
            throw reader.fault(
                .invalidField, "type", "The type is \(typePrefix) and one of \(words).")
        }
        return kind
    }

    /// Attributes CloudEvents defines that say nothing to us.
    private static func takeUnused(_ reader: inout ObjectReader) throws(FieldError) {
        let type = try reader.optionalString("datacontenttype", maxBytes: 128)
        if let type, type != "application/json" {
            throw reader.fault(
                .invalidField, "datacontenttype", "The data is application/json.")
        }
        for name in ["subject", "dataschema", "traceparent", "tracestate"] {
            _ = try reader.optionalString(name, maxBytes: 1_024)
        }
    }
}

extension OrderEventRequest {
    /// The event as a CloudEvent, such as `init(_:)` reads.
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("specversion", "1.0")
            writer.member("id", id)
            writer.member("source", source)
            writer.member("type", Self.typePrefix + kind.code)
            writer.member("time", occurredAt)
            writer.name("data")
            writer.object { writer in
                writer.member("merchant", merchant)
                writer.member("order", number)
                if !lines.isEmpty {
                    writer.name("lines")
                    writer.array { writer in
                        for line in lines {
                            writer.object { writer in
                                writer.member("line", line.line)
                                if let amount = line.amount { writer.member("amount", amount) }
                            }
                        }
                    }
                }
                if let merchantSequence {
                    writer.member("merchant_sequence", merchantSequence)
                }
                if let amount { writer.member("amount", amount) }
                if kind.isCancellation { writer.member("reason", reason.code) }
            }
        }
    }
}
