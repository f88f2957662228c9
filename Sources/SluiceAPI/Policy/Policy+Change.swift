import SluiceCore

/// One key whose value differs between two policies.
public struct PolicyChange: Equatable, Sendable {
    /// `reviews.unlock`, or `scenarios.virtual.time_to_live`; a scenario that came or went is
    /// `scenarios.virtual`.
    public let key: String
    /// nil where the old policy does not have it.
    public let old: String?
    public let new: String?
    /// One sentence: what changes, and for whom.
    public let effect: String
}

extension PolicyChange {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("key", key)
            if let old { writer.member("old", old) }
            if let new { writer.member("new", new) }
            writer.member("effect", effect)
        }
    }
}

extension Policy {
    /// What a following policy changes, in the order in which policies are written; versions are
    /// not compared.
    public func changes(to next: Policy) -> [PolicyChange] {
        var changes: [PolicyChange] = []
        for section in PolicyKeys.sections {
            let prefix = section.name.map { $0 + "." } ?? ""
            for key in section.keys {
                changes += Self.change(key, prefix, self, next)
            }
            if section.name == nil { changes += scenarioChanges(to: next) }
        }
        return changes
    }

    private func scenarioChanges(to next: Policy) -> [PolicyChange] {
        let names = Set((scenarios + next.scenarios).map(\.name)).sorted()
        return names.flatMap { name in
            let path = "\(PolicyKeys.scenarios).\(name.text)"
            switch (scenario(name), next.scenario(name)) {
            case (let old?, let new?):
                return PolicyKeys.scenario.flatMap { Self.change($0, path + ".", old, new) }
            case (nil, let new?):
                return [
                    PolicyChange(
                        key: path, old: nil, new: new.summary,
                        effect: "Merchants: holds may be placed for the scenario from now on.")
                ]
            case (let old?, nil):
                return [
                    PolicyChange(
                        key: path, old: old.summary, new: nil,
                        effect: "Merchants: placements that name the scenario are refused from "
                            + "now on; holds placed before keep its terms.")
                ]
            case (nil, nil): return []
            }
        }
    }

    private static func change<Root>(
        _ key: PolicyKey<Root>, _ prefix: String, _ old: Root, _ new: Root
    ) -> [PolicyChange] {
        let (before, after) = (key.text(of: old), key.text(of: new))
        guard before != after else { return [] }
        return [
            PolicyChange(
                key: prefix + key.name, old: before, new: after,
                effect: key.effect(old: before ?? "any sum of", new: after ?? "any sum of"))
        ]
    }
}

extension ScenarioPolicy {
    /// Its terms in a line.
    fileprivate var summary: String {
        PolicyKeys.scenario.dropFirst().compactMap { key in
            key.text(of: self).map { "\(key.name) \($0)" }
        }.joined(separator: ", ")
    }
}
