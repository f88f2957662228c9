import AsyncHTTPClient
import Crypto
import Foundation
import NIOCore
import NIOHTTP1
import SluiceAPI
import SluiceCore

/// A merchant's way of speaking: signed webhooks in its own form, or of CloudEvents.
struct WorldMerchant: Sendable {
    let index: Int
    /// `whsec_…`
    let secret: String
    let client: WorldClient

    var name: String { WorldShape.merchant(index) }
    /// Every third merchant speaks CloudEvents.
    static func speaksCloudEvents(_ index: Int) -> Bool { index % 3 == 2 }

    /// Sends messages as one webhook.
    /// - Parameter lines: those of an order.
    /// - Returns: the word for each, and the code of a refusal.
    func send(
        _ messages: [WorldMessage], at clock: WorldClock, id: String,
        lines: (Int) -> [WorldOrder.Line]
    ) async throws -> [(word: String, code: String?)] {
        let isCloud = Self.speaksCloudEvents(index)
        let body = isCloud ? cloudEvents(messages, clock, lines) : own(messages, clock, lines)
        let answer = try await client.send {
            var request = HTTPClientRequest(url: client.address + "/v1/merchants/\(name)/events")
            request.method = .POST
            request.headers.add(
                name: "Content-Type",
                value: isCloud ? OrderEventRequest.batchMediaType : "application/json")
            sign(&request, body, id: id)
            request.body = .bytes(ByteBuffer(bytes: body))
            return request
        }
        let results = answer.json["results"].elements
        guard answer.status == 200, results.count == messages.count else {
            let code = answer.json["code"].text ?? "status \(answer.status)"
            return messages.map { _ in ("refused", code) }
        }
        return results.map { result in
            (
                result["result"].text ?? "refused",
                result["error"]["code"].text
            )
        }
    }

    /// By Standard Webhooks, with the time it is sent at: what is sent again later is signed again.
    private func sign(_ request: inout HTTPClientRequest, _ body: [UInt8], id: String) {
        let key = Data(base64Encoded: String(secret.dropFirst("whsec_".count))) ?? Data()
        let at = String(Int(Date().timeIntervalSince1970))
        var signature = HMAC<SHA256>(key: SymmetricKey(data: key))
        signature.update(data: Data("\(id).\(at).".utf8))
        signature.update(data: body)
        request.headers.add(name: "webhook-id", value: id)
        request.headers.add(name: "webhook-timestamp", value: at)
        request.headers.add(
            name: "webhook-signature",
            value: "v1," + Data(signature.finalize()).base64EncodedString())
    }

    // MARK: Forms

    private func cloudEvents(
        _ messages: [WorldMessage], _ clock: WorldClock, _ lines: (Int) -> [WorldOrder.Line]
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: 300 * messages.count)
        writer.array { writer in
            for message in messages {
                let lines = lines(message.order)
                OrderEventRequest(
                    id: message.id, source: "world/\(name)", kind: message.fact.kind,
                    occurredAt: clock.instant(message.fact.atNs), merchant: name,
                    number: WorldShape.order(message.order),
                    lines: message.fact.lines.map { NamedLine(line: lines[$0].name, amount: nil) }
                ).write(to: &writer)
            }
        }
        return writer.bytes
    }

    private func own(
        _ messages: [WorldMessage], _ clock: WorldClock, _ lines: (Int) -> [WorldOrder.Line]
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: 150 * messages.count)
        writer.array { writer in
            for message in messages {
                let lines = lines(message.order)
                writer.object { writer in
                    writer.member("id", message.id)
                    writer.member("what", "Order." + message.fact.kind.code)
                    writer.member("at", clock.instant(message.fact.atNs))
                    writer.name("order")
                    writer.object { writer in
                        writer.member("no", WorldShape.order(message.order))
                        guard !message.fact.lines.isEmpty else { return }
                        writer.name("items")
                        writer.array { writer in
                            for line in message.fact.lines {
                                writer.object { $0.member("sku", lines[line].name) }
                            }
                        }
                    }
                }
            }
        }
        return writer.bytes
    }

    /// The mapping of a merchant's own form.
    static func mapping(of index: Int) -> String {
        let facts = FactKind.allCases.filter { $0 != .priceAdjusted }
        return """
            mapping: shop-\(index + 1)
            version: 1
            merchant: \(WorldShape.merchant(index))
            fields:
              id: id
              type: what
              time: at
              order: order.no
              lines: {path: order.items, line: sku}
            facts:

            """ + facts.map { "  Order.\($0.code): \($0.code)\n" }.joined()
    }
}
