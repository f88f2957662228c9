import AsyncHTTPClient
import Foundation
import NIOCore
import SluiceEngine
import Testing

@testable import sluice

/// Clients that mean no good, against a server that others use.
@Suite("Hostile clients", .blocking)
struct HostileTests {
    private static let connectionsMax = 400
    private static let perAddressMax = 300
    /// Of a debug build, with what 400 connections have in flight.
    private static let residentMiB = 512

    private static func figure(_ name: String, in page: String) -> Int? {
        page.split(separator: "\n").first { $0.hasPrefix(name + " ") }
            .flatMap { Int($0.dropFirst(name.count + 1)) }
    }

    @Test(
        "honest requests are all answered as they should be, and the server stays within its bounds"
    )
    func attacked() async throws {
        let folder = try ImportFolder()
        let data = folder.file("data")
        let server = try ServerProcess(
            data,
            [
                "--max-connections", "\(Self.connectionsMax)", "--max-connections-per-address",
                "\(Self.perAddressMax)",
            ])
        let key = try #require(server.firstKey)
        let port = try #require(server.address.split(separator: ":").last.flatMap { Int($0) })
        try await HTTPClient.withHTTPClient { http in
            try await attack(
                server, port: port, BenchTarget(client: http, address: server.address, key: key))
        }
        #expect(try server.stop().status == 0)
        #expect(try Verification.of(data).sound)
    }

    private func attack(_ server: ServerProcess, port: Int, _ target: BenchTarget) async throws {
        let load = HonestLoad(target, perSecond: 40)
        try await load.open()
        let peers = HostilePeers(port: port, key: target.key)
        let attack = Task { await peers.run(slow: 600, each: 2) }
        let pid = server.process.pid
        let watch = Task { await ServerPeak.residentBytes(of: pid) }
        defer {
            attack.cancel()
            watch.cancel()
        }
        // All that may have come has come, and some were turned away.
        var page = ""
        let deadline = ContinuousClock.now.advanced(by: .seconds(600))
        while Self.figure(#"sluice_connections_refused_total{limit="address"}"#, in: page) ?? 0 < 50
        {
            try #require(ContinuousClock.now < deadline, "connections are turned away: \(page)")
            page = try await target.get("/metrics")
        }
        for _ in 0..<4 {
            let figures = await load.run(seconds: 3)
            #expect(figures.wrong == 0)
            page = try await target.get("/metrics")
            let open = try #require(Self.figure("sluice_connections", in: page))
            #expect(open <= Self.connectionsMax)
        }
        attack.cancel()
        watch.cancel()
        await attack.value
        let peak = await watch.value
        #expect(peak > 0 && peak < Self.residentMiB << 20, "\(peak >> 20) MiB")
        // Heads that did not end were cut, ten seconds after they began.
        let cut = Self.figure(#"sluice_connections_closed_total{cause="head"}"#, in: page) ?? 0
        #expect(cut > 0)
        let served = try await target.get("/readyz")
        #expect(served.contains(#""status":"ready""#))
    }

    @Test(
        "the server ends what would not end by itself, and keeps nothing of it",
        arguments: [
            .slowHead, .endlessBody, .manyFields, .longField, .longTarget, .pipelined, .garbage,
            .halfHead, .halfClosed,
        ] as [HostileAttack])
    func alone(_ attack: HostileAttack) async throws {
        let folder = try ImportFolder()
        let server = try ServerProcess(folder.file("data"))
        let key = try #require(server.firstKey)
        let port = try #require(server.address.split(separator: ":").last.flatMap { Int($0) })
        #expect(try await HostilePeers(port: port, key: key).once(attack, seconds: 600))
        let connection = try server.connect(key: key)
        let left = try Waiting.until {
            let page = String(
                decoding: try connection.send("GET", "/metrics").body, as: UTF8.self)
            return Self.figure("sluice_connections", in: page) == 1
        }
        #expect(left)
        try server.stop()
    }
}
