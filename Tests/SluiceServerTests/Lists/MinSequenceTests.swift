import Foundation
import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceSQLite
import SluiceTestKit
import Testing

@testable import SluiceServer

/// Reading what one wrote.
@Suite struct MinSequenceTests {
    @Test("a list that is asked with the sequence of a command shows what it did, every time")
    func readYourWrites() async throws {
        try await TestServer.run { server in
            try await server.open("a1", limit: 100_000_000)
            for number in 0..<40 {
                let placed = try await server.place("h\(number)", amount: 10)
                let sequence = try #require(placed.headers[.sluiceSequence])
                #expect(placed["sequence"].text == sequence)
                let holds = try await server.patiently {
                    try await server.get("/v1/holds?min_sequence=\(sequence)&limit=1000")
                }
                #expect(holds.status == 200)
                #expect(holds["holds"].elements.last?["id"].text == "h\(number)")
                let captured = try await server.post(
                    "/v1/holds/h\(number)/captures", #"{"id":"c","amount":10}"#, key: server.shop)
                let newer = try #require(captured.headers[.sluiceSequence])
                let accounts = try await server.patiently {
                    try await server.get("/v1/accounts?min_sequence=\(newer)")
                }
                #expect(accounts["accounts.0.owed"].number == Int64(number + 1) * 10)
                let timeline = try await server.patiently {
                    try await server.get(
                        "/v1/holds/h\(number)/timeline?min_sequence=\(newer)", key: server.shop)
                }
                #expect(timeline["events"].elements.count >= 2)
            }
        }
    }

    @Test("the same for what people are told")
    func messages() async throws {
        try await TestServer.run { server in
            try await server.open()
            let consumer = server.keyTexts[.consumer]!
            for number in 0..<10 {
                let placed = try await server.place("h\(number)", amount: 10)
                let sequence = try #require(placed.headers[.sluiceSequence])
                let told = try await server.patiently {
                    try await server.get(
                        "/v1/messages?min_sequence=\(sequence)&limit=1000", key: consumer)
                }
                #expect(told["messages"].elements.last?["hold"].text == "h\(number)")
            }
        }
    }

    @Test("every answer under a key tells a sequence, refusals too")
    func everyAnswer() async throws {
        try await TestServer.run { server in
            try await server.open()
            try await server.viewsCaughtUp()
            for (path, status) in [
                ("/v1/accounts", 200), ("/v1/proposals", 200), ("/v1/webhooks", 200),
                ("/v1/reconciliations", 200), ("/v1/policy", 200), ("/v1/accounts/none", 404),
                ("/v1/holds/h1", 400), ("/v1/holds?limit=0", 400),
            ] {
                let answer = try await server.get(path)
                #expect(answer.status == status, "\(path)")
                let told = answer.headers[.sluiceSequence].flatMap { OpaqueSequence.decode($0) }
                #expect(told ?? 0 > 0, "\(path)")
            }
            // What nobody authenticated for tells nothing of the journal.
            for path in ["/v1/accounts", "/v1/nothing", "/healthz", "/openapi.yaml"] {
                let answer = try await server.send(.get, path, key: nil)
                #expect(answer.headers[.sluiceSequence] == nil, "\(path)")
            }
        }
    }

    @Test("what the journal does not have, or is no sequence, is refused by field and at once")
    func refused() async throws {
        try await TestServer.run { server in
            try await server.open()
            for text in ["", "7", "beginning", "s5", OpaqueSequence.encode(1 << 40)] {
                let answer = try await server.get("/v1/holds?min_sequence=\(text)")
                #expect(answer.status == 400, "\(text)")
                #expect(answer["field"].text == "min_sequence")
            }
            // Nor is it called late by a machine that was slow to look.
            await #expect {
                try await server.door.reach(1 << 40, in: .views, waitMs: 0)
            } throws: {
                ($0 as? Problem)?.kind.code == "invalid_field"
            }
            let single = try await server.get("/v1/accounts/a1?min_sequence=s00")
            #expect(single["code"].text == "unknown_field")
        }
    }

    @Test("views that do not come that far in time are 503 views_behind, and can be asked again")
    func behind() async throws {
        try await TestServer.run { server in
            try await server.open()
            try await server.viewsCaughtUp()
            // Views of another directory, which nobody feeds.
            let directory = server.directory + "/still"
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true)
            let newest = server.engine.status.snapshot.sequence
            var still = server.door
            still.views = try SQLiteViews(directory: directory)
            let door = still
            await #expect(throws: Problem.self) { try await door.reach(newest, in: .views) }
            do {
                try await door.reach(newest, in: .views)
            } catch let problem as Problem {
                #expect(problem.kind.code == "views_behind")
                #expect(problem.kind.status == 503 && problem.kind.retryable)
                #expect(problem.retryAfterSeconds == 1 && problem.field == nil)
            }
            try await door.reach(0, in: .views)
        }
    }
}
