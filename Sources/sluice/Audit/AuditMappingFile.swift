import SluiceCore

/// Mappings of an audit as YAML, read as strictly as those of an import.
enum AuditMappingFile {
    /// The mapping of a name that is shipped, else of a file.
    static func load(
        _ nameOrPath: String, policy: Policy = .standard
    ) throws(MappingError) -> AuditMapping {
        let text = try MappingFile.text(
            of: nameOrPath, shipped: ShippedAuditMappings.names, ShippedAuditMappings.text(of:))
        return try parse(text, of: nameOrPath, policy: policy)
    }

    /// - Parameter policy: has the scenarios that may be named.
    static func parse(
        _ text: String, of name: String, policy: Policy = .standard
    ) throws(MappingError) -> AuditMapping {
        let root = try YAMLObject(
            MappingFile.compose(text, of: name), path: "", of: name,
            keys: ["mapping", "zone", "csv", "holds", "orders"])
        return AuditMapping(
            name: try MappingFile.name(root), zone: try MappingFile.zone(root),
            csv: try root.has("csv") ? MappingFile.csv(root) : CSVFormat(),
            holds: try holds(root, policy), orders: try orders(root))
    }

    private static func holds(
        _ root: YAMLObject, _ policy: Policy
    ) throws(MappingError) -> HoldsTable {
        let object = try root.object(
            "holds",
            keys: [
                "id", "account", "merchant", "order", "purpose", "scenario", "currency", "amount",
                "placed_at", "expires_at", "captured", "captured_at", "released", "released_at",
                "refunded", "status", "optional_columns",
            ])
        let currency = try MappingFile.currency(object)
        return HoldsTable(
            id: try object.column("id"), account: try object.column("account"),
            merchant: try value(object, "merchant"), order: try object.column("order"),
            purpose: try object.optionalColumn("purpose"),
            scenario: try scenario(object, policy),
            currency: try withoutLookup(currency, object, "currency"),
            amount: try object.columns("amount"), placedAt: try object.column("placed_at"),
            expiresAt: try object.optionalColumn("expires_at"),
            captured: try object.optionalColumn("captured"),
            capturedAt: try object.optionalColumn("captured_at"),
            released: try object.optionalColumn("released"),
            releasedAt: try object.optionalColumn("released_at"),
            refunded: try object.optionalColumn("refunded"),
            status: try object.has("status")
                ? words(
                    object, "status", HoldWord.allCases.map { ($0.rawValue, $0) }, mayIgnore: false)
                : nil,
            optional: try optional(object))
    }

    private static func orders(_ root: YAMLObject) throws(MappingError) -> OrderFactsTable {
        let object = try root.object(
            "orders",
            keys: [
                "merchant", "id", "line", "status", "facts", "fact", "time", "optional_columns",
            ])
        guard object.has("facts") != object.has("fact") else {
            throw object.error(
                "`orders` has either `facts`, where a row is an order, or `fact` and `time`, "
                    + "where a row is a fact")
        }
        let rows: OrderFactsTable.Rows
        if object.has("fact") {
            rows = .facts(
                try words(object, "fact", MappingFile.factWords, mayIgnore: true),
                time: try object.column("time"))
        } else {
            if object.has("time") { throw object.error("`time` goes with `fact`", at: "time") }
            rows = .orders(try MappingFile.facts(object, withReasons: false))
        }
        let table = OrderFactsTable(
            merchant: try value(object, "merchant"), id: try object.column("id"),
            line: try object.optionalColumn("line"), status: try object.optionalColumn("status"),
            rows: rows, optional: try optional(object))
        if table.status == nil, case .orders(let rules) = rows,
            rules.contains(where: { !$0.statuses.isEmpty })
        {
            throw object.error("`when_status` needs `orders.status`", at: "facts")
        }
        return table
    }

    /// The policy's scenarios are the only ones whose terms are known.
    private static func scenario(
        _ object: YAMLObject, _ policy: Policy
    ) throws(MappingError) -> MappedValue {
        let value = try value(object, "scenario")
        let told: String? =
            switch value {
            case .constant(let text): text
            case .column(_, _, let otherwise): otherwise
            }
        let known = policy.scenarios.map(\.name.text)
        if let told, !known.contains(told) {
            throw MappingFile.unknown(object, "scenario", told, known)
        }
        return value
    }

    private static func value(
        _ object: YAMLObject, _ key: String
    ) throws(MappingError) -> MappedValue {
        try withoutLookup(MappingFile.value(object, key), object, key)
    }

    private static func withoutLookup(
        _ value: MappedValue, _ object: YAMLObject, _ key: String
    ) throws(MappingError) -> MappedValue {
        if case .column(_, .some, _) = value {
            throw object.error("`through` is for imports: an audit reads two files", at: key)
        }
        return value
    }

    /// `{column, words, otherwise}`; our own words need not be listed.
    private static func words<Value: Sendable>(
        _ object: YAMLObject, _ key: String, _ known: [(String, Value)], mayIgnore: Bool
    ) throws(MappingError) -> MappedWords<Value> {
        guard !object.isScalar(key) else {
            return MappedWords(
                column: try object.column(key),
                words: Dictionary(uniqueKeysWithValues: known.map { ($0.0, $0.1) }),
                ignoresOthers: false)
        }
        let inner = try object.object(
            key, keys: ["column", "words"] + (mayIgnore ? ["otherwise"] : []))
        var words: [String: Value?] = [:]
        for (word, value) in known { words[word] = value }
        for (word, meaning) in try inner.has("words") ? inner.texts("words") : [] {
            if mayIgnore, meaning == "ignore" {
                words.updateValue(nil, forKey: word.lowercased())
                continue
            }
            guard let value = known.first(where: { $0.0 == meaning })?.1 else {
                throw MappingFile.unknown(inner, "words", meaning, known.map(\.0))
            }
            words[word.lowercased()] = value
        }
        if inner.has("otherwise") {
            _ = try MappingFile.choice(inner, "otherwise", [("ignore", true)])
        }
        return MappedWords(
            column: try inner.column("column"), words: words,
            ignoresOthers: inner.has("otherwise"))
    }

    private static func optional(_ object: YAMLObject) throws(MappingError) -> Set<String> {
        guard object.has("optional_columns") else { return [] }
        return Set(try object.list("optional_columns").map(\.text))
    }
}
