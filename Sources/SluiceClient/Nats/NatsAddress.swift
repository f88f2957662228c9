/// Where a server of NATS is: `nats://user:password@host:4222`.
public struct NatsAddress: Equatable, Sendable {
    public let host: String
    public let port: Int
    public let user: String?
    public let password: String?

    /// nil if the text has another form; a name without a password is none.
    public init?(_ text: String) {
        guard text.hasPrefix("nats://") else { return nil }
        let parts = text.dropFirst("nats://".count).split(
            separator: "@", omittingEmptySubsequences: false)
        guard let place = parts.last, parts.count <= 2 else { return nil }
        if parts.count == 2 {
            let names = parts[0].split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard names.count == 2, !names[0].isEmpty else { return nil }
            (user, password) = (String(names[0]), String(names[1]))
        } else {
            (user, password) = (nil, nil)
        }
        let halves = place.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(halves.count), !halves[0].isEmpty else { return nil }
        guard halves.count == 2 else {
            (host, port) = (String(halves[0]), 4_222)
            return
        }
        guard let number = Int(halves[1]), (1...65_535).contains(number) else { return nil }
        (host, port) = (String(halves[0]), number)
    }
}
