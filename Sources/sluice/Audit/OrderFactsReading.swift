import Foundation
import SluiceCore

/// The reading of the orders export into an `OrderBook`.
struct OrderFactsReading {
    private let cells: CellReader
    private var rows: AuditRows
    private let merchant: BoundValue
    private let id: Int?
    private let line: Int?
    private let status: Int?
    private let kind: Kind

    /// What a row is, with its columns found.
    private enum Kind {
        case fact(MappedWords<FactKind>, word: Int?, time: Int?)
        case order([BoundRule])
    }

    /// Errors: the file cannot be read or lacks a column.
    init(
        _ file: URL, mapping: AuditMapping, rejects: RejectFile
    ) throws(ImportError) {
        let orders = mapping.orders
        let table = try SourceTable(file, csv: mapping.csv, mapping: mapping.name)
        func position(_ column: Column?) throws(ImportError) -> Int? {
            guard let column else { return nil }
            return try table.position(
                of: column, isOptional: orders.optional.contains(column.name))
        }
        merchant = try BoundValue(
            orders.merchant, in: table, optional: orders.optional, lookups: [:])
        id = try position(orders.id)
        line = try position(orders.line)
        status = try position(orders.status)
        switch orders.rows {
        case .facts(let words, let time):
            kind = .fact(words, word: try position(words.column), time: try position(time))
        case .orders(let rules):
            var bound: [BoundRule] = []
            for rule in rules { bound.append(try BoundRule(rule, position: position)) }
            kind = .order(bound)
        }
        cells = CellReader(csv: mapping.csv, zone: mapping.zone)
        rows = AuditRows(
            table, of: file, label: "reading orders", rejects: rejects, hidden: [])
    }

    /// Reads the file to its end. Errors: it cannot be read, or has more orders than an audit
    /// holds in memory.
    /// - Returns: the rows read, refused ones included.
    mutating func read(into book: inout OrderBook) throws(ImportError) -> Int {
        // Orders whose whole has a row, which may not come again.
        var whole: Set<Int32> = []
        var rows = rows
        try rows.each { (row) throws(RowFault) in
            // One more than the limit is enough to know.
            guard book.count <= AuditLimits.ordersMax else { return }
            do throws(RowFault) {
                try take(row, &book, &whole)
            } catch {
                // The first row of an order counts; of any other fault its order is in doubt.
                if error.cause != .orderTwice { markUnread(row, in: &book) }
                throw error
            }
        }
        guard book.count <= AuditLimits.ordersMax else {
            throw .tooManyOrders(path: rows.name, max: AuditLimits.ordersMax)
        }
        return rows.rows
    }

    private func markUnread(_ row: CSVRow, in book: inout OrderBook) {
        guard let merchant = try? merchant.name(row, cells), let order = try? cells.name(row, id)
        else { return }
        book.markUnread(book.place(merchant: merchant, order: order))
    }

    private func take(
        _ row: CSVRow, _ book: inout OrderBook, _ whole: inout Set<Int32>
    ) throws(RowFault) {
        let merchant = try merchant.name(row, cells)
        let order = try cells.name(row, id)
        let line = row[line].isEmpty ? "" : try cells.name(row, line)
        switch kind {
        case .fact(let words, let word, let time):
            guard let kind = try Self.kind(row, word, words) else { return }
            guard let time = try cells.time(row, time) else {
                throw RowFault(.timeMissing, at: time)
            }
            let place = book.place(merchant: merchant, order: order)
            try book.note(kind, at: time, of: place, line: line, merchant: merchant)
        case .order(let rules):
            var facts: [ImportedFact] = []
            for rule in rules where !facts.contains(where: { $0.kind == rule.fact }) {
                if let fact = try rule.fact(row, status: row[status], cells) { facts.append(fact) }
            }
            // As of a time before it was created there is no such order.
            let created = facts.first { $0.kind == .created }?.time
            guard created.map({ $0 <= book.at }) ?? true else { return }
            let place = book.place(merchant: merchant, order: order)
            if line.isEmpty, !whole.insert(place).inserted { throw RowFault(.orderTwice, at: id) }
            book.tellsEveryOrder(merchant)
            if !line.isEmpty { try book.list(line, of: place) }
            for fact in facts {
                try book.note(
                    fact.kind, at: fact.time, of: place, line: line, merchant: merchant)
            }
        }
    }

    /// nil for a word that is passed over.
    private static func kind(
        _ row: CSVRow, _ position: Int?, _ words: MappedWords<FactKind>
    ) throws(RowFault) -> FactKind? {
        if let known = words.words[row[position].lowercased()] { return known }
        guard words.ignoresOthers else { throw RowFault(.factUnknown, at: position) }
        return nil
    }
}
