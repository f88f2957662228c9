/// What webhooks of merchants need: secrets to check them by, and mappings to read them with.
public struct Ingestion: Sendable {
    public let secrets: WebhookSecrets
    public let mappings: EventMappings
    let gate = WebhookGate()

    public init(secrets: WebhookSecrets, mappings: EventMappings) {
        self.secrets = secrets
        self.mappings = mappings
    }
}
