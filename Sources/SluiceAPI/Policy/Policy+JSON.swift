import SluiceCore

/// A policy as JSON, with the keys it has as YAML.
extension Policy {
    /// Writes the policy as an object; its version stands beside it, not in it.
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            for section in PolicyKeys.sections {
                guard let name = section.name else {
                    Self.write(section.keys, of: self, to: &writer)
                    writer.name(PolicyKeys.scenarios)
                    writer.array { writer in
                        for scenario in scenarios {
                            writer.object {
                                Self.write(PolicyKeys.scenario, of: scenario, to: &$0)
                            }
                        }
                    }
                    continue
                }
                writer.name(name)
                writer.object { Self.write(section.keys, of: self, to: &$0) }
            }
        }
    }

    /// Writes `{version, policy}`.
    public func writeVersion(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("version", Int64(version))
            writer.name("policy")
            write(to: &writer)
        }
    }

    private static func write<Root>(
        _ keys: [PolicyKey<Root>], of root: Root, to writer: inout JSONWriter
    ) {
        for key in keys {
            guard let value = key.get(root) else { continue }
            switch key.form {
            case .amount, .count: writer.member(key.name, value.number)
            case .flag: writer.member(key.name, value.flag)
            case .span, .choice, .code: writer.member(key.name, key.form.text(value))
            }
        }
    }

    /// Reads a policy from an object and finishes it. Its version is 1, as of any that is not
    /// adopted yet.
    ///
    /// Errors: of a field, named by its path; of rules that contradict each other, likewise.
    public init(_ reader: inout ObjectReader) throws(FieldError) {
        var policy = Policy.standard
        var scenarios: [ScenarioPolicy] = []
        for section in PolicyKeys.sections {
            guard let name = section.name else {
                try Self.read(section.keys, into: &policy, from: &reader)
                let readers = try reader.array(
                    PolicyKeys.scenarios, count: 1...APILimits.scenariosMax)
                for var reader in readers {
                    var scenario = ScenarioPolicy.blank
                    try Self.read(PolicyKeys.scenario, into: &scenario, from: &reader)
                    try reader.finish()
                    scenarios.append(scenario)
                }
                continue
            }
            guard var inner = try reader.optionalObject(name) else {
                guard section.isOptional else {
                    _ = try reader.object(name)
                    continue
                }
                for key in section.keys { key.leaveOut?(&policy) }
                continue
            }
            try Self.read(section.keys, into: &policy, from: &inner)
            try inner.finish()
        }
        try reader.finish()
        if let fault = PolicyFault.contradiction(in: policy, scenarios: scenarios) {
            throw FieldError(
                code: .invalidField, field: fault.place.path(in: reader.path),
                detail: "It \(fault.message).")
        }
        self = policy.with(scenarios)
    }

    private static func read<Root>(
        _ keys: [PolicyKey<Root>], into root: inout Root, from reader: inout ObjectReader
    ) throws(FieldError) {
        for key in keys {
            guard let value = try value(of: key, from: &reader) else {
                key.leaveOut?(&root)
                continue
            }
            key.set(&root, value)
        }
    }

    private static func value<Root>(
        of key: PolicyKey<Root>, from reader: inout ObjectReader
    ) throws(FieldError) -> PolicyValue? {
        let value: PolicyValue?
        switch key.form {
        case .amount: value = try reader.optionalAmount(key.name).map { .number($0) }
        case .count(let min, let max):
            value = try reader.optionalInteger(key.name, in: min...max).map { .number($0) }
        case .flag: value = try reader.optionalBool(key.name).map { .flag($0) }
        case .span, .choice, .code:
            let text = try reader.optionalString(key.name, maxBytes: APILimits.codeBytesMax)
            value = text.flatMap(key.form.value)
            if text != nil, value == nil {
                throw reader.fault(.invalidField, key.name, "The value \(key.form.need).")
            }
        }
        return key.isOptional ? value : try reader.required(value, key.name)
    }

    /// The policy with other scenarios, in the order the ledger keeps them in.
    public func with(_ scenarios: [ScenarioPolicy]) -> Policy {
        var policy = self
        policy.version = 1
        policy.scenarios = scenarios.sorted { $0.name < $1.name }
        return policy
    }
}

extension ScenarioPolicy {
    /// What a scenario is read into: every key that may not be left out is set.
    public static let blank = ScenarioPolicy(
        name: .physical, timeToLiveNs: Span.dayNs, captureOn: .shipped)
}

extension PolicyFault.Place {
    /// The path of the key in a request body.
    fileprivate func path(in parent: String) -> String {
        switch self {
        case .section(nil, let key): return FieldPath.member(key, in: parent)
        case .section(let section?, let key):
            return FieldPath.member(key, in: FieldPath.member(section, in: parent))
        case .scenario(let index, let key):
            let list = FieldPath.member(PolicyKeys.scenarios, in: parent)
            return FieldPath.member(key, in: FieldPath.element(index, in: list))
        }
    }
}
