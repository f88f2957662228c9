import SluiceAPI
import SluiceCore
import SluiceTestKit
import Synchronization
import Testing

@testable import SluiceServer

/// `/v1/reconciliations`.
@Suite("reconciliations over HTTP")
struct ReconciliationDoorTests {
    /// Differences in memory.
    private final class Kept: Sendable {
        let items: Mutex<[KeptBreak]>

        init(_ items: [KeptBreak]) { self.items = Mutex(items) }

        var breaks: Breaks {
            Breaks(
                all: { self.items.withLock { $0 } },
                set: { id, owner, resolution in
                    self.items.withLock { items in
                        guard let index = items.firstIndex(where: { $0.id == id }) else {
                            return false
                        }
                        items[index].owner = owner ?? items[index].owner
                        items[index].resolution = resolution ?? items[index].resolution
                        return true
                    }
                })
        }
    }

    private static func item(_ id: String, _ merchant: String, gone: Bool = false) -> KeptBreak {
        KeptBreak(
            id: id, book: "orders", kind: "state", merchant: merchant, order: "O-" + id,
            currency: .yuan, ledger: Money(minor: 500), other: .zero,
            detail: "cancelled, still locked", since: Instant(ns: 0),
            firstSeen: Instant(ns: Span.dayNs), owner: "merchant", resolution: nil,
            goneAt: gone ? Instant(ns: 2 * Span.dayNs) : nil)
    }

    @Test("pages of what is open, of a merchant, and of all; an owner, a resolution")
    func list() async throws {
        let kept = Kept(
            (1...5).map { Self.item("\($0)", $0 % 2 == 0 ? "rival" : "shop", gone: $0 == 5) })
        try await TestServer.run(breaks: kept.breaks) { server in
            func ids(_ query: String) async throws -> [String] {
                var (ids, cursor): ([String], String?) = ([], "")
                while let more = cursor {
                    let page = try await server.get("/v1/reconciliations?limit=2\(query)\(more)")
                    #expect(page.status == 200, "\(page.body)")
                    ids += page["breaks"].elements.compactMap { $0["id"].text }
                    cursor = page["next"].text.map { "&cursor=\($0)" }
                }
                return ids
            }
            #expect(try await ids("") == ["1", "2", "3", "4"])
            #expect(try await ids("&merchant=rival") == ["2", "4"])
            #expect(try await ids("&all=true") == ["1", "2", "3", "4", "5"])
            let set = try await server.post(
                "/v1/reconciliations/3", #"{"owner":"desk-2","resolution":"agreed"}"#)
            #expect(set.status == 200 && set["owner"].text == "desk-2", "\(set.body)")
            #expect(try await ids("") == ["1", "2", "4"])
            for (path, body, status) in [
                ("9", #"{"owner":"desk"}"#, 404), ("1", "{}", 400),
                ("1", #"{"owner":"Not a code"}"#, 400), ("1", #"{"note":"x"}"#, 400),
            ] {
                let answer = try await server.post("/v1/reconciliations/\(path)", body)
                #expect(answer.status == status, "\(answer.body)")
            }
            let merchants = try await server.get("/v1/reconciliations", key: server.shop)
            #expect(merchants.status == 403)
        }
        try await TestServer.run { server in
            let none = try await server.get("/v1/reconciliations")
            #expect(none.status == 200 && none["breaks"].elements.isEmpty)
        }
    }
}
