import SluiceAPI
import SluiceCore

/// Mappings of a merchant's events as YAML, read strictly: what is not understood is refused with
/// its line.
enum EventMappingFile {
    /// The mapping of a name that is shipped, else of a file.
    static func load(_ nameOrPath: String) throws(MappingError) -> EventMapping {
        let text = try MappingFile.text(
            of: nameOrPath, shipped: ShippedEventMappings.names, ShippedEventMappings.text(of:))
        return try parse(text, of: nameOrPath)
    }

    static func parse(_ text: String, of name: String) throws(MappingError) -> EventMapping {
        let root = try YAMLObject(
            MappingFile.compose(text, of: name), path: "", of: name,
            keys: ["mapping", "version", "merchant", "events", "fields", "amounts", "facts"])
        let fields = try root.object(
            "fields",
            keys: [
                "id", "type", "time", "order", "lines", "amount", "merchant_sequence", "reason",
            ])
        let (time, format) = try time(fields)
        let mapping = EventMapping(
            name: try MappingFile.name(root), version: try version(root),
            merchant: try merchant(root), events: try optionalPath(root, "events"),
            id: try optionalPath(fields, "id"), type: try path(fields, "type"), time: time,
            timeFormat: format, order: try path(fields, "order"),
            lines: try fields.has("lines") ? lines(fields) : nil,
            amount: try optionalPath(fields, "amount"),
            merchantSequence: try optionalPath(fields, "merchant_sequence"),
            reason: try fields.has("reason") ? reason(fields) : nil,
            amountForm: try root.has("amounts") ? amounts(root) : .minor,
            facts: try facts(root))
        try check(mapping, root)
        return mapping
    }

    static func version(_ root: YAMLObject) throws(MappingError) -> Int64 {
        guard let version = Int64(try root.text("version")), version > 0 else {
            throw root.error("`version` is a whole number from 1 on", at: "version")
        }
        return version
    }

    static func merchant(_ root: YAMLObject) throws(MappingError) -> String {
        let name = try root.text("merchant")
        if let fault = FieldRules.identifierFault(name) {
            throw root.error("`merchant`: \(fault)", at: "merchant")
        }
        return name
    }

    static func time(
        _ fields: YAMLObject
    ) throws(MappingError) -> (MemberPath, EventMapping.TimeFormat) {
        guard !fields.isScalar("time") else { return (try path(fields, "time"), .rfc3339) }
        let time = try fields.object("time", keys: ["path", "format"])
        let formats = EventMapping.TimeFormat.allCases.map { ($0.rawValue, $0) }
        return (try path(time, "path"), try MappingFile.choice(time, "format", formats))
    }

    private static func lines(_ fields: YAMLObject) throws(MappingError) -> EventMapping.Lines {
        let lines = try fields.object("lines", keys: ["path", "line", "amount"])
        return EventMapping.Lines(
            path: try optionalPath(lines, "path"), line: try path(lines, "line"),
            amount: try optionalPath(lines, "amount"))
    }

    static func reason(
        _ fields: YAMLObject
    ) throws(MappingError) -> EventMapping.Reasons {
        let reason = try fields.object("reason", keys: ["path", "words", "otherwise"])
        let codes = Reason.cancellationReasons.map { ($0.code, $0) }
        var words: [String: Reason] = [:]
        for (word, code) in try reason.has("words") ? reason.texts("words") : [] {
            guard let known = codes.first(where: { $0.0 == code })?.1 else {
                throw MappingFile.unknown(reason, "words", code, codes.map(\.0))
            }
            words[word] = known
        }
        return EventMapping.Reasons(
            path: try path(reason, "path"), words: words,
            otherwise: try reason.has("otherwise")
                ? MappingFile.choice(reason, "otherwise", codes) : nil)
    }

    static func amounts(
        _ root: YAMLObject
    ) throws(MappingError) -> EventMapping.AmountForm {
        guard !root.isScalar("amounts") else {
            return try MappingFile.choice(root, "amounts", [("minor", .minor)])
        }
        let amounts = try root.object("amounts", keys: ["decimal"])
        let currency = try amounts.text("decimal")
        guard let exponent = ISO4217.exponent(of: currency) else {
            throw amounts.error("`\(currency)` is no ISO 4217 currency", at: "decimal")
        }
        return .decimal(exponent: exponent)
    }

    private static func facts(
        _ root: YAMLObject
    ) throws(MappingError) -> [String: EventMapping.Meaning] {
        var facts: [String: EventMapping.Meaning] = [:]
        for (event, word) in try root.texts("facts") {
            if word == "ignore" {
                facts[event] = .ignore
            } else if let kind = FactKind(code: word) {
                facts[event] = .fact(kind)
            } else {
                let known = FactKind.allCases.map(\.code) + ["ignore"]
                throw MappingError(
                    mapping: root.mapping, line: root.line(of: event, in: "facts"),
                    message: "`\(event)` cannot be `\(word)`"
                        + YAMLObject.suggestion(for: word, among: known))
            }
        }
        return facts
    }

    /// What the facts of the table need has a place, and there is a fact at all.
    private static func check(
        _ mapping: EventMapping, _ root: YAMLObject
    ) throws(MappingError) {
        let kinds = FactKind.allCases.filter { kind in
            mapping.facts.values.contains(.fact(kind))
        }
        guard !kinds.isEmpty else {
            throw root.error("`facts` has no event that is a fact", at: "facts")
        }
        if mapping.lines == nil, let kind = kinds.first(where: \.namesLines) {
            throw root.error("`\(kind.code)` needs `fields.lines`", at: "facts")
        }
        if mapping.amount == nil, kinds.contains(.priceAdjusted) {
            throw root.error("`price_adjusted` needs `fields.amount`", at: "facts")
        }
        let hasAmount = mapping.amount != nil || mapping.lines?.amount != nil
        if hasAmount, !root.has("amounts") {
            throw root.error("`amounts` is missing: minor, or {decimal: CURRENCY}")
        }
    }

    private static func path(
        _ object: YAMLObject, _ key: String
    ) throws(MappingError) -> MemberPath {
        guard let path = MemberPath(try object.text(key)) else {
            throw object.error(
                "`\(key)` is a path such as order.number, without an empty step", at: key)
        }
        return path
    }

    static func optionalPath(
        _ object: YAMLObject, _ key: String
    ) throws(MappingError) -> MemberPath? {
        object.has(key) ? try path(object, key) : nil
    }
}
