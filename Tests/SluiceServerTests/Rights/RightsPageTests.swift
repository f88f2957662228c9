import Foundation
import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceServer

/// docs/reference/rights.md: made from the code, and true of a running server.
@Suite("rights page")
struct RightsPageTests {
    @Test("the page is what the code says")
    func page() async throws {
        try await TestServer.run { server in
            let text = RightsPage(routes: server.door.routes).text
            let url = Repository.root.appending(path: "docs/reference/rights.md")
            if ProcessInfo.processInfo.environment["SLUICE_WRITE_PAGES"] == "1" {
                try text.write(to: url, atomically: true, encoding: .utf8)
            }
            let page = try String(contentsOf: url, encoding: .utf8)
            #expect(page == text, "run this test with SLUICE_WRITE_PAGES=1 to write the page")
        }
    }

    @Test("every cell of the page is what a running server does")
    func cells() async throws {
        try await TestServer.run { server in
            let rows = try ReferencePage("reference/rights.md").table("route", "scope")
            #expect(rows.count == server.door.routes.count)
            for route in server.door.routes {
                let name = "\(route.method.rawValue) \(route.path)"
                let row = try #require(rows.first { $0[0] == name }, "\(name)")
                for (role, cell) in zip(RightsPage.roles, row.dropFirst(3)) {
                    let body = [.post, .put].contains(route.method) ? "{}" : nil
                    let answer = try await server.send(
                        route.method, server.path(of: route), body, key: server.keyTexts[role])
                    switch cell {
                    case "yes", "own":
                        #expect(![401, 403].contains(answer.status), "\(role) \(name)")
                    case "–": #expect(answer.status == 403, "\(role) \(name)")
                    case "anybody":
                        let without = try await server.send(
                            route.method, server.path(of: route), body, key: nil)
                        #expect(![401, 403].contains(without.status), "\(name)")
                        #expect(without.status == answer.status, "\(name)")
                    case "signed": #expect(answer["code"].text == "invalid_signature", "\(name)")
                    default: Issue.record("\(name) has a cell \(cell)")
                    }
                }
            }
        }
    }
}
