import Foundation
import SluiceCore
import Yams

/// Mappings as YAML, read strictly: what is not understood is refused with its line.
enum MappingFile {
    /// The mapping of a name that is shipped, else of a file.
    static func load(_ nameOrPath: String) throws(MappingError) -> Mapping {
        let text = try text(
            of: nameOrPath, shipped: ShippedMappings.names, ShippedMappings.text(of:))
        return try parse(text, of: nameOrPath)
    }

    /// The YAML of a name that is shipped, else of a file.
    static func text(
        of nameOrPath: String, shipped names: [String], _ shipped: (String) -> String?
    ) throws(MappingError) -> String {
        if let text = shipped(nameOrPath) { return text }
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: nameOrPath))
        } catch {
            let shipped = names.joined(separator: ", ")
            throw MappingError(
                mapping: nameOrPath, line: 0,
                message: "is neither a shipped mapping (\(shipped)) nor a file that can be read")
        }
        guard data.count <= ImportLimits.mappingBytesMax,
            let text = String(data: data, encoding: .utf8)
        else {
            throw MappingError(
                mapping: nameOrPath, line: 0, message: "must be UTF-8 and at most 1 MiB")
        }
        return text
    }

    static func parse(_ text: String, of name: String) throws(MappingError) -> Mapping {
        let root = try YAMLObject(
            compose(text, of: name), path: "", of: name,
            keys: [
                "mapping", "zone", "currency", "merchant", "limit", "policy", "d16", "csv",
                "orders", "payments", "items", "facts", "repaid_after",
                "settlement",
            ])
        let csv = try root.has("csv") ? csv(root) : CSVFormat()
        let mapping = Mapping(
            name: try self.name(root), zone: try zone(root),
            currency: try currency(root), merchant: try value(root, "merchant"),
            limit: try limit(root), policy: try policy(root), csv: csv,
            orders: try orders(root),
            payments: try root.has("payments") ? payments(root) : nil,
            items: try root.has("items") ? items(root) : nil,
            settlement: try settlement(root),
            facts: try facts(root),
            repaidAfterNs: try root.has("repaid_after") ? spanNs(root, "repaid_after") : nil)
        try checkTables(mapping, root)
        return mapping
    }

    static func compose(_ text: String, of name: String) throws(MappingError) -> Node {
        do {
            guard let node = try Yams.compose(yaml: text) else {
                throw MappingError(mapping: name, line: 0, message: "is empty")
            }
            return node
        } catch let error as MappingError {
            throw error
        } catch let error as YamlError {
            let (line, message) = error.place
            throw MappingError(mapping: name, line: line, message: message)
        } catch {
            throw MappingError(mapping: name, line: 0, message: "\(error)")
        }
    }

    static func name(
        _ root: YAMLObject, _ key: String = "mapping"
    ) throws(MappingError) -> String {
        guard let code = Code(try root.text(key)) else {
            throw root.error(
                "`\(key)` is a name of 1 to 32 of the characters a-z 0-9 _ . -", at: key)
        }
        return code.text
    }

    static func zone(_ root: YAMLObject) throws(MappingError) -> ImportZone {
        let name = try root.text("zone")
        guard let zone = ImportZone(name) else {
            throw root.error(
                "`\(name)` is no IANA time zone, e.g. America/Sao_Paulo or UTC", at: "zone")
        }
        return zone
    }

    /// Whether the feed of a merchant can be lost; nil: as the policy says.
    static func outages(_ root: YAMLObject) throws(MappingError) -> Bool? {
        guard root.has("d16") else { return nil }
        return try choice(root, "d16", [("on", true), ("off", false)])
    }

    static func csv(_ root: YAMLObject) throws(MappingError) -> CSVFormat {
        let object = try root.object("csv", keys: ["delimiter", "decimal_mark"])
        var format = CSVFormat()
        if object.has("delimiter") {
            format.delimiter = try byte(object, "delimiter", of: [",", ";", "|", "\t"])
        }
        if object.has("decimal_mark") {
            format.decimalMark = try byte(object, "decimal_mark", of: [".", ","])
        }
        return format
    }

    private static func byte(
        _ object: YAMLObject, _ key: String, of choices: [String]
    ) throws(MappingError) -> UInt8 {
        let text = try object.text(key)
        guard choices.contains(text), let byte = text.utf8.first else {
            let words = choices.map { $0 == "\t" ? "\"\\t\"" : "\"\($0)\"" }
            throw object.error("`\(key)` is one of \(words.joined(separator: " "))", at: key)
        }
        return byte
    }

    static func currency(_ root: YAMLObject) throws(MappingError) -> MappedValue {
        let value = try value(root, "currency")
        let constant: String? =
            switch value {
            case .constant(let text): text
            case .column(_, _, let otherwise): otherwise
            }
        if let constant, Currency(constant) == nil || ISO4217.exponent(of: constant) == nil {
            throw root.error("`\(constant)` is no ISO 4217 currency", at: "currency")
        }
        return value
    }

    /// A constant, or `{column, through, otherwise}`.
    static func value(
        _ object: YAMLObject, _ key: String
    ) throws(MappingError) -> MappedValue {
        guard !object.isScalar(key) else { return .constant(try object.text(key)) }
        return try columnValue(object, key)
    }

    /// A column, or `{column, through, otherwise}`.
    static func account(_ object: YAMLObject) throws(MappingError) -> MappedValue {
        guard !object.isScalar("account") else {
            return .column(try object.column("account"), through: nil, otherwise: nil)
        }
        return try columnValue(object, "account", keys: ["fold"])
    }

    /// Over how many accounts all are folded; nil: over none.
    static func accountFold(_ object: YAMLObject) throws(MappingError) -> Int? {
        guard !object.isScalar("account") else { return nil }
        let inner = try object.object(
            "account", keys: ["column", "through", "otherwise", "fold"])
        guard inner.has("fold") else { return nil }
        guard let count = Int(try inner.text("fold")), (1...1_000_000).contains(count) else {
            throw inner.error("`orders.account.fold` is a number from 1 to 1,000,000", at: "fold")
        }
        return count
    }

    private static func columnValue(
        _ object: YAMLObject, _ key: String, keys: [String] = []
    ) throws(MappingError) -> MappedValue {
        let inner = try object.object(key, keys: ["column", "through", "otherwise"] + keys)
        var lookup: Lookup?
        if inner.has("through") {
            let table = try inner.object("through", keys: ["file", "key", "value"])
            lookup = Lookup(
                file: try table.text("file"), key: try table.column("key"),
                value: try table.column("value"))
        }
        return .column(
            try inner.column("column"), through: lookup,
            otherwise: try inner.has("otherwise") ? inner.text("otherwise") : nil)
    }

    private static func limit(_ root: YAMLObject) throws(MappingError) -> MappedLimit {
        guard root.isScalar("limit") else {
            let object = try root.object("limit", keys: ["file", "column"])
            let column = try object.column("column")
            return try object.has("file")
                ? .rows(file: object.text("file"), column: column) : .column(column)
        }
        let text = try root.text("limit")
        if text == "never_binds" { return .neverBinds }
        // The widest exponent there is: fewer decimals are checked with the account's currency.
        do {
            _ = try DecimalText.minor(text, exponent: 4)
        } catch {
            throw root.error(
                "`limit` is never_binds, an amount such as 5000.00, {column: NAME}, or "
                    + "{file: NAME, column: NAME}",
                at: "limit")
        }
        return .constant(text)
    }

    /// Joined tables live in a folder, and the amount is told exactly once.
    private static func checkTables(
        _ mapping: Mapping, _ root: YAMLObject
    ) throws(MappingError) {
        if mapping.payments == nil, mapping.orders.amount.isEmpty {
            throw root.error("`orders.amount` or `payments` must tell the amount", at: "orders")
        }
        if mapping.payments != nil, !mapping.orders.amount.isEmpty {
            throw root.error("`orders.amount` and `payments` both tell the amount", at: "orders")
        }
        var hasLimits = false
        if case .rows = mapping.limit { hasLimits = true }
        if hasLimits, mapping.orders.accountFold == nil {
            throw root.error("`limit.file` needs `orders.account.fold`", at: "limit")
        }
        let joins =
            mapping.payments != nil || mapping.items != nil || mapping.hasLookup || hasLimits
        if joins, !mapping.readsFolder {
            throw root.error("`orders.file` is missing: other files are joined", at: "orders")
        }
        if mapping.orders.status == nil, mapping.facts.contains(where: { !$0.statuses.isEmpty }) {
            throw root.error("`when_status` needs `orders.status`", at: "facts")
        }
    }
}

extension Mapping {
    var lookups: [Lookup] {
        [orders.account, merchant, currency].compactMap { value in
            guard case .column(_, let lookup?, _) = value else { return nil }
            return lookup
        }
    }

    fileprivate var hasLookup: Bool { !lookups.isEmpty }
}
