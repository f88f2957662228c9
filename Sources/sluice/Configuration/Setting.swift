/// A setting of `sluice serve`. The name is that of the flag; the environment variable and the key of
/// the file are made of it. `Setting+Table.swift` says what each is.
enum Setting: String, CaseIterable {
    case data
    case host
    case port
    case beyondLoopback = "beyond-loopback"
    case withoutTls = "without-tls"
    case tlsCertificate = "tls-certificate"
    case tlsKey = "tls-key"
    case maxConnections = "max-connections"
    case maxConnectionsPerAddress = "max-connections-per-address"
    case ratePerKey = "rate-per-key"
    case ratePerMerchant = "rate-per-merchant"
    case factsPerMerchant = "facts-per-merchant"
    case drainSeconds = "drain-seconds"
    case zone
    case lender
    case policy
    case mappings
    case connectors
    case desk
    case scorer
    case stepUpSecret = "step-up-secret"
    case jwtKeys = "jwt-keys"
    case jwtIssuer = "jwt-issuer"
    case jwtAudience = "jwt-audience"
    case merchantsWithoutConsent = "merchants-without-consent"
    case accessDays = "access-days"
    case proxies
    case embedOrigins = "embed-origins"
    case secureCookies = "secure-cookies"
    case webhooksToPrivate = "webhooks-to-private"
    case messagesDays = "messages-days"
    case snapshotEvents = "snapshot-events"
    case scrubHours = "scrub-hours"
    case journalHours = "journal-hours"
    case journalMib = "journal-mib"
    case waitForFollower = "wait-for-follower"
    case followerSeconds = "follower-seconds"
    case maxAccounts = "max-accounts"
    case maxLiveHolds = "max-live-holds"
    case maxOrders = "max-orders"
    case logLevel = "log-level"
    case logFormat = "log-format"
    case otlpEndpoint = "otlp-endpoint"
    case otlpHeaders = "otlp-headers"
    case traceSample = "trace-sample"

    /// What every variable of this program begins with.
    static let prefix = "SLUICE_"

    /// The flag; a secret has none, for the list of processes shows what stands there.
    var flag: String? { row.isSecret ? nil : "--\(rawValue)" }

    /// The environment variable.
    var variable: String { Self.prefix + key.uppercased() }

    /// The key in a file.
    var key: String { rawValue.replacing("-", with: "_") }

    /// What is told of a setting.
    struct Row {
        let kind: SettingKind
        /// As it would be written; nil where there is none.
        let standard: String?
        /// One line.
        let help: String
        /// Whether the value is never shown.
        let isSecret: Bool

        init(_ kind: SettingKind, _ standard: String?, _ help: String, isSecret: Bool = false) {
            self.kind = kind
            self.standard = standard
            self.help = help
            self.isSecret = isSecret
        }
    }
}
