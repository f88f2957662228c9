import SluiceAPI
import SluiceCore

extension PolicyFile {
    /// The YAML of a policy, which is read to the same policy.
    static func text(of policy: Policy) -> String {
        var lines: [String] = []
        for section in PolicyKeys.sections {
            guard let name = section.name else {
                lines += entries(section.keys, of: policy)
                lines.append("\(PolicyKeys.scenarios):")
                for scenario in policy.scenarios {
                    let entries = entries(PolicyKeys.scenario, of: scenario)
                    lines += entries.enumerated().map { ($0 == 0 ? "  - " : "    ") + $1 }
                }
                continue
            }
            lines.append("\(name):")
            lines += entries(section.keys, of: policy).map { "  " + $0 }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func entries<Root>(_ keys: [PolicyKey<Root>], of root: Root) -> [String] {
        keys.compactMap { key in key.text(of: root).map { "\(key.name): \($0)" } }
    }
}
