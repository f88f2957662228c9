import NIOCore
import SluiceAPI

/// Where a connection comes from, as far as one household or host has it: an address of version 4, or
/// the first 64 bits of one of version 6.
struct PeerAddress: Hashable, Sendable {
    private let bytes: UInt64
    private let isSix: Bool

    init(_ address: IPAddress) {
        isSix = address.bytes.count == 16
        bytes = address.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Who is at the other end of a connection; whoever has no address, as at a socket file, is at `::1`.
    init(_ address: SocketAddress?) {
        self = IPAddress(address).map { PeerAddress($0) } ?? PeerAddress(bytes: 0, isSix: true)
    }

    private init(bytes: UInt64, isSix: Bool) {
        self.bytes = bytes
        self.isSix = isSix
    }

    /// Whether it is this machine; beside `::1` its network has no host.
    var isLocal: Bool { isSix ? bytes == 0 : bytes >> 24 == 127 }

    /// As a person writes it, `192.0.2.1` or `2001:db8:0:0::/64`.
    var text: String {
        let own = (0..<(isSix ? 8 : 4)).reversed().map {
            UInt8(truncatingIfNeeded: bytes >> (8 * $0))
        }
        guard isSix else { return own.map { String($0) }.joined(separator: ".") }
        let groups = stride(from: 0, to: 8, by: 2).map {
            String(UInt16(own[$0]) << 8 | UInt16(own[$0 + 1]), radix: 16)
        }
        return groups.joined(separator: ":") + "::/64"
    }
}

extension IPAddress {
    /// The address of a connection; nil for what is none of the internet, such as a socket file.
    init?(_ address: SocketAddress?) {
        // Where `sockaddr_in` and `sockaddr_in6` have it, on every system.
        let place: Range<Int>
        switch address {
        case .v4: place = 4..<8
        case .v6: place = 8..<24
        case .unixDomainSocket, nil: return nil
        }
        let bytes = address?.withSockAddr { pointer, size in
            Array(UnsafeRawBufferPointer(start: pointer, count: size)[place])
        }
        guard let bytes else { return nil }
        self.init(bytes: bytes)
    }
}
