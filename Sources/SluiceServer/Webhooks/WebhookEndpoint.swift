import SluiceAPI
import SluiceCore

/// Where messages are sent, and which.
public struct WebhookEndpoint: Sendable {
    /// A secret, in the clear: a signature cannot be made with a hash.
    struct Secret: Sendable, Equatable {
        var value: WebhookSecret
        /// Until when it signs, beside the newest; nil for the newest.
        var until: Instant?
    }

    public var id: String
    public var url: WebhookURL
    public var audience: Audience
    /// Empty: all.
    public var codes: [MessageCode]
    public var merchant: String?
    public var language: Language
    public var isOn: Bool
    /// Why it is off, where nobody switched it: it said 410.
    public var isGone: Bool
    public var createdAt: Instant
    var secrets: [Secret]

    /// The secrets that sign now, the newest first.
    func signers(at now: Instant) -> [WebhookSecret] {
        secrets.filter { $0.until.map { $0 > now } ?? true }.reversed().map(\.value)
    }

    func filter(_ merchant: (String) -> MerchantKey) -> DeliveryFilter {
        DeliveryFilter(
            audience, codes: codes, merchant: self.merchant.map(merchant), since: createdAt)
    }
}

extension WebhookEndpoint {
    init(_ reader: ObjectReader) throws(FieldError) {
        var reader = reader
        id = try reader.identifier("id")
        let request = try WebhookRequestBody(&reader)
        (url, audience, codes) = (request.url, request.audience, request.codes)
        (merchant, language, isOn) = (request.merchant, request.language, request.isOn)
        isGone = try reader.optionalBool("gone") ?? false
        createdAt = Instant(ns: try reader.time("created_at"))
        secrets = []
        for var item in try reader.array("secrets", count: 1...2) {
            let text = try item.string("secret", maxBytes: 128)
            let until = try item.optionalTime("until").map { Instant(ns: $0) }
            try item.finish()
            guard let value = WebhookSecret(text) else {
                throw item.fault(.invalidField, "secret", "It is `whsec_` and base64.")
            }
            secrets.append(Secret(value: value, until: until))
        }
        try reader.finish()
    }

    /// As the file has it.
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            members(to: &writer)
            writer.name("secrets")
            writer.array { writer in
                for secret in secrets {
                    writer.object { writer in
                        writer.member("secret", secret.value.text)
                        if let until = secret.until { writer.member("until", until) }
                    }
                }
            }
        }
    }

    /// All but the secrets, as members of the object at hand.
    func members(to writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("url", url.text)
        writer.member("audience", audience.rawValue)
        writer.name("codes")
        writer.array { writer in
            for code in codes { writer.string(code.code) }
        }
        if let merchant { writer.member("merchant", merchant) }
        writer.member("language", language.rawValue)
        writer.member("on", isOn)
        if isGone { writer.member("gone", true) }
        writer.member("created_at", createdAt)
    }
}

/// The body of a new endpoint, or of the whole of one that changes.
struct WebhookRequestBody: Sendable {
    var url: WebhookURL
    var audience: Audience
    var codes: [MessageCode]
    var merchant: String?
    var language: Language
    var isOn: Bool

    init(_ reader: inout ObjectReader) throws(FieldError) {
        let text = try reader.string("url", maxBytes: WebhookURL.bytesMax)
        guard let url = WebhookURL(text) else {
            throw reader.fault(
                .invalidField, "url",
                "It is https, or http of this machine, with a host and without a user or fragment.")
        }
        self.url = url
        let word = try reader.string("audience", maxBytes: APILimits.codeBytesMax)
        guard let audience = Audience(rawValue: word) else {
            throw reader.fault(
                .invalidField, "audience", "It is consumer, merchant or staff.")
        }
        self.audience = audience
        codes = []
        for word in try reader.optionalStrings(
            "codes", count: 0...MessageCode.allCases.count) ?? []
        {
            guard let code = MessageCode(code: word), code.audiences.contains(audience),
                !codes.contains(code)
            else {
                let words = MessageCode.allCases.filter { $0.audiences.contains(audience) }
                    .map(\.code).joined(separator: ", ")
                throw reader.fault(
                    .invalidField, "codes", "Each once, of these: \(words).")
            }
            codes.append(code)
        }
        merchant = try reader.optionalIdentifier("merchant")
        let tongue = try reader.optionalString("language", maxBytes: APILimits.codeBytesMax)
        guard let language = Language(rawValue: tongue ?? Language.english.rawValue) else {
            throw reader.fault(.invalidField, "language", "The language is en or zh.")
        }
        self.language = language
        isOn = try reader.optionalBool("on") ?? true
    }
}
