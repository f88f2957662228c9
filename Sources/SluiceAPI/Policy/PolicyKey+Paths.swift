import SluiceCore

/// Keys by the form of what they name. A key with `whenAbsent` may be left out.
extension PolicyKey {
    typealias Path<Value> = WritableKeyPath<Root, Value> & Sendable
    typealias Absence = @Sendable (inout Root) -> Void

    static func span(
        _ name: String, _ path: any Path<Int64>, minNs: Int64 = 1, _ effect: String,
        whenAbsent: Absence? = nil
    ) -> PolicyKey {
        PolicyKey(
            name: name, form: .span(minNs: minNs), effect: effect,
            get: { .number($0[keyPath: path]) }, set: { $0[keyPath: path] = $1.number },
            leaveOut: whenAbsent)
    }

    static func optionalSpan(
        _ name: String, _ path: any Path<Int64?>, _ effect: String
    ) -> PolicyKey {
        PolicyKey(
            name: name, form: .span(minNs: 1), effect: effect,
            get: { $0[keyPath: path].map { .number($0) } },
            set: { $0[keyPath: path] = $1.number }, leaveOut: { $0[keyPath: path] = nil })
    }

    static func amount(
        _ name: String, _ path: any Path<Money>, _ effect: String, whenAbsent: Absence? = nil
    ) -> PolicyKey {
        PolicyKey(
            name: name, form: .amount, effect: effect,
            get: { .number($0[keyPath: path].minor) },
            set: { $0[keyPath: path] = Money(minor: $1.number) }, leaveOut: whenAbsent)
    }

    static func optionalAmount(
        _ name: String, _ path: any Path<Money?>, _ effect: String
    ) -> PolicyKey {
        PolicyKey(
            name: name, form: .amount, effect: effect,
            get: { $0[keyPath: path].map { .number($0.minor) } },
            set: { $0[keyPath: path] = Money(minor: $1.number) },
            leaveOut: { $0[keyPath: path] = nil })
    }

    static func count<Number: FixedWidthInteger & Sendable>(
        _ name: String, _ path: any Path<Number>, min: Int64 = 0, max: Int64, _ effect: String,
        whenAbsent: Absence? = nil
    ) -> PolicyKey {
        PolicyKey(
            name: name, form: .count(min: min, max: max), effect: effect,
            get: { .number(Int64($0[keyPath: path])) },
            set: { $0[keyPath: path] = Number($1.number) }, leaveOut: whenAbsent)
    }

    static func optionalCount(
        _ name: String, _ path: any Path<UInt16?>, max: Int64, _ effect: String
    ) -> PolicyKey {
        PolicyKey(
            name: name, form: .count(max: max), effect: effect,
            get: { $0[keyPath: path].map { .number(Int64($0)) } },
            set: { $0[keyPath: path] = UInt16($1.number) },
            leaveOut: { $0[keyPath: path] = nil })
    }

    static func flag(
        _ name: String, _ path: any Path<Bool>, _ effect: String, whenAbsent: Absence? = nil
    ) -> PolicyKey {
        PolicyKey(
            name: name, form: .flag, effect: effect, get: { .flag($0[keyPath: path]) },
            set: { $0[keyPath: path] = $1.flag }, leaveOut: whenAbsent)
    }

    static func code(_ name: String, _ path: any Path<Code>, _ effect: String) -> PolicyKey {
        PolicyKey(
            name: name, form: .code, effect: effect,
            get: { .word($0[keyPath: path].text) },
            set: { root, value in
                if let code = Code(value.word) { root[keyPath: path] = code }
            }, leaveOut: nil)
    }

    /// - Parameter code: the word of a value, `\.code` of the enumerations of the core.
    static func choice<Value: CaseIterable & Sendable>(
        _ name: String, _ path: any Path<Value>, _ code: @escaping @Sendable (Value) -> String,
        _ effect: String, whenAbsent: Absence? = nil
    ) -> PolicyKey {
        PolicyKey(
            name: name, form: .choice(Value.allCases.map(code)), effect: effect,
            get: { .word(code($0[keyPath: path])) },
            set: { root, value in
                if let found = Value.allCases.first(where: { code($0) == value.word }) {
                    root[keyPath: path] = found
                }
            }, leaveOut: whenAbsent)
    }
}
