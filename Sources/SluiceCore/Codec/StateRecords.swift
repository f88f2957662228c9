/// Records of a snapshot, taken from their bytes and not yet in a ledger, so that another thread than
/// the ledger's may do that.
public struct StateRecords: Sendable {
    enum Record: Sendable {
        case account(AccountRecord)
        case accountOperation(AccountOperation)
        case hold(HoldRecord)
        case order(OrderRecord)
        case merchant(MerchantRecord)
        case source(SourceRecord)
        case policy(Policy)
        case alias(HoldAlias)
        case proposal(ProposalRecord)
        case subject(SubjectRecord)
        case dayBook(DayBook)
    }

    private(set) var records: ContiguousArray<Record> = []

    /// Bytes of an image with its kind and length, mostly at least.
    private static var bytesUsual: Int { 96 }

    /// Reads records one behind the other: kind, length, image.
    /// - Throws: `DecodeError`.
    public init(_ bytes: [UInt8], from start: Int) throws(DecodeError) {
        var reader = BatchReader(bytes, from: start)
        records.reserveCapacity(bytes.count / Self.bytesUsual)
        while !reader.input.isAtEnd {
            let kind: StateKey.Kind = try reader.input.value()
            let count = try reader.input.count()
            let record = try reader.record(count) { reader throws(DecodeError) in
                try reader.record(of: kind)
            }
            records.append(record)
        }
    }
}

extension BatchReader {
    fileprivate mutating func record(
        of kind: StateKey.Kind
    ) throws(DecodeError) -> StateRecords.Record {
        switch kind {
        case .account: .account(try accountRecord())
        case .accountOperation: .accountOperation(try accountOperation())
        case .hold: .hold(try holdRecord())
        case .order: .order(try orderRecord())
        case .merchant: .merchant(try merchantRecord())
        case .source: .source(try sourceRecord())
        case .policy: .policy(try policy())
        case .alias: .alias(try aliasRecord())
        case .proposal: .proposal(try proposalRecord())
        case .subject: .subject(try subjectRecord())
        case .dayBook: .dayBook(try dayBookRecord())
        }
    }
}
