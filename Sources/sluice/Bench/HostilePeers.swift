import NIOCore
import NIOPosix
import Synchronization

/// Clients that mean no good, from one address of this machine.
struct HostilePeers: Sendable {
    let port: Int
    /// What each kind sends first, made once: what is measured is what the server takes.
    private let openings: [HostileAttack: ByteBuffer]
    /// Another address than that of honest clients.
    var source = "127.0.0.2"
    let group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton

    /// - Parameter key: a good one, for what only those are heard who have one.
    init(port: Int, key: String) {
        self.port = port
        openings = Dictionary(
            uniqueKeysWithValues: HostileAttack.allCases.map { ($0, $0.opening(key: key)) })
    }

    /// How long one connection is kept at most.
    static let connectionSeconds: Int64 = 15
    /// How long a client that was thrown out stays away.
    private static let pauseMs: Int64 = 1_000

    /// Attacks until the task is cancelled: so many slow heads, and so many of each other kind.
    func run(
        slow: Int, each: Int, kinds: [HostileAttack] = HostileAttack.allCases
    ) async {
        await withDiscardingTaskGroup { group in
            for attack in kinds {
                for _ in 0..<(attack == .slowHead ? slow : each) {
                    group.addTask { await repeatedly(attack) }
                }
            }
        }
    }

    private func repeatedly(_ attack: HostileAttack) async {
        while !Task.isCancelled {
            _ = try? await once(attack)
            try? await Task.sleep(for: .milliseconds(Self.pauseMs))
        }
    }

    /// One connection from its beginning to its end.
    /// - Returns: whether the server ended it within so many seconds.
    @discardableResult
    func once(
        _ attack: HostileAttack, seconds: Int64 = connectionSeconds
    ) async throws -> Bool {
        let channel = try await ClientBootstrap(group: group)
            .bind(to: SocketAddress(ipAddress: source, port: 0))
            .channelOption(.autoRead, value: !attack.isDeaf)
            .connect(host: "127.0.0.1", port: port).get()
        defer { channel.close(promise: nil) }
        let ends = ContinuousClock.now.advanced(by: .seconds(seconds))
        // Whether all of it is ever taken is the server's business.
        channel.writeAndFlush(openings[attack] ?? ByteBuffer(), promise: nil)
        if attack.closesOutput { channel.close(mode: .output, promise: nil) }
        while channel.isActive, ends > .now {
            let pauseMs = attack.drip?.pauseMs ?? 100
            try await Task.sleep(for: .milliseconds(pauseMs))
            if let drip = attack.drip, channel.isWritable {
                channel.writeAndFlush(drip.bytes, promise: nil)
            }
        }
        return !channel.isActive
    }
}
