import SluiceAPI
import SluiceCore
import Testing

/// Events told by random merchants in their own form, read by the mapping of each.
@Suite struct EventMappingRandomTests {
    @Test(
        "whatever form a merchant gives its events, they are read as they were meant",
        arguments: SeededGenerator.seeds("mappings"))
    func random(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for round in 0..<2_000 {
            let shop = RandomShop(using: &generator)
            let event = shop.event(using: &generator)
            let text = shop.text(of: event, using: &generator)
            let value = try JSONReader.read(Array(text.utf8), numbers: .asWritten)
            let found = try #require(try shop.mapping.events(in: value).last)
            let read = try shop.mapping.read(found)
            #expect(read == .event(event), "seed \(seed), round \(round): \(text)")
        }
    }
}

/// A merchant with names, depths and forms of its own.
private struct RandomShop {
    var mapping: EventMapping
    private let isNumeric: Bool

    init(using generator: inout SeededGenerator) {
        var used: Set<String> = []
        /// One to four steps; no path is the beginning of another.
        func path(_ generator: inout SeededGenerator) -> MemberPath {
            while true {
                let steps = (0...Int.random(in: 0...3, using: &generator)).map { _ in
                    "m\(Int.random(in: 0...40, using: &generator))"
                }
                let text = steps.joined(separator: ".")
                let clashes = used.contains { known in
                    known == text || known.hasPrefix(text + ".") || text.hasPrefix(known + ".")
                }
                guard !clashes else { continue }
                used.insert(text)
                return MemberPath(text)!
            }
        }
        isNumeric = Bool.random(using: &generator)
        let currencyExponent = [0, 2, 3].randomElement(using: &generator)!
        var facts: [String: EventMapping.Meaning] = ["noise": .ignore]
        for kind in FactKind.allCases { facts["on:" + kind.code] = .fact(kind) }
        mapping = EventMapping(
            name: "random", version: 1, merchant: "M",
            events: Bool.random(using: &generator) ? path(&generator) : nil,
            id: path(&generator), type: path(&generator), time: path(&generator),
            timeFormat: EventMapping.TimeFormat.allCases.randomElement(using: &generator)!,
            order: path(&generator),
            lines: EventMapping.Lines(
                path: path(&generator), line: MemberPath("l.id")!, amount: MemberPath("l.sum")!),
            amount: path(&generator), merchantSequence: path(&generator),
            reason: EventMapping.Reasons(
                path: path(&generator), words: ["gone": .outOfStock], otherwise: nil),
            amountForm: Bool.random(using: &generator)
                ? .minor : .decimal(exponent: currencyExponent),
            facts: facts)
    }

    func event(using generator: inout SeededGenerator) -> OrderEventRequest {
        let kind = FactKind.allCases.randomElement(using: &generator)!
        let hasLines =
            kind.namesLines || kind.mayNameLines && Bool.random(using: &generator)
        let lines = (0..<(hasLines ? Int.random(in: 1...4, using: &generator) : 0)).map { index in
            NamedLine(
                line: "line \(index)",
                amount: Bool.random(using: &generator)
                    ? Money(minor: Int64.random(in: 1...10_000_000, using: &generator)) : nil)
        }
        let seconds = Int64.random(in: 0...4_000_000_000, using: &generator)
        return OrderEventRequest(
            id: isNumeric ? "\(UInt64.random(in: 1 ... .max, using: &generator))" : "E-锁",
            source: mapping.source, kind: kind, occurredAt: Instant(ns: seconds * Span.secondNs),
            merchant: "M", number: "O \(Int.random(in: 0...99, using: &generator))", lines: lines,
            merchantSequence: Bool.random(using: &generator)
                ? Int64.random(in: 0...APILimits.amountMinorMax, using: &generator) : nil,
            amount: kind == .priceAdjusted
                ? Money(minor: Int64.random(in: 0...10_000_000, using: &generator)) : nil,
            reason: kind.isCancellation && Bool.random(using: &generator) ? .outOfStock : nil)
    }

    // MARK: The merchant's own form

    /// A document with noise beside what the mapping looks for.
    func text(
        of event: OrderEventRequest, using generator: inout SeededGenerator
    ) -> String {
        var tree = Tree()
        tree["noise"] = #""x""#
        tree["weight.kg"] = "1.5e-3"
        tree[mapping.id!.text] = isNumeric ? event.id : quoted(event.id)
        tree[mapping.type.text] = quoted("on:" + event.kind.code)
        tree[mapping.order.text] = quoted(event.number)
        tree[mapping.time.text] = time(event.occurredAt)
        let lines = event.lines.map { line in
            var members = [#""id":\#(quoted(line.line))"#]
            if let amount = line.amount { members.append(#""sum":\#(text(of: amount))"#) }
            return #"{"l":{\#(members.joined(separator: ","))}}"#
        }
        // What a fact has no use for may be there all the same.
        let hasNoise = Bool.random(using: &generator)
        if !lines.isEmpty || !event.kind.mayNameLines && hasNoise {
            let listed = lines.isEmpty ? [#"{"l":{"id":"other"}}"#] : lines
            tree[mapping.lines!.path!.text] = "[\(listed.joined(separator: ","))]"
        }
        if let amount = event.amount {
            tree[mapping.amount!.text] = text(of: amount)
        } else if hasNoise {
            tree[mapping.amount!.text] = #""no amount""#
        }
        if let sequence = event.merchantSequence {
            tree[mapping.merchantSequence!.text] = "\(sequence)"
        } else if hasNoise {
            tree[mapping.merchantSequence!.text] = "null"
        }
        if event.reason == .outOfStock { tree[mapping.reason!.path.text] = #""gone""# }
        guard let list = mapping.events else { return tree.json }
        var whole = Tree()
        whole[list.text] = #"[{"skipped":true},\#(tree.json)]"#
        return whole.json
    }

    private func quoted(_ text: String) -> String { "\"\(text)\"" }

    private func time(_ instant: Instant) -> String {
        switch mapping.timeFormat {
        case .rfc3339: quoted(RFC3339.format(instant.ns))
        case .unixSeconds: "\(instant.ns / Span.secondNs)"
        case .unixMilliseconds: quoted("\(instant.ns / Span.millisecondNs)")
        }
    }

    /// By its digits alone, so that it does not rest on the reader of decimals.
    private func text(of amount: Money) -> String {
        guard case .decimal(let exponent) = mapping.amountForm, exponent > 0 else {
            return "\(amount.minor)"
        }
        var digits = "\(amount.minor)"
        while digits.count <= exponent { digits = "0" + digits }
        return digits.dropLast(exponent) + "." + digits.suffix(exponent)
    }
}

/// Objects in objects, by paths.
private struct Tree {
    private var names: [String] = []
    private var leaves: [String: String] = [:]
    private var branches: [String: Tree] = [:]

    subscript(path: String) -> String {
        get { "" }
        set {
            let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
            if !names.contains(parts[0]) { names.append(parts[0]) }
            if parts.count == 1 {
                leaves[parts[0]] = newValue
            } else {
                branches[parts[0], default: Tree()][parts[1]] = newValue
            }
        }
    }

    var json: String {
        let members = names.map { name in
            "\"\(name)\":" + (leaves[name] ?? branches[name]!.json)
        }
        return "{\(members.joined(separator: ","))}"
    }
}
