import SluiceCore

/// The body of `POST /v1/anomalies/{detector}/repairs`.
public struct RepairRequest: Equatable, Sendable {
    /// A hold in the scope of its merchant.
    public struct Target: Equatable, Sendable {
        public let merchant: String
        public let hold: String

        public init(merchant: String, hold: String) {
            self.merchant = merchant
            self.hold = hold
        }
    }

    public let id: String?
    public let targets: [Target]
    public let isDryRun: Bool

    public init(body: [UInt8]) throws(FieldError) {
        try self.init(try ObjectReader(body: body))
    }

    init(_ reader: ObjectReader) throws(FieldError) {
        var reader = reader
        id = try reader.optionalIdentifier("id")
        var targets: [Target] = []
        for var hold in try reader.array("holds", count: 1...LedgerLimits.repairHoldsMax) {
            targets.append(
                Target(
                    merchant: try hold.identifier("merchant"), hold: try hold.identifier("hold")))
            try hold.finish()
        }
        self.targets = targets
        isDryRun = try reader.optionalBool("dry_run") ?? false
        try reader.finish()
    }
}

extension ObjectReader {
    /// A detector whose finds may be repaired.
    mutating func repairable(_ name: String) throws(FieldError) -> Detector {
        try word(name, of: Detector.allCases.filter(\.isRepairable), \.code)
    }
}
