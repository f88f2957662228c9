import Foundation

/// Where a server of NATS is: `nats://user:password@host:4222`, name and password percent-encoded.
public struct NatsAddress: Equatable, Sendable {
    public let host: String
    public let port: Int
    public let user: String?
    public let password: String?

    /// nil if the text has another form; a name without a password is none.
    public init?(_ text: String) {
        guard text.hasPrefix("nats://") else { return nil }
        var place = text.dropFirst("nats://".count)
        if let at = place.lastIndex(of: "@") {
            let names = place[..<at].split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard names.count == 2, !names[0].isEmpty,
                let user = String(names[0]).removingPercentEncoding,
                let password = String(names[1]).removingPercentEncoding
            else { return nil }
            (self.user, self.password) = (user, password)
            place = place[place.index(after: at)...]
        } else {
            (user, password) = (nil, nil)
        }
        // A host with colons stands in brackets.
        let isBracketed = place.hasPrefix("[")
        let end =
            isBracketed
            ? place.firstIndex(of: "]") : place.firstIndex(of: ":") ?? place.endIndex
        guard let end else { return nil }
        host = String(isBracketed ? place[..<end].dropFirst() : place[..<end])
        let rest = isBracketed ? place[end...].dropFirst() : place[end...]
        guard !host.isEmpty, !host.contains("@") else { return nil }
        guard !rest.isEmpty else {
            port = 4_222
            return
        }
        guard rest.hasPrefix(":"), let number = Int(rest.dropFirst()),
            (1...65_535).contains(number)
        else { return nil }
        port = number
    }
}
