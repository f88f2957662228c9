import Foundation
import SluiceCore

/// Reads the files of a source. A bad row goes to the reject file and takes nothing in.
///
/// With joined files the orders file is read twice, first for its ids: so each row of the others
/// is judged when it is read, and only sums stay in memory.
struct HistoryLoader {
    let mapping: Mapping
    let source: URL
    let rejects: RejectFile
    let cells: CellReader

    /// Errors: the source is a folder where the mapping reads a file, or the other way round.
    init(mapping: Mapping, source: URL, rejects: RejectFile) throws(ImportError) {
        self.mapping = mapping
        self.source = source
        self.rejects = rejects
        cells = CellReader(csv: mapping.csv, zone: mapping.zone)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: source.path, isDirectory: &isFolder) else {
            throw .unreadable(path: source.path, why: "there is no such file or folder")
        }
        if isFolder.boolValue, !mapping.readsFolder {
            throw .needsFile(path: source.path, mapping: mapping.name)
        }
        if !isFolder.boolValue, mapping.readsFolder {
            throw .needsFolder(path: source.path, mapping: mapping.name)
        }
    }

    /// The history, with the reject file in place.
    func load() throws(ImportError) -> History {
        var lookups: [Lookup: [String: String]] = [:]
        for lookup in mapping.lookups where lookups[lookup] == nil {
            lookups[lookup] = try read(lookup)
        }
        let joined = try join(lookups)
        var reading = try OrdersReading(
            loader: self, lookups: lookups, joined: joined, limits: try limits())
        let orders = try reading.run()
        try rejects.finish()
        return History(mapping: mapping, orders: orders)
    }

    /// Every file the mapping reads, each once, orders first.
    var files: [URL] {
        var names = [mapping.payments?.file, mapping.items?.file].compactMap(\.self)
        names += mapping.lookups.map(\.file)
        if case .rows(let file, _) = mapping.limit { names.append(file) }
        var files = [ordersFile]
        for name in names where !files.contains(file(name)) { files.append(file(name)) }
        return files
    }

    var ordersFile: URL { mapping.orders.file.map(file) ?? source }

    func file(_ name: String) -> URL { source.appending(path: name) }

    func table(_ file: URL) throws(ImportError) -> SourceTable {
        try SourceTable(file, csv: mapping.csv, mapping: mapping.name)
    }

    /// Calls `body` for each sound row, and refuses the others and those that `body` throws at.
    func each(
        _ table: inout SourceTable, _ body: (CSVRow) throws(RowFault) -> Void
    ) throws(ImportError) {
        while let row = try table.next() {
            if let fault = row.fault {
                try rejects.add(fault, file: table.name, row: row)
                continue
            }
            do {
                try body(row)
            } catch {
                try rejects.add(
                    error.cause, file: table.name, row: row,
                    column: table.column(at: error.position))
            }
        }
    }

    /// The limits of folded accounts; none where the mapping has them elsewhere.
    private func limits() throws(ImportError) -> [Money] {
        guard case .rows(let name, let column) = mapping.limit,
            let count = mapping.orders.accountFold
        else { return [] }
        var table = try table(file(name))
        let position = try table.position(of: column)
        var limits: [Money] = []
        try each(&table) { (row) throws(RowFault) in
            guard limits.count < count else { return }
            limits.append(
                Money(minor: try cells.minor(row[position], exponent: 0, at: position)))
        }
        guard limits.count == count else {
            throw .unreadable(
                path: file(name).path, why: "it has \(limits.count) limits for \(count) accounts")
        }
        return limits
    }

    private func read(_ lookup: Lookup) throws(ImportError) -> [String: String] {
        var table = try table(file(lookup.file))
        let key = try table.position(of: lookup.key)
        let value = try table.position(of: lookup.value)
        var names: [String: String] = [:]
        try each(&table) { (row) throws(RowFault) in
            let known = names[row[key]]
            guard known == nil || known == row[value] else {
                throw RowFault(.lookupConflict, at: key)
            }
            names[row[key]] = row[value]
        }
        return names
    }
}
