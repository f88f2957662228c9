import SluiceCore

/// The body of `POST /v1/holds/{id}/extensions`.
public struct ExtensionRequest: Equatable, Sendable {
    public let id: String?
    public let until: Instant
    public let reason: Reason

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        id = try reader.optionalIdentifier("id")
        until = try reader.instant("until")
        reason = try reader.reason("reason", among: Reason.extensionReasons)
        try reader.finish()
    }
}

/// The body of `POST /v1/holds/{id}/release-requests`.
public struct ReleaseRequestRequest: Equatable, Sendable {
    public let id: String?
    public let reason: Reason
    /// What a person wrote to show why; kept beside the journal.
    public let evidence: String?

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        id = try reader.optionalIdentifier("id")
        reason = try reader.reason("reason", among: Reason.releaseReasons)
        evidence = try reader.optionalNote("evidence")
        try reader.finish()
    }
}

/// The body of `POST /v1/reviews/{hold}/decision`.
public struct DecisionRequest: Equatable, Sendable {
    public let id: String?
    public let decision: ReviewDecision
    /// The new deadline; with `extend`, and only with it.
    public let until: Instant?

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        id = try reader.optionalIdentifier("id")
        decision = try reader.word("decision", of: ReviewDecision.ofDesk, \.code)
        until = try reader.optionalInstant("until")
        try reader.finish()
        if decision == .extend, until == nil {
            throw reader.fault(.missingField, "until", "An extension says until when.")
        }
        if decision != .extend, until != nil {
            throw reader.fault(.invalidField, "until", "Only an extension has a time.")
        }
    }
}

/// The body of `POST /v1/reviews/{hold}/undo`.
public struct UndoRequest: Equatable, Sendable {
    public let id: String?
    /// The id of the decision.
    public let decision: String

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        id = try reader.optionalIdentifier("id")
        decision = try reader.identifier("decision")
        try reader.finish()
    }
}

/// The body of `POST /v1/holds/{id}/overlays`.
public struct OverlayRequest: Equatable, Sendable {
    /// The kinds that are set by a request; reviews are opened by what they review.
    public static let kinds: [OverlayKind] = [.dispute, .legalFreeze, .resultUnknown]

    public let id: String?
    public let kind: OverlayKind
    /// Whose order a legal freeze is; there, and only there.
    public let authority: Code?
    public let reviewBy: Instant
    /// What a person wrote of it; kept beside the journal.
    public let reason: String?

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        id = try reader.optionalIdentifier("id")
        kind = try reader.word("kind", of: OverlayRequest.kinds, \.code)
        authority = try reader.optionalLedgerCode("authority")
        reviewBy = try reader.instant("review_by")
        reason = try reader.optionalNote("reason")
        try reader.finish()
        if kind == .legalFreeze, authority == nil {
            throw reader.fault(.missingField, "authority", "A legal freeze names whose it is.")
        }
        if kind != .legalFreeze, authority != nil {
            throw reader.fault(.invalidField, "authority", "Only a legal freeze has one.")
        }
    }
}

/// The body of `POST /v1/holds/{id}/splits`.
public struct SplitRequest: Equatable, Sendable {
    public let id: String?
    public let children: [Child]

    public struct Child: Equatable, Sendable {
        public let id: String
        /// The number of an order of the same merchant.
        public let number: String
        public let amount: Money
        /// Lines of the hold that is split, each with its amount.
        public let lines: [NamedLine]

        init(_ reader: ObjectReader) throws(FieldError) {
            var reader = reader
            id = try reader.identifier("id")
            var order = try reader.object("order")
            number = try order.identifier("number")
            try order.finish()
            amount = try reader.money("amount")
            lines = try NamedLine.list("lines", of: &reader, amounts: .needed)
            try reader.finish()
        }
    }

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        id = try reader.optionalIdentifier("id")
        var children: [Child] = []
        for child in try reader.array("children", count: 1...APILimits.splitChildrenMax) {
            children.append(try Child(child))
        }
        self.children = children
        try reader.finish()
    }
}

/// The body of `POST /v1/holds/{id}/corrections`.
public struct CorrectionRequest: Equatable, Sendable {
    /// Where an amount may go to.
    public static let targets: [CorrectionPart] = [.captured, .released]

    public let id: String?
    public let from: CorrectionPart
    public let to: CorrectionPart
    public let amount: Money
    /// What a person wrote of the mistake; kept beside the journal.
    public let note: String?

    public init(body: [UInt8]) throws(FieldError) {
        try self.init(try ObjectReader(body: body))
    }

    public init(_ reader: ObjectReader) throws(FieldError) {
        var reader = reader
        id = try reader.optionalIdentifier("id")
        from = try reader.word("from", of: CorrectionPart.allCases, \.code)
        to = try reader.word("to", of: CorrectionRequest.targets, \.code)
        amount = try reader.money("amount")
        note = try reader.optionalNote("note")
        try reader.finish()
    }
}
