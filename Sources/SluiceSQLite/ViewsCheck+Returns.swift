import GRDB
import SluiceCore
import SluiceEngine

extension ViewsCheck {
    /// Compares return cases, closed ones too.
    func compareReturns(_ ledger: Ledger) throws -> [String] {
        var faults: [String] = []
        var seen: Set<FactKey> = []
        var after: Int64 = 0
        while true {
            let page = try returns(after: after)
            guard let last = page.last else { break }
            after = Int64(bitPattern: last.state.openedSequence)
            for view in page {
                seen.insert(view.state.key)
                let order = ledger.order(view.order.key)
                let known = order?.returns.first { $0.key == view.state.key }
                if known != view.state || order?.merchant != view.merchant.key {
                    faults.append(
                        "views differ in return \(view.fact.name ?? "\(view.fact.key)")")
                }
            }
        }
        ledger.forEachImage { key, _ in
            guard key.kind == .order, let order = ledger.order(key.key.retagged()) else { return }
            for state in order.returns where !seen.contains(state.key) {
                faults.append("views lack return \(state.key)")
            }
        }
        return faults
    }

    private func returns(after sequence: Int64) throws -> [ReturnView] {
        try views.read { database in
            let reader = try ViewsReader(database)
            return try reader.rows(
                "SELECT * FROM returns WHERE opened_sequence > ? ORDER BY opened_sequence LIMIT ?",
                [sequence, ViewsCheck.pageEntriesMax]
            ).map(reader.returnCase)
        }
    }
}
