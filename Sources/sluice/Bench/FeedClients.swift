import AsyncHTTPClient
import Foundation
import Histogram
import NIOCore
import NIOHTTP1
import SluiceAPI
import SluiceCore
import SluiceEngine
import Synchronization

/// Clients of event streams, each of one account, and how late they see what happened.
///
/// How late is told by the event's own time, which is that of the decision, before it was made durable:
/// what is measured is never less than from the commit.
final class FeedClients: Sendable {
    private struct State {
        var events = 0
        var latencies = Histogram<UInt64>(
            highestTrackableValue: 60_000_000_000, numberOfSignificantValueDigits: .three)
    }

    private let target: BenchTarget
    private let state = Mutex(State())

    init(_ target: BenchTarget) { self.target = target }

    var events: Int { state.withLock { $0.events } }

    /// The latency below which a share of all events since the last `forget` were seen.
    func latencyMs(percentile: Double) -> Double {
        state.withLock { Double($0.latencies.valueAtPercentile(percentile)) / 1e6 }
    }

    func forget() { state.withLock { $0 = State() } }

    /// Follows the events of an account until the task is cancelled.
    /// - Parameter opened: told once the stream is there.
    func follow(_ account: String, opened: @Sendable () -> Void) async throws {
        var request = HTTPClientRequest(
            url: "\(target.address)/v1/accounts/\(account)/events")
        request.headers.add(name: "Authorization", value: "Bearer \(target.key)")
        let response = try await target.client.execute(request, timeout: .hours(1))
        guard response.status == .ok else { throw FeedClientsError(status: response.status.code) }
        opened()
        var rest: [UInt8] = []
        for try await chunk in response.body {
            let now = Self.now
            rest += chunk.readableBytesView
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                see(rest[..<end], at: now)
                rest.removeSubrange(...end)
            }
        }
    }

    private static let data = Array("data: ".utf8)

    private func see(_ line: ArraySlice<UInt8>, at now: Int64) {
        guard line.starts(with: Self.data),
            case .object(let members)? = try? JSONReader.read(Array(line.dropFirst(6))),
            case .string(let text)? = members.first(where: { $0.name == "time" })?.value,
            let time = RFC3339.parse(text)
        else { return }
        state.withLock { state in
            state.events += 1
            state.latencies.record(UInt64(max(0, now - time)))
        }
    }

    private static var now: Int64 { WallClock.system.now().ns }
}

struct FeedClientsError: Error, CustomStringConvertible {
    var status: UInt
    var description: String { "a stream of events was answered with \(status)" }
}
