import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import SluiceAPI
import SluiceCore

/// Follows the events of an engine, and lets merchants answer its notices.
struct WorldFollower: Sendable {
    let client: WorldClient
    let clock: WorldClock
    let record: WorldRecord
    /// Called with the order of a notice and the how manieth of that order it is.
    let onNotice: @Sendable (Int, Int) -> Void
    /// Called with the order of a release in doubt and the id of what brought it.
    let onDoubt: @Sendable (Int, String) -> Void

    /// Follows from the beginning until the account of a name is opened; a stream that ends is begun
    /// again where it ended.
    func follow(untilOpened last: String) async throws {
        var position = "beginning"
        while true {
            do {
                if try await stream(&position, last) { return }
            } catch let error where !(error is CancellationError) && !Task.isCancelled {
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    private func stream(_ position: inout String, _ last: String) async throws -> Bool {
        let request = client.request(.GET, "/v1/events?after=\(position)")
        let response = try await client.http.execute(request, timeout: .hours(24))
        guard response.status == .ok else {
            try await Task.sleep(for: .seconds(1))
            return false
        }
        var lines = EventLines()
        for try await chunk in response.body {
            for event in lines.take(Array(chunk.readableBytesView)) {
                let data = Array(event.data.utf8)
                if event.name == "account.opened",
                    let json = try? JSONReader.read(data),
                    json["account"].text == last
                {
                    return true
                }
                if let kind = WorldEvent.Kind(rawValue: event.name) { take(kind, data) }
                position = event.id
            }
        }
        return false
    }

    private func take(_ kind: WorldEvent.Kind, _ data: [UInt8]) {
        guard let json = try? JSONReader.read(data),
            let order = json["hold"].text.flatMap(WorldShape.number)
        else { return }
        let event = WorldEvent(
            kind: kind, order: order, atNs: time(json["time"]) ?? 0,
            amountMinor: json["amount"].number ?? 0,
            reason: json["reason"].text ?? "",
            operation: json["operation"].text ?? "",
            expiresNs: time(json["expires_at"]),
            availableMinor: json["balances"]["available"].number ?? 0)
        let openMinor = json["amounts"]["open"].number ?? 0
        if let count = record.take(event, openMinor: openMinor) { onNotice(order, count) }
        if kind == .doubted { onDoubt(order, event.operation) }
    }

    private func time(_ value: JSONValue) -> Int64? {
        value.text.flatMap { RFC3339.parse($0) }.map { clock.virtual(Instant(ns: $0)) }
    }
}
