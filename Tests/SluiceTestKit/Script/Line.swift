import SluiceCore

/// One line of a script: words, `key=value` options and the answer wanted.
struct Line {
    var words: [String] = []
    /// In order of appearance.
    var options: [(String, String)] = []
    var answer: [String] = []

    init(_ text: String) {
        var isAnswer = false
        for word in text.split(separator: " ").map(String.init) {
            if word == "->" {
                isAnswer = true
            } else if isAnswer {
                answer.append(word)
            } else if let equals = word.firstIndex(of: "=") {
                let value = String(word[word.index(after: equals)...])
                options.append((String(word[..<equals]), value))
            } else {
                words.append(word)
            }
        }
    }

    func option(_ name: String) -> String? { options.first { $0.0 == name }?.1 }

    func has(_ word: String) -> Bool { words.contains(word) }

    func word(_ index: Int) throws -> String {
        guard index < words.count else { throw Script.Failure(description: "a word is missing") }
        return words[index]
    }

    /// Yuan with up to two decimals as fen; a sum written `#` is in fen already.
    static func minor(_ text: String) -> Int64? {
        if text.hasPrefix("#") { return Int64(text.dropFirst()) }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard let yuan = Int64(parts[0]), parts.count <= 2 else { return nil }
        let decimals = parts.count == 2 ? parts[1] : "00"
        guard decimals.count == 2, let fen = Int64(decimals) else { return nil }
        return yuan * 100 + (text.hasPrefix("-") ? -fen : fen)
    }

    func money(at index: Int) throws -> Money { try money(try word(index)) }

    /// The amount at a place where there may be none.
    func amount(at index: Int) -> Money? {
        index < words.count ? Line.minor(words[index]).map(Money.init(minor:)) : nil
    }

    /// An option that is an amount, zero where it is not there.
    func money(of name: String) throws -> Money { try option(name).map { try money($0) } ?? .zero }

    func money(_ text: String) throws -> Money {
        guard let minor = Line.minor(text) else {
            throw Script.Failure(description: "no amount: \(text)")
        }
        return Money(minor: minor)
    }

    func actor() throws -> Actor {
        let code = option("by") ?? "lender"
        guard let role = Role(code: code) else {
            throw Script.Failure(description: "no role \(code)")
        }
        return Actor(
            role: role, subject: option("person").map { .named("person \($0)") } ?? .none,
            credential: 1, isPerson: option("person") != nil)
    }

    func span(at index: Int) throws -> Int64 { try span(try word(index)) }

    /// A span such as `30d`, `2h` or `1d-1ns`; one that begins with a minus lies before.
    func span(_ text: String) throws -> Int64 {
        let units: [(String, Int64)] = [
            ("ns", 1), ("h", Span.hourNs), ("d", Span.dayNs), ("m", Span.minuteNs),
            ("s", Span.secondNs),
        ]
        var sum: Int64 = 0
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        for (position, part) in parts.enumerated() where !part.isEmpty {
            guard let unit = units.first(where: { part.hasSuffix($0.0) }),
                let count = Int64(part.dropLast(unit.0.count))
            else { throw Script.Failure(description: "no span: \(part)") }
            sum += position == 0 ? count * unit.1 : -count * unit.1
        }
        return sum
    }

    /// An option that is a time, told as the span from now to it.
    func time(of name: String, now: Instant) throws -> Instant? {
        try option(name).map { now.adding(spanNs: try span($0)) }
    }

    func code(_ text: String) throws -> Code {
        guard let code = Code(text) else { throw Script.Failure(description: "no code \(text)") }
        return code
    }

    /// The case of an enumeration that a word names.
    func choice<Choice: CaseIterable>(_ text: String, of _: Choice.Type) throws -> Choice {
        guard let choice = Choice.allCases.first(where: { "\($0)" == text }) else {
            throw Script.Failure(description: "no \(Choice.self) \(text)")
        }
        return choice
    }

    func reason(or usual: Reason) throws -> Reason {
        try option("reason").map { try choice($0, of: Reason.self) } ?? usual
    }

    /// `lines=1:100,2` is a line with an amount and one without.
    func lines() throws -> [LineAmount] {
        try (option("lines") ?? "").split(separator: ",").map { part in
            let halves = part.split(separator: ":").map(String.init)
            guard halves.count == 2 else { return LineAmount(line: .named(halves[0])) }
            return LineAmount(line: .named(halves[0]), amount: try money(halves[1]))
        }
    }
}
