import Foundation
import SluiceAPI
import Testing
import Yams

@testable import SluiceClient

/// The Swift client against openapi.yaml.
@Suite struct ClientContractTests {
    private let contract: Contract

    init() throws { contract = try Contract() }

    @Test(
        "every operation is in the contract, at its path, with its query",
        arguments: SluiceClient.Operation.allCases)
    func operations(operation: SluiceClient.Operation) throws {
        let (method, path) = operation.route
        let item = try #require(contract.root["paths"]?[path], "\(path)")
        let known = try #require(item[method.lowercased()], "\(method) \(path)")
        #expect(known["operationId"]?.string == operation.rawValue)
        let parameters =
            (item["parameters"]?.sequence.map(Array.init) ?? [])
            + (known["parameters"]?.sequence.map(Array.init) ?? [])
        let query = parameters.map(contract.resolve)
            .filter { $0["in"]?.string == "query" }.compactMap { $0["name"]?.string }
        #expect(Set(operation.query).isSubset(of: query), "\(operation)")
    }

    @Test("models have the members of their schemas, and read what these allow")
    func models() throws {
        try check("Account", Account.self)
        try check("AccountOperated", AccountOperated.self)
        try check("TemporaryLimit", Account.TemporaryLimit.self)
        try check("Restriction", Account.Restriction.self)
        try check("Payout", Account.Payout.self)
        try check("Operation", OperationDone.self)
        try check("Decision", Decision.self)
        try check("ReasonText", ReasonText.self)
        try check("Hold", Hold.self)
        try check("HoldLine", Hold.Line.self)
        try check("HoldOperated", HoldOperated.self)
        try check("OrderReference", OrderReference.self)
        try check("Overlay", Overlay.self)
        try check("Eta", Eta.self)
        try check("Ends", Eta.Ends.self)
        try check("TimelineEvent", TimelineEvent.self)
        try check("Order", Order.self)
        try check("Fact", Order.Fact.self)
        try check("Pull", Order.Pull.self)
        try check("Return", Return.self)
        try check("OrderEventResults", OrderEventResults.self)
        try check("OrderEventResult", OrderEventResults.Result.self)
        try check("Explanation", Explanation.self)
        try check("ExplanationStatement", Explanation.Statement.self)
        try check("LockTime", Explanation.LockTime.self)
        try check("Message", Message.self)
        try check("Quote", Quote.self)
    }

    @Test("requests send members that their schemas have")
    func requests() throws {
        let time = Timestamp(nanoseconds: 0)
        let order = OrderReference(merchant: "m", number: "n")
        var place = PlaceHold(id: "h", account: "a", amount: 1, currency: "CNY", order: order)
        (place.purpose, place.scenario, place.retryOf, place.plan) = ("p", "s", "r", "l")
        (place.overcaptureConsent, place.review) = (true, "person")
        (place.consent, place.dryRun) = ("c", true)
        place.lines = [PlaceHold.Line(line: "l", amount: 1, seller: "s")]
        var data = OrderEvent.Data(merchant: "m", order: "o")
        let lines = [OrderLine(line: "l")]
        (data.lines, data.merchantSequence, data.amount, data.reason) = (lines, 1, 1, "r")
        let event = OrderEvent(id: "e", source: "s", fact: "shipped", time: time, data: data)
        for (schema, body) in [
            ("PlaceHold", place), ("OrderEvent", event),
            ("OpenAccount", OpenAccount(id: "a", currency: "CNY", limit: 1)),
            ("SetLimit", SetLimit(id: "l", limit: 1, until: time, scenario: "s", reason: "r")),
            ("Repayment", Repayment(id: "r", principal: 1)),
            ("Capture", HoldCommand(id: "c", amount: 1, lines: lines, final: true)),
            ("Release", HoldCommand(id: "c", amount: 1, lines: lines, reason: "r")),
            (
                "Increment",
                HoldCommand(id: "c", amount: 1, lines: lines, consent: "c")
            ),
            ("Refund", HoldCommand(id: "c", amount: 1, reason: "r")),
            ("Extend", HoldCommand(id: "c", reason: "r", until: time)),
            ("RequestRelease", HoldCommand(id: "c", reason: "r", evidence: "e")),
        ] as [(String, any Encodable)] {
            let json = try JSONReader.read(Array(try JSONEncoder.sluice.encode(body)))
            let known = contract.properties(of: contract.schema(schema))
            #expect(Set(json.names).isSubset(of: known.keys), "\(schema): \(json.names)")
            if let data = known["data"] {
                let inner = contract.properties(of: data)
                #expect(Set(json["data"].names).isSubset(of: inner.keys), "\(schema).data")
            }
        }
    }

    private func check<Model: Decodable>(_ schema: String, _ model: Model.Type) throws {
        let sample = contract.sample(of: contract.schema(schema))
        let data = try JSONSerialization.data(withJSONObject: sample)
        let value: Model
        do {
            value = try JSONDecoder.sluice.decode(Model.self, from: data)
        } catch {
            Issue.record("\(schema): \(error)")
            return
        }
        let properties = Mirror(reflecting: value).children.compactMap(\.label)
        let known = contract.properties(of: contract.schema(schema)).keys.map(Contract.camel)
        #expect(Set(properties) == Set(known), "\(schema)")
    }
}

@Suite struct RetryPolicyTests {
    @Test("waits double up to a bound, with full jitter, after what the server asked for")
    func pauses() {
        let policy = RetryPolicy(
            attemptsMax: 5, base: .milliseconds(100), longest: .milliseconds(300))
        let most = (1...5).map { policy.pause(afterAttempts: $0, retryAfter: nil, fraction: 1) }
        #expect(
            most == [100, 200, 300, 300, nil].map { $0.map { Duration.milliseconds($0) } })
        #expect(policy.pause(afterAttempts: 1, retryAfter: nil, fraction: 0) == .zero)
        #expect(
            policy.pause(afterAttempts: 2, retryAfter: .seconds(7), fraction: 0.5)
                == .milliseconds(7_100))
        let tireless = RetryPolicy(attemptsMax: .max)
        #expect(
            tireless.pause(afterAttempts: 1_000, retryAfter: nil, fraction: 1) == tireless.longest)
    }

    @Test("a stream of events is taken apart wherever it is cut")
    func parser() throws {
        let stream = Array(
            (": here\nid: s1\n\nid: s2\nevent: hold.placed\ndata: {\"a\":1}\n\n"
                + ": x\r\nid: s3\r\n\r\n").utf8)
        for size in 1...stream.count {
            var parser = EventParser()
            var events: [EventParser.Event] = []
            for start in stride(from: 0, to: stream.count, by: size) {
                events += try parser.take(stream[start..<min(start + size, stream.count)])
            }
            #expect(events.map(\.name) == ["hold.placed"] && parser.position == "s3")
            #expect(events.first?.position == "s2" && events.first?.data == Array(#"{"a":1}"#.utf8))
        }
    }

    @Test("what is no problem document of the server is retryable by its status alone")
    func foreignAnswers() {
        for (status, isRetryable) in [(502, true), (429, true), (404, false), (500, false)] {
            let refusal = Refusal(
                status: status, requestID: nil, retryAfter: 3, body: Data("<html>".utf8))
            #expect(refusal.isRetryable == isRetryable && refusal.code == "unknown")
            #expect(refusal.retryAfterSeconds == 3)
        }
    }
}

/// openapi.yaml, and documents its schemas allow.
struct Contract {
    let root: Node

    init() throws {
        let path = Repository.root.appending(path: "docs/reference/openapi.yaml")
        root = try #require(try Yams.compose(yaml: String(contentsOf: path, encoding: .utf8)))
    }

    func schema(_ name: String) -> Node {
        guard let schema = root["components"]?["schemas"]?[name] else {
            Issue.record("no schema \(name)")
            return root
        }
        return schema
    }

    func resolve(_ node: Node) -> Node {
        guard let reference = node["$ref"]?.string else { return node }
        return resolve(
            reference.split(separator: "/").dropFirst().reduce(root) { $0[String($1)] ?? $0 })
    }

    /// The members of a schema with theirs, those of its parts too.
    func properties(of node: Node) -> [String: Node] {
        let node = resolve(node)
        var found: [String: Node] = [:]
        for part in node["allOf"]?.sequence ?? [] {
            found.merge(properties(of: part)) { $1 }
        }
        for (name, schema) in node["properties"]?.mapping ?? [:] {
            if let name = name.string { found[name] = schema }
        }
        return found
    }

    /// A document with every member.
    func sample(of node: Node) -> Any {
        let node = resolve(node)
        let isNumber = node["type"]?.string == "integer"
        if !isNumber, let word = node["enum"]?.sequence?.first?.string { return word }
        let members = properties(of: node)
        if !members.isEmpty { return members.mapValues(sample) }
        if let part = node["allOf"]?.sequence?.first { return sample(of: part) }
        switch node["type"]?.string {
        case "string":
            return node["format"]?.string == "date-time" ? "2026-01-01T00:00:00.000000001Z" : "s00"
        case "integer": return node["minimum"]?.int ?? node["enum"]?.sequence?.first?.int ?? 1
        case "boolean": return true
        case "array": return node["items"].map { [sample(of: $0)] } ?? []
        default: return [String: Any]()
        }
    }

    static func camel(_ name: String) -> String {
        let parts = name.split(separator: "_")
        return parts[0] + parts.dropFirst().map(\.capitalized).joined()
    }
}
