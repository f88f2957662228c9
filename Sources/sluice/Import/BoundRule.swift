import SluiceCore

/// A fact rule with its columns found.
struct BoundRule {
    private let rule: FactRule
    private let time: Int?
    private let ifEmpty: [Int?]
    private let reason: Int?

    var fact: FactKind { rule.fact }

    /// `position` tells where a column stands, nil if it may be missing and is.
    init(
        _ rule: FactRule, position: (Column) throws(ImportError) -> Int?
    ) throws(ImportError) {
        self.rule = rule
        time = try position(rule.time)
        var ifEmpty: [Int?] = []
        for column in rule.ifEmpty { ifEmpty.append(try position(column)) }
        self.ifEmpty = ifEmpty
        if case .column(let column, _, _) = rule.reason {
            reason = try position(column)
        } else {
            reason = nil
        }
    }

    /// The fact a row has by the rule, nil if the rule is not for it or it has no such time.
    ///
    /// Errors: the status says that it happened and no time is told; a malformed time.
    func fact(
        _ row: CSVRow, status: String, _ cells: CellReader
    ) throws(RowFault) -> ImportedFact? {
        guard rule.statuses.isEmpty || rule.statuses.contains(status),
            ifEmpty.allSatisfy({ row[$0].isEmpty })
        else { return nil }
        guard let instant = try cells.time(row, time) else {
            if rule.statuses.isEmpty { return nil }
            throw RowFault(.statusWithoutTime, at: time)
        }
        return ImportedFact(kind: rule.fact, time: instant, reason: reason(row))
    }

    private func reason(_ row: CSVRow) -> Reason {
        switch rule.reason {
        case .constant(let reason): reason
        case .column(_, let words, let otherwise): words[row[reason].lowercased()] ?? otherwise
        }
    }
}
