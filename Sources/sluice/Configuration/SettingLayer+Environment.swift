import SluiceAPI

extension SettingLayer {
    /// Variables that begin as ours do and say nothing to a server: of other commands, and of the tests.
    static let otherVariables: Set<String> = [
        "SLUICE_CONFIG", "SLUICE_NATS_URL", "SLUICE_URL", "SLUICE_KEY", "SLUICE_BINARY",
        "SLUICE_FUZZ_TARGET", "SLUICE_KILLS", "SLUICE_OPTIMIZED", "SLUICE_SEED",
        "SLUICE_SHARED_DATA", "SLUICE_SOAK_MINUTES",
        "SLUICE_SOAK_OPERATIONS", "SLUICE_SOAK_SEED", "SLUICE_UPDATE_DOCS", "SLUICE_WRITE_PAGES",
    ]

    static func environment(_ variables: [String: String]) -> SettingLayer {
        var layer = SettingLayer(name: "environment")
        let known = Dictionary(
            uniqueKeysWithValues: Setting.allCases.map { ($0.variable, $0) })
        for (name, text) in variables.sorted(by: { $0.key < $1.key }) {
            guard name.hasPrefix(Setting.prefix), !otherVariables.contains(name) else { continue }
            guard let setting = known[name] else {
                layer.refuse(
                    "unknown variable \(name)"
                        + suggestion(for: name, among: Setting.allCases.map(\.variable)))
                continue
            }
            layer.take(text, for: setting, at: name)
        }
        return layer
    }

    static func suggestion(for name: String, among known: [String]) -> String {
        EditDistance.nearest(to: name, among: known).map { "; did you mean \($0)?" } ?? ""
    }
}
