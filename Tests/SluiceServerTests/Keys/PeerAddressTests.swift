import NIOCore
import SluiceAPI
import Testing

@testable import SluiceServer

/// Where a request comes from.
@Suite struct PeerAddressTests {
    private func peer(_ text: String) throws -> PeerAddress {
        let socket = try SocketAddress(ipAddress: text, port: 80)
        let address = try #require(IPAddress(socket))
        #expect(address == IPAddress(text))
        return PeerAddress(address)
    }

    @Test("an address of version 4, and the network of one of version 6")
    func addresses() throws {
        #expect(try peer("192.0.2.1") == peer("::ffff:192.0.2.1"))
        #expect(try peer("192.0.2.1") != peer("192.0.2.2"))
        #expect(try peer("2001:db8:1:2::3") == peer("2001:db8:1:2:ffff::1"))
        #expect(try peer("2001:db8:1:2::3") != peer("2001:db8:1:3::3"))
        #expect(try peer("::c000:201") != peer("192.0.2.1"))
        #expect(try peer("192.0.2.1").text == "192.0.2.1")
        #expect(try peer("2001:db8:1:2::3").text == "2001:db8:1:2::/64")
        #expect(try IPAddress(SocketAddress(unixDomainSocketPath: "/a")) == nil)
        #expect(IPAddress(Optional<SocketAddress>.none) == nil)
    }

    /// Connection, X-Forwarded-For, where it comes from. The proxies are 10.0.0.1 and 10.0.0.2.
    private static let hops: [(connection: String, header: String?, peer: String)] = [
        ("192.0.2.1", nil, "192.0.2.1"), ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7,10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", "10.0.0.2 , 10.0.0.1", "10.0.0.1"), ("10.0.0.1", nil, "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"), ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7, unknown", "10.0.0.1"),
        ("10.0.0.1", "2001:db8:1:2::3", "2001:db8:1:2::3"),
        ("::ffff:10.0.0.1", "198.51.100.7", "198.51.100.7"),
    ]

    @Test("a proxy that is known is believed, nobody else", arguments: hops)
    func proxies(connection: String, header: String?, from: String) throws {
        let proxies = Proxies(["10.0.0.1", "10.0.0.2"].compactMap { IPAddress($0) })
        let found = proxies.peer(of: IPAddress(connection), forwardedFor: header)
        #expect(try found == peer(from))
        #expect(proxies.peer(of: nil, forwardedFor: header) == nil)
    }
}
