import ArgumentParser
import AsyncHTTPClient
import Foundation
import NIOCore
import SluiceAPI
import SluiceClient
import SluiceCore
import Synchronization

/// One merchant that tells of all its cancellations at once.
struct MerchantFlood: Sendable {
    static let merchant = "flood"

    /// What became of it.
    struct Figures: Codable {
        /// Cancellations that took effect.
        var applied = 0
        /// Requests that were asked to come again.
        var refused = 0
    }

    let events: OrderEventClient

    static func order(_ index: Int) -> String { "f-\(index)" }

    /// Tells of so many, some requests at once, each again as it is asked to.
    func tell(_ count: Int, inFlight: Int) async throws -> Figures {
        let each = IngestLimits.eventsPerRequestMax
        return try await withThrowingTaskGroup(of: Figures.self) { group in
            var sum = Figures()
            func add(_ told: Figures) {
                sum.applied += told.applied
                sum.refused += told.refused
            }
            for (place, first) in stride(from: 0, to: count, by: each).enumerated() {
                if place >= inFlight, let told = try await group.next() { add(told) }
                group.addTask {
                    try await tell(
                        (first..<min(count, first + each)).map {
                            FloodLoad.cancel(Self.merchant, Self.order($0))
                        })
                }
            }
            for try await told in group { add(told) }
            return sum
        }
    }

    private func tell(_ cancels: [OrderEventRequest]) async throws -> Figures {
        let refused = FloodCounter()
        let sender = EventSender(
            send: { try await events.send($0) },
            pause: {
                refused.count.add(1, ordering: .relaxed)
                try await Task.sleep(for: .seconds($0))
            })
        var figures = Figures()
        var rest = cancels
        while !rest.isEmpty {
            let results = try await sender.results(of: rest)
            figures.applied += results.count { $0.word == "applied" }
            rest = zip(rest, results).filter { $1.refusal?.isRetryable == true }.map(\.0)
            if !rest.isEmpty { try await Task.sleep(for: .seconds(1)) }
        }
        figures.refused = refused.count.load(ordering: .relaxed)
        return figures
    }
}

/// Counts from any thread.
private final class FloodCounter: Sendable {
    let count = Atomic(0)
}

/// The one merchant of `bench flood`, in a process of its own.
struct BenchFloodPeers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flood-peers", abstract: "Tell of a merchant's cancellations at once.",
        shouldDisplay: false)

    @OptionGroup var server: BenchPeerOptions
    @Option var cancels: Int
    @Option var inFlight: Int

    func run() async throws {
        let http = HTTPClient(eventLoopGroupProvider: .singleton)
        let events = OrderEventClient(http: http, address: server.address, key: server.key)
        let told = await Result {
            try await MerchantFlood(events: events).tell(cancels, inFlight: inFlight)
        }
        try await http.shutdown()
        Terminal.out(String(decoding: try JSONEncoder().encode(told.get()), as: UTF8.self))
    }
}

extension Result where Failure == any Error {
    /// What an operation came to.
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
