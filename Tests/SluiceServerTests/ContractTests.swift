import Foundation
import HTTPTypes
import SluiceAPI
import SluiceCore
import Testing
import Yams

@testable import SluiceServer

/// openapi.yaml against the server: the same routes, parameters, codes and words.
@Suite struct ContractTests {
    private static func contract() throws -> Node {
        let path = Repository.root.appending(path: "docs/reference/openapi.yaml")
        return try #require(try Yams.compose(yaml: String(contentsOf: path, encoding: .utf8)))
    }

    private static func texts(_ node: Node?) -> [String] {
        node?.sequence?.compactMap(\.string) ?? []
    }

    @Test("the document served is the file in the documentation")
    func served() async throws {
        let file = try String(
            contentsOf: Repository.root.appending(path: "docs/reference/openapi.yaml"),
            encoding: .utf8)
        try await TestServer.run { server in
            let answer = try await server.send(.get, "/openapi.yaml", key: nil)
            #expect(answer.status == 200)
            #expect(answer.headers[.contentType] == "application/yaml")
            #expect(answer.body == file)
        }
    }

    @Test("the page made of it loads its style sheet and nothing else")
    func reference() async throws {
        try await TestServer.run { server in
            let page = try await server.send(.get, "/reference", key: nil)
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            let policy = page.headers[.contentSecurity] ?? ""
            #expect(policy.hasPrefix("default-src 'none'; style-src 'self';"))
            #expect(!page.body.contains("<script") && !page.body.contains("style="))
            #expect(!page.body.contains("http://") && !page.body.contains("src="))
            for operation in ["placeHold", "listHolds", "getReference"] {
                #expect(page.body.contains("id=\"\(operation)\""), "\(operation)")
            }
            let style = try await server.send(.get, "/reference.css", key: nil)
            #expect(style.headers[.contentType] == "text/css; charset=utf-8")
            let other = try await server.send(.get, "/healthz", key: nil)
            #expect(other.headers[.contentSecurity]?.contains("style-src") == false)
        }
    }

    @Test("every route is documented and every documented route is there, with its query")
    func routes() async throws {
        let contract = try ContractTests.contract()
        var documented: [String: Set<String>] = [:]
        for (path, item) in try #require(contract["paths"]?.mapping) {
            for (method, operation) in try #require(item.mapping) where method != "parameters" {
                let parameters =
                    (item["parameters"]?.sequence.map(Array.init) ?? [])
                    + (operation["parameters"]?.sequence.map(Array.init) ?? [])
                let query = parameters.compactMap { parameter -> String? in
                    let node = ContractTests.resolve(parameter, in: contract)
                    return node["in"]?.string == "query" ? node["name"]?.string : nil
                }
                let name = "\(method.string?.uppercased() ?? "") \(path.string ?? "")"
                documented[name] = Set(query)
                let statuses = try #require(operation["responses"]?.mapping).keys.compactMap(
                    \.string)
                let isOpen = operation["security"]?.sequence?.isEmpty == true
                #expect(!statuses.contains("401") == isOpen, "\(name)")
            }
        }
        try await TestServer.run { [documented] server in
            let routes = server.door.routes
            #expect(Set(routes.map { "\($0.method.rawValue) \($0.path)" }).count == routes.count)
            let built = Dictionary(
                uniqueKeysWithValues: routes.map {
                    ("\($0.method.rawValue) \($0.path)", Set($0.query))
                })
            #expect(built == documented)
        }
    }

    @Test("codes, statuses and reasons are those of the code")
    func words() throws {
        let schemas = try #require(try ContractTests.contract()["components"]?["schemas"])
        let codes =
            ProblemCatalogue.all.map(\.code)
            + Audience.allCases.flatMap { audience in
                OutcomeCode.allCases.compactMap {
                    $0.problem(to: Addressee(audience, .english))?.code
                }
            }
        #expect(Set(ContractTests.texts(schemas["ProblemCode"]?["enum"])) == Set(codes))
        #expect(
            ContractTests.texts(schemas["HoldStatus"]?["enum"]) == HoldStatus.allCases.map(\.code))
        #expect(
            ContractTests.texts(schemas["FactType"]?["enum"])
                == FactKind.allCases.map { "sluice.order.\($0.code)" })
        #expect(
            ContractTests.texts(schemas["CancellationReason"]?["enum"])
                == Reason.cancellationReasons.map(\.code))
        for (schema, reasons) in [
            ("Release", Reason.releaseReasons + Reason.pendingReleaseReasons),
            ("RequestRelease", Reason.releaseReasons), ("Extend", Reason.extensionReasons),
            ("Refund", Reason.refundReasons),
            ("SetLimit", Reason.limitReasons),
        ] {
            let words = schemas[schema]?["properties"]?["reason"]?["enum"]
            #expect(ContractTests.texts(words) == reasons.map(\.code), "\(schema)")
        }
    }

    @Test("scopes and roles of keys are those of the code")
    func keys() throws {
        let schemas = try #require(try ContractTests.contract()["components"]?["schemas"])
        #expect(
            ContractTests.texts(schemas["KeyScopes"]?["items"]?["enum"])
                == Right.allCases.map(\.code))
        #expect(
            Set(ContractTests.texts(schemas["KeyRole"]?["enum"]))
                == Set(Role.allCases.filter { $0 != .engine }.map(\.code)))
    }

    @Test("currencies are those with minor units")
    func currencies() throws {
        let schemas = try #require(try ContractTests.contract()["components"]?["schemas"])
        let letters = (UInt8(ascii: "A")...UInt8(ascii: "Z")).map { String(UnicodeScalar($0)) }
        var known: [String] = []
        for first in letters {
            for second in letters {
                known += letters.map { first + second + $0 }
                    .filter { ISO4217.exponent(of: $0) != nil }
            }
        }
        #expect(ContractTests.texts(schemas["Currency"]?["enum"]) == known)
    }

    @Test("refusals of the ledger have distinct titles and a client's status")
    func problems() {
        let problems = OutcomeCode.allCases.compactMap(\.problem)
        #expect(Set(problems.map(\.title)).count == problems.count)
        #expect(problems.allSatisfy { (400..<500).contains($0.status) })
        for code in OutcomeCode.allCases { #expect((code.problem == nil) == code.isSuccess) }
    }

    private static func resolve(_ node: Node, in contract: Node) -> Node {
        guard let reference = node["$ref"]?.string else { return node }
        return reference.split(separator: "/").dropFirst()
            .reduce(contract) { $0[String($1)] ?? $0 }
    }
}
