import SluiceAPI

/// The proxies in front of the door, which are believed where a request comes from.
public struct Proxies: Sendable {
    private let addresses: Set<IPAddress>

    public init(_ addresses: [IPAddress]) { self.addresses = Set(addresses) }

    /// Whether the other end of a connection is one of them.
    func contains(_ connection: IPAddress) -> Bool { addresses.contains(connection) }

    /// Where a request comes from: the connection's other end, or where that is a proxy the last
    /// address in X-Forwarded-For that is none.
    ///
    /// What stands before that address anybody can have written.
    func peer(of connection: IPAddress?, forwardedFor: String?) -> PeerAddress? {
        guard let connection else { return nil }
        guard addresses.contains(connection) else { return PeerAddress(connection) }
        let hops = (forwardedFor ?? "").split(separator: ",").reversed()
        for hop in hops {
            guard let address = IPAddress(String(hop.filter { $0 != " " })) else { break }
            if !addresses.contains(address) { return PeerAddress(address) }
        }
        return PeerAddress(connection)
    }
}
