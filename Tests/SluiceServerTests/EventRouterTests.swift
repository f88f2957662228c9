import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// Streams of one account or hold are handed what concerns them, and miss nothing.
@Suite("Event router")
struct EventRouterTests {
    @Test("many streams beside one another: each shows what the whole shows of its account")
    func beside() async throws {
        try await TestServer.run { server in
            let accounts = (1...8).map { "b\($0)" }
            for account in accounts { try await server.open(account, limit: 1_000_000) }
            let position = try await server.position()
            let streams = try await withThrowingTaskGroup(
                of: (String, [StreamedEvent]).self
            ) { group in
                for account in accounts {
                    group.addTask {
                        var events: [StreamedEvent] = []
                        // A stream ends after a minute; on a busy machine that is before the last event.
                        for _ in 1...20 where events.count < 25 {
                            let after = events.last?.id ?? position
                            events += try await server.events(
                                "?limit=\(25 - events.count)&wait_s=60&after=\(after)",
                                of: "/v1/accounts/\(account)/events")
                        }
                        return (account, events)
                    }
                }
                for index in 0..<25 * accounts.count {
                    let account = accounts[(index * 5 + index / 8) % accounts.count]
                    let answer = try await server.place("h\(index)", amount: 1, account: account)
                    #expect(answer.status == 201)
                }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            for account in accounts {
                let whole = try await server.events(
                    "?limit=25&after=\(position)", of: "/v1/accounts/\(account)/events")
                #expect(whole.count == 25)
                #expect(streams[account]?.map(\.data) == whole.map(\.data), "\(account)")
            }
        }
    }

    @Test("of a row with events of several accounts each is handed its own, all of them, in order")
    func shared() async throws {
        try await TestServer.run { server in
            let accounts = ["a1", "a2"]
            for account in accounts { try await server.open(account, limit: 1_000_000) }
            let router = EventRouter(engine: server.engine)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await router.run() }
                let start = server.engine.feed.newestRow
                let keys = accounts.map { server.door.account($0).key }
                let boxes = try keys.map { try #require(router.open(.account($0))) }
                let lines = (1...9).map { index in
                    #"{"op":"place","id":"h\#(index)","account":"a\#(index % 2 + 1)","amount":1,"#
                        + #""currency":"CNY","order":{"merchant":"shop","number":"\#(index)"}}"#
                }
                let answer = try await server.send(
                    .post, "/v1/batch", lines.joined(separator: "\n") + "\n", key: server.shop,
                    type: Batch.linesMediaType)
                #expect(answer.status == 200, "\(answer.body)")
                try await eventually("all is handed over") {
                    router.row == server.engine.feed.newestRow
                }
                for (box, key) in zip(boxes, keys) {
                    guard case .batches(let handed, _) = router.take(box, after: start) else {
                        Issue.record("nothing was dropped")
                        continue
                    }
                    let own = handed.map { one in
                        one.batch.records.flatMap(\.events).enumerated()
                            .filter { $0.element.concernedAccount == key }.map(\.offset)
                    }
                    #expect(handed.map { $0.places.map(\.index) } == own)
                    #expect(own.contains { $0.count > 1 })
                }
                group.cancelAll()
            }
        }
    }

    @Test("a stream that ends has shown what was there when it was asked for")
    func whole() async throws {
        try await TestServer.run { server in
            try await server.open()
            for index in 1...60 {
                _ = try await server.place("h\(index)", amount: 1)
                let events = try await server.events(
                    "?after=beginning&wait_s=0", of: "/v1/accounts/a1/events")
                #expect(events.filter { $0.name == "hold.placed" }.count == index)
            }
        }
    }

    @Test("what is handed over is bounded; who is behind is told from where on it is not")
    func bounded() async throws {
        try await TestServer.run { server in
            try await server.open()
            let router = EventRouter(engine: server.engine)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await router.run() }
                let box = try #require(router.open(.account(server.door.account("a1").key)))
                let start = server.engine.feed.newestRow
                for index in 0..<ServerLimits.streamBatchesMax {
                    _ = try await server.place("h\(index)", amount: 1)
                }
                try await eventually("all is handed over") {
                    router.row == server.engine.feed.newestRow
                }
                guard case .batches(let batches, _) = router.take(box, after: start) else {
                    Issue.record("a full box is no reason to be behind")
                    return
                }
                #expect(batches.count == ServerLimits.streamBatchesMax)
                for index in 0...ServerLimits.streamBatchesMax {
                    _ = try await server.place("i\(index)", amount: 1)
                }
                try await eventually("the last one too") {
                    router.row == server.engine.feed.newestRow
                }
                let taken = try #require(batches.last?.batch.row)
                guard case .behind(let since) = router.take(box, after: taken) else {
                    Issue.record("one too many is dropped")
                    return
                }
                #expect(since == server.engine.feed.newestRow)
                guard case .batches(let none, let reached) = router.take(box, after: since) else {
                    Issue.record("who has read up to there is handed what follows")
                    return
                }
                #expect(none.isEmpty)
                #expect(reached == since)
                router.close(box)
                #expect(router.open(.all) == nil)
                group.cancelAll()
            }
        }
    }
}

extension TestServer {
    /// Where a stream stands that begins now.
    fileprivate func position() async throws -> String {
        let answer = try await get("/v1/events?wait_s=0")
        let line = answer.body.split(separator: "\n").first { $0.hasPrefix("id: ") }
        return String(try #require(line).dropFirst(4))
    }
}
