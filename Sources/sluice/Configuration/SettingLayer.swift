import Configuration

/// The settings that one place gives, checked.
struct SettingLayer {
    struct Given {
        /// As it was written.
        var text: String
        var content: ConfigContent
        /// Where it stands, for error texts and `config show`: `--port`, `SLUICE_PORT`,
        /// `sluice.yaml, line 3`.
        var place: String
    }

    /// What the provider is called.
    let name: String
    private(set) var given: [Setting: Given] = [:]
    /// What is wrong with it; nothing of the rest is to be used then.
    private(set) var faults: [String] = []

    init(name: String) { self.name = name }

    /// What holds where nobody says anything.
    static var standard: SettingLayer {
        var layer = SettingLayer(name: "defaults")
        for setting in Setting.allCases {
            if let text = setting.row.standard {
                layer.take(text, for: setting, at: "default")
            }
        }
        return layer
    }

    /// Takes a text, or notes why not; a secret is not repeated.
    /// - Parameter name: what the setting is called where it stands.
    mutating func take(
        _ text: String, for setting: Setting, at place: String, called name: String? = nil
    ) {
        let row = setting.row
        guard let content = row.kind.content(of: text) else {
            let shown = row.isSecret || text.isEmpty ? "" : " \(text)"
            refuse("\(name ?? place)\(shown) \(row.kind.fault)")
            return
        }
        given[setting] = Given(text: text, content: content, place: place)
    }

    mutating func refuse(_ fault: String) { faults.append(fault) }

    var provider: InMemoryProvider {
        InMemoryProvider(
            name: name,
            values: Dictionary(
                uniqueKeysWithValues: given.map { setting, value in
                    (
                        AbsoluteConfigKey(setting.configKey),
                        ConfigValue(value.content, isSecret: setting.row.isSecret)
                    )
                }))
    }
}
