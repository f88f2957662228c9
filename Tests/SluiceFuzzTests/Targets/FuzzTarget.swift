/// A reader of bytes that others send or keep, and what must hold whatever the bytes.
///
/// Each target is run by libFuzzer (`Fuzz/`) and, over its kept corpus, by `CorpusTests`.
enum FuzzTarget: String, CaseIterable, Sendable {
    /// Documents of JSON.
    case json
    /// The binary form of a batch.
    case batch
    /// The JSON lines of a batch.
    case batchLines = "batch-lines"
    /// The binary answer to a batch.
    case batchResult = "batch-result"
    /// CloudEvents of orders.
    case event
    /// A merchant's own events, under the mapping that is shipped.
    case merchantEvent = "merchant-event"
    /// Rows of the journal.
    case journal
    /// Records of a snapshot.
    case state
    /// Policies as YAML.
    case policy
    /// Mappings of an import as YAML.
    case mapping
    /// Mappings of a merchant's events as YAML.
    case eventMapping = "event-mapping"
    /// Connectors as YAML.
    case connector

    /// Reads the bytes; that they are refused is no finding.
    /// - Returns: whether they are taken.
    func check(_ bytes: [UInt8]) throws(FuzzFinding) -> Bool {
        switch self {
        case .json: try checkJSON(bytes)
        case .batch: try checkBatch(bytes)
        case .batchLines: try checkBatchLines(bytes)
        case .batchResult: try checkBatchResult(bytes)
        case .event: try checkEvent(bytes)
        case .merchantEvent: try checkMerchantEvent(bytes)
        case .journal: try checkJournal(bytes)
        case .state: try checkState(bytes)
        case .policy: try checkPolicy(bytes)
        case .mapping: try checkMapping(bytes)
        case .eventMapping: try checkEventMapping(bytes)
        case .connector: try checkConnector(bytes)
        }
    }
}

/// A promise that an input breaks.
struct FuzzFinding: Error {
    var promise: String

    /// Errors: the condition does not hold.
    static func unless(
        _ condition: Bool, _ promise: @autoclosure () -> String
    ) throws(FuzzFinding) {
        if !condition { throw FuzzFinding(promise: promise()) }
    }
}
