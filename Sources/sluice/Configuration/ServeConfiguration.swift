import Configuration

/// What a server is run with: each setting from the first place that gives it.
struct ServeConfiguration {
    private let layers: [SettingLayer]
    private let reader: ConfigReader

    /// - Parameter layers: the first goes before the second; the defaults follow them all.
    init(_ layers: [SettingLayer]) {
        self.layers = layers + [.standard]
        reader = ConfigReader(providers: self.layers.map { $0.provider })
    }

    /// All that is wrong, place by place, and only then how settings go together.
    var faults: [String] {
        let own = layers.flatMap(\.faults)
        return own.isEmpty ? conflicts : own
    }

    // MARK: Values

    /// The value of a setting that always has one.
    func text(_ setting: Setting) -> String {
        guard let text = given(setting) else { preconditionFailure("\(setting) has a default") }
        return text
    }

    /// The value of a setting that may have none.
    func given(_ setting: Setting) -> String? {
        reader.string(forKey: setting.configKey, isSecret: setting.row.isSecret)
    }

    func whole(_ setting: Setting) -> Int {
        guard let value = reader.int(forKey: setting.configKey) else {
            preconditionFailure("\(setting) is a number with a default")
        }
        return value
    }

    func decimal(_ setting: Setting) -> Double {
        guard let value = reader.double(forKey: setting.configKey) else {
            preconditionFailure("\(setting) is a number with a default")
        }
        return value
    }

    func isOn(_ setting: Setting) -> Bool {
        guard let value = reader.bool(forKey: setting.configKey) else {
            preconditionFailure("\(setting) is on or off")
        }
        return value
    }

    // MARK: Where from

    /// Where the value that holds stands; nil where there is none.
    func place(of setting: Setting) -> String? {
        layers.lazy.compactMap { $0.given[setting]?.place }.first
    }

    /// Whether somebody gave it.
    func isGiven(_ setting: Setting) -> Bool {
        layers.dropLast().contains { $0.given[setting] != nil }
    }

    /// The value as people read it; a secret is not shown.
    func shown(_ setting: Setting) -> String? {
        layers.lazy.compactMap { $0.given[setting]?.text }.first.map {
            setting.row.isSecret ? "(set)" : $0
        }
    }
}

extension Setting {
    var configKey: ConfigKey { ConfigKey(rawValue) }
}
