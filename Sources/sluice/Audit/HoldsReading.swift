import Foundation
import SluiceCore
import SluiceEngine

/// The reading of the locks export, which is read twice: memory holds ids, not rows.
struct HoldsReading {
    private let file: URL
    private let mapping: AuditMapping
    private let policy: Policy
    private let cells: CellReader
    private let at: Instant
    private let rejects: RejectFile

    /// Locks and rows told by a reading.
    struct Counts: Equatable {
        var rows = 0
        /// Placed after the time of the audit, and passed over.
        var later = 0
    }

    /// Where the columns stand.
    private struct Columns {
        var id: Int?
        var account: Int?
        var merchant: BoundValue
        var order: Int?
        var purpose: Int?
        var scenario: BoundValue
        var currency: BoundValue
        var amount: [Int]
        var placedAt: Int?
        var expiresAt: Int?
        var captured: Int?
        var capturedAt: Int?
        var released: Int?
        var releasedAt: Int?
        var refunded: Int?
        var status: Int?
    }

    init(
        _ file: URL, mapping: AuditMapping, policy: Policy, at: Instant, rejects: RejectFile
    ) {
        self.file = file
        self.mapping = mapping
        self.policy = policy
        self.at = at
        self.rejects = rejects
        cells = CellReader(csv: mapping.csv, zone: mapping.zone)
    }

    /// Calls `body` for each sound lock placed by the time of the audit, in the file's order.
    ///
    /// Errors: the file cannot be read, lacks a column, or has more locks than an audit takes.
    func each(
        isFirst: Bool, _ body: (AuditHold) throws(RowFault) -> Void
    ) throws(ImportError) -> Counts {
        let table = try SourceTable(file, csv: mapping.csv, mapping: mapping.name)
        let columns = try columns(of: table)
        var rows = AuditRows(
            table, of: file, label: isFirst ? "reading locks" : "judging locks",
            rejects: isFirst ? rejects : nil,
            hidden: Set([columns.account].compactMap(\.self)))
        var counts = Counts()
        var taken: Set<HoldKey> = []
        // The sum of all amounts of a currency is an amount: no later sum can leave the range.
        var totals: [Currency: Money] = [:]
        let scope = KeyDerivation.merchant("")
        try rows.each { (row) throws(RowFault) in
            guard taken.count <= AuditLimits.holdsMax else { return }
            let hold = try hold(row, columns)
            let key = KeyDerivation.hold(merchant: scope, name: hold.id)
            guard !taken.contains(key) else { throw RowFault(.holdTwice, at: columns.id) }
            guard let total = (totals[hold.currency] ?? .zero).adding(hold.amount) else {
                throw RowFault(.amountOutOfRange, at: columns.amount.first)
            }
            guard hold.placedAt <= at else {
                taken.insert(key)
                counts.later += 1
                return
            }
            try body(hold)
            taken.insert(key)
            totals[hold.currency] = total
        }
        guard taken.count <= AuditLimits.holdsMax else { throw .tooManyHolds(path: file.path) }
        counts.rows = rows.rows
        return counts
    }

    private func columns(of table: SourceTable) throws(ImportError) -> Columns {
        let holds = mapping.holds
        func position(_ column: Column?) throws(ImportError) -> Int? {
            guard let column else { return nil }
            return try table.position(
                of: column, isOptional: holds.optional.contains(column.name))
        }
        func bound(_ value: MappedValue) throws(ImportError) -> BoundValue {
            try BoundValue(value, in: table, optional: holds.optional, lookups: [:])
        }
        return Columns(
            id: try position(holds.id), account: try position(holds.account),
            merchant: try bound(holds.merchant), order: try position(holds.order),
            purpose: try position(holds.purpose), scenario: try bound(holds.scenario),
            currency: try bound(holds.currency), amount: try table.positions(of: holds.amount),
            placedAt: try position(holds.placedAt), expiresAt: try position(holds.expiresAt),
            captured: try position(holds.captured), capturedAt: try position(holds.capturedAt),
            released: try position(holds.released), releasedAt: try position(holds.releasedAt),
            refunded: try position(holds.refunded), status: try position(holds.status?.column))
    }

    private func hold(_ row: CSVRow, _ columns: Columns) throws(RowFault) -> AuditHold {
        let id = try cells.name(row, columns.id)
        let merchant = try columns.merchant.name(row, cells)
        let account = try cells.name(row, columns.account)
        let order = row[columns.order].isEmpty ? "" : try cells.name(row, columns.order)
        guard let code = Code(try columns.scenario.text(row)),
            let scenario = policy.scenario(code)
        else { throw RowFault(.scenarioUnknown, at: columns.scenario.position) }
        let (currency, exponent) = try columns.currency.currency(row)
        let amount = try cells.amount(row, columns.amount, exponent: exponent)
        guard let placedAt = try cells.time(row, columns.placedAt) else {
            throw RowFault(.timeMissing, at: columns.placedAt)
        }
        let own = try cells.time(row, columns.expiresAt)
        var hold = AuditHold(
            id: id, account: KeyDerivation.account(lender: "", name: account), merchant: merchant,
            order: order, purpose: row[columns.purpose], scenario: scenario, currency: currency,
            amount: amount, placedAt: placedAt,
            expiresAt: own ?? placedAt.adding(spanNs: scenario.timeToLiveNs), line: row.line)
        try move(&hold, row, columns, exponent: exponent)
        return hold
    }

    /// What was captured, released and refunded by the time of the audit.
    private func move(
        _ hold: inout AuditHold, _ row: CSVRow, _ columns: Columns, exponent: Int
    ) throws(RowFault) {
        func told(_ position: Int?) throws(RowFault) -> Money? {
            guard !row[position].isEmpty else { return nil }
            return Money(minor: try cells.minor(row[position], exponent: exponent, at: position))
        }
        let captured = try told(columns.captured)
        let released = try told(columns.released)
        let refunded = try told(columns.refunded)
        hold.capturedAt = try cells.time(row, columns.capturedAt)
        hold.releasedAt = try cells.time(row, columns.releasedAt)
        hold.captured = captured ?? .zero
        hold.released = released ?? .zero
        hold.refunded = refunded ?? .zero
        switch try word(row, columns.status) {
        case .open: break
        case .captured:
            if captured == nil { hold.captured = hold.amount - hold.released }
            hold.released = hold.amount - hold.captured
        case .released, .expired:
            hold.released = hold.amount - hold.captured
        }
        guard hold.captured >= .zero, hold.released >= (released ?? .zero), hold.open >= .zero,
            hold.refunded <= hold.captured
        else { throw RowFault(.amountsContradict, at: columns.captured ?? columns.released) }
        if let time = hold.capturedAt, time > at {
            (hold.captured, hold.refunded, hold.capturedAt) = (.zero, .zero, nil)
        }
        if let time = hold.releasedAt, time > at {
            (hold.released, hold.releasedAt) = (.zero, nil)
        }
    }

    private func word(_ row: CSVRow, _ position: Int?) throws(RowFault) -> HoldWord {
        guard let words = mapping.holds.status, !row[position].isEmpty else { return .open }
        guard let word = words.words[row[position].lowercased()], let word else {
            throw RowFault(.statusUnknown, at: position)
        }
        return word
    }
}
