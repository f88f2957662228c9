/// What the client asks of the interface, by the operation's name in openapi.yaml.
enum Operation: String, CaseIterable, Sendable {
    case openAccount, listAccounts, getAccount, setLimit, recordRepayment
    case placeHold, listHolds, getHold, captureHold, releaseHold, incrementHold, refundHold
    case extendHold, requestRelease, getTimeline, explainHold
    case recordOrderEvents, getOrder, listReviews, listReturns, listMessages, readMessage
    case followEvents, followAccount, followHold

    /// The method and the path, `{…}` for its variable parts.
    var route: (method: String, path: String) {
        switch self {
        case .openAccount: ("POST", "/v1/accounts")
        case .listAccounts: ("GET", "/v1/accounts")
        case .getAccount: ("GET", "/v1/accounts/{id}")
        case .setLimit: ("POST", "/v1/accounts/{id}/limits")
        case .recordRepayment: ("POST", "/v1/accounts/{id}/repayments")
        case .placeHold: ("POST", "/v1/holds")
        case .listHolds: ("GET", "/v1/holds")
        case .getHold: ("GET", "/v1/holds/{id}")
        case .captureHold: ("POST", "/v1/holds/{id}/captures")
        case .releaseHold: ("POST", "/v1/holds/{id}/releases")
        case .incrementHold: ("POST", "/v1/holds/{id}/increments")
        case .refundHold: ("POST", "/v1/holds/{id}/refunds")
        case .extendHold: ("POST", "/v1/holds/{id}/extensions")
        case .requestRelease: ("POST", "/v1/holds/{id}/release-requests")
        case .getTimeline: ("GET", "/v1/holds/{id}/timeline")
        case .explainHold: ("GET", "/v1/holds/{id}/explanation")
        case .recordOrderEvents: ("POST", "/v1/order-events")
        case .getOrder: ("GET", "/v1/orders/{merchant}/{number}")
        case .listReviews: ("GET", "/v1/reviews")
        case .listReturns: ("GET", "/v1/returns")
        case .listMessages: ("GET", "/v1/messages")
        case .readMessage: ("POST", "/v1/messages/{id}/read")
        case .followEvents: ("GET", "/v1/events")
        case .followAccount: ("GET", "/v1/accounts/{id}/events")
        case .followHold: ("GET", "/v1/holds/{id}/events")
        }
    }

    /// The query parameters that the client sends.
    var query: [String] {
        let page = ["limit", "cursor", "min_sequence"]
        return switch self {
        case .listAccounts: page + ["currency", "restricted", "overlimit"]
        case .listHolds:
            page + [
                "account", "merchant", "order", "status", "open", "purpose", "scenario", "overlay",
                "due_before", "placed_from", "placed_before",
            ]
        case .getHold, .captureHold, .releaseHold, .incrementHold, .refundHold, .extendHold,
            .requestRelease:
            ["merchant"]
        case .getTimeline: page + ["merchant"]
        case .explainHold: ["merchant", "audience", "lang", "min_sequence"]
        case .listReviews: page + ["kind", "merchant"]
        case .listReturns: page + ["merchant", "stage"]
        case .listMessages: page + ["account", "merchant", "suppressed"]
        case .followEvents, .followAccount: ["after"]
        case .followHold: ["after", "merchant"]
        default: []
        }
    }

    /// The path with its variable parts, in their order, percent-encoded.
    func path(_ parts: [String]) -> String {
        var rest = parts[...]
        return route.path.split(separator: "/").map { segment in
            segment.first == "{" ? "/" + Self.encode(rest.removeFirst()) : "/" + segment
        }.joined()
    }

    /// Everything but unreserved characters of RFC 3986 is escaped.
    static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
            default:
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
