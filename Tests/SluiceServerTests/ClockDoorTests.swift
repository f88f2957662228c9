import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceServer

/// The clock over HTTP: told by /readyz, accepted by an operator.
@Suite("Clock door")
struct ClockDoorTests {
    @Test("scenario 44: a jump is told, and only a lender or an operator accepts it")
    func accept() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            let trusted = try await server.send(.get, "/readyz", key: nil)
            #expect(trusted["clock"].text == "trusted")
            #expect(trusted["due_work"].text == "running")
            let idle = try await server.post(
                "/v1/clock/acceptance", "", key: server.keyTexts[.operator])
            #expect(idle.status == 200 && idle["accepted"] == .bool(false))

            server.clock.set(ns: 31 * Span.dayNs)
            let hold = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(hold["status"].text == "active")
            let ready = try await server.send(.get, "/readyz", key: nil)
            #expect(ready.status == 200)
            #expect(ready["clock"].text == "jumped_ahead")
            #expect(ready["due_work"].text == "halted")
            #expect(try await server.get("/metrics").body.contains("sluice_clock_in_doubt 1\n"))

            let refused = try await server.post("/v1/clock/acceptance", "", key: server.shop)
            #expect(refused.status == 403)
            let accepted = try await server.post(
                "/v1/clock/acceptance", "", key: server.keyTexts[.operator])
            #expect(accepted.status == 200 && accepted["accepted"] == .bool(true))
            try await eventually("the hold has expired") {
                try await server.get("/v1/holds/h1", key: server.shop)["status"].text == "expired"
            }
            let again = try await server.send(.get, "/readyz", key: nil)
            #expect(again["clock"].text == "trusted")
            #expect(try await server.get("/metrics").body.contains("sluice_clock_in_doubt 0\n"))
        }
    }
}
