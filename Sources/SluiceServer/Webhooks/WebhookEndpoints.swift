import SluiceAPI
import SluiceCore
import SluiceEngine

/// The endpoints of webhooks with their secrets, in `webhooks.json` (mode 0600) of the data directory.
///
/// Safe to use from any thread.
public final class WebhookEndpoints: Sendable {
    private let file: RecordFile<WebhookEndpoint>
    private let clock: WallClock

    /// Opens the endpoints of a directory; none if it has no file yet.
    /// - Throws: `KeyStoreError.file` if the file is there but cannot be read or understood.
    public init(directory: String, clock: WallClock = .system) throws {
        file = try RecordFile(
            SecretFile(directory: directory, name: "webhooks"),
            RecordFile.Form(
                list: "endpoints", id: \.id,
                read: { reader throws(FieldError) in try WebhookEndpoint(reader) },
                write: { $0.write(to: &$1) }))
        self.clock = clock
    }

    /// All of them, oldest first.
    var all: [WebhookEndpoint] { file.records }

    /// Makes an endpoint with a secret, which is told this once.
    ///
    /// Limits: `WebhookLimits.endpointsMax`, and `ofMerchantMax` of one merchant.
    func create(
        _ body: WebhookRequestBody, at now: Instant
    ) throws -> (WebhookEndpoint, secret: String) {
        let secret = WebhookSecret.random()
        let endpoint = WebhookEndpoint(
            id: APIKey.random().id, url: body.url, audience: body.audience, codes: body.codes,
            merchant: body.merchant, language: body.language, isOn: body.isOn, isGone: false,
            createdAt: now, secrets: [WebhookEndpoint.Secret(value: secret)])
        try file.change { records in
            let own = records.filter { $0.merchant == body.merchant }
            guard records.count < WebhookLimits.endpointsMax,
                body.merchant == nil || own.count < WebhookLimits.ofMerchantMax
            else { throw WebhookFull() }
            records.append(endpoint)
        }
        return (endpoint, secret.text)
    }

    /// Changes an endpoint, as one: nobody else changes it meanwhile. What `body` throws undoes it.
    /// - Returns: it as it is then; nil if there is none.
    func change(
        _ id: String, _ body: (inout WebhookEndpoint) throws -> Void
    ) throws -> WebhookEndpoint? {
        var changed: WebhookEndpoint?
        try file.change { records in
            guard let index = records.firstIndex(where: { $0.id == id }) else { return }
            try body(&records[index])
            changed = records[index]
        }
        return changed
    }

    /// Gives an endpoint a new secret; the one before signs too, for a day.
    /// - Returns: the secret, told this once; nil if there is no such endpoint.
    func rotate(_ id: String) throws -> String? {
        let (secret, now) = (WebhookSecret.random(), clock.now())
        let changed = try change(id) { endpoint in
            guard var last = endpoint.secrets.last else { return }
            last.until = now.adding(spanNs: WebhookLimits.overlapNs)
            endpoint.secrets = [last, WebhookEndpoint.Secret(value: secret)]
        }
        return changed.map { _ in secret.text }
    }

    /// Removes an endpoint, unless `check` throws.
    /// - Returns: whether there was one.
    func remove(_ id: String, _ check: (WebhookEndpoint) throws -> Void) throws -> Bool {
        var isThere = false
        try file.change { records in
            guard let index = records.firstIndex(where: { $0.id == id }) else { return }
            try check(records[index])
            records.remove(at: index)
            isThere = true
        }
        return isThere
    }
}

/// There are as many endpoints as may be.
struct WebhookFull: Error {}
