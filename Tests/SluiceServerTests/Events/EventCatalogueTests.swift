import CDocuments
import Foundation
import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import Synchronization
import Testing

@testable import SluiceServer

/// The catalogue of events against what engines tell: every type, its schema and its example.
@Suite("event catalogue")
struct EventCatalogueTests {
    /// A document as somebody was told it.
    private struct Told {
        var name: String
        var audience: Audience
        var document: JSONValue
    }

    private static let isWriting =
        ProcessInfo.processInfo.environment["SLUICE_UPDATE_DOCS"] != nil

    /// Everything that is told to anybody in all stories, in their order, staff first.
    private static func told() async throws -> [Told] {
        let told = Mutex<[Told]>([])
        for story in EventStory.all {
            try await TestServer.run(policy: story.policy, mode: story.mode) { server in
                do {
                    try await story.play(server)
                } catch {
                    Issue.record("the story breaks off: \(story.name)")
                }
                try await server.viewsCaughtUp()
                try await server.messagesCaughtUp()
                for audience in [Audience.staff, .consumer, .merchant] {
                    let documents = try await Self.documents(of: server, to: audience)
                    told.withLock { $0 += documents }
                }
            }
        }
        return told.withLock { $0 }
    }

    private static func documents(
        of server: TestServer, to audience: Audience
    ) async throws -> [Told] {
        let query = "audience=\(audience.rawValue)"
        let events = try await server.events("?after=beginning&wait_s=0&\(query)")
        let inbox = try await server.get("/v1/messages?suppressed=true&limit=1000&\(query)")
        let bodies = try inbox["messages"].elements.map { message in
            try Self.body(message["code"].text ?? "", message.bytes, message["time"].text ?? "")
        }
        return events.map { Told(name: $0.name, audience: audience, document: $0.json) }
            + (bodies + [try Self.body("test", Array("{}".utf8), "2026-01-01T00:00:00Z")]).map {
                Told(name: $0["type"].text ?? "", audience: audience, document: $0)
            }
    }

    /// What an endpoint is sent of a message.
    private static func body(_ code: String, _ data: [UInt8], _ time: String) throws -> JSONValue {
        let endpoint = WebhookEndpoint(
            id: "w", url: try #require(WebhookURL("https://w.example/in")), audience: .staff,
            codes: [], merchant: nil, language: .english, isOn: true, isGone: false,
            createdAt: .epoch, secrets: [])
        let message = WebhookMessage(
            id: "msg_1", type: EventEntry.messagePrefix + code,
            time: Instant(ns: try #require(RFC3339.parse(time))), data: data)
        return try JSONReader.read(message.request(to: endpoint, at: .epoch).body)
    }

    private static var schemas: EventSchemas {
        get throws { try EventSchemas(json: event_schemas_json().array) }
    }

    private static let examples = Repository.root.appending(
        path: "Sources/CDocuments/event-examples.json")

    @Test("an engine tells every type, each as its schema says; the examples are of an engine")
    func everything() async throws {
        let (told, schemas) = (try await Self.told(), try Self.schemas)
        var lines: [String] = []
        for entry in EventEntry.all {
            let own = told.filter { $0.name == entry.name }
            #expect(Set(own.map(\.audience)) == Set(entry.audiences), "\(entry.name)")
            let schema = schemas.schema(of: entry)
            for one in own {
                let faults = SchemaCheck.faults(of: one.document, against: schema)
                #expect(
                    faults.isEmpty, "\(entry.name) to \(one.audience): \(faults) \(one.document)")
            }
            let plain = own.first { $0.document["data.overtaken"] == .null } ?? own.first
            let example = try #require(plain, "nobody is told \(entry.name)")
            lines.append(
                "\"\(entry.name)\":" + String(decoding: example.document.bytes, as: UTF8.self))
        }
        #expect(Set(told.map(\.name)) == Set(EventEntry.all.map(\.name)))
        let seen = told.reduce(into: Set<String>()) { $0.formUnion($1.document.names) }
        let unseen = Set(DocumentKind.event.rows.map(\.member)).subtracting(seen)
        #expect(unseen.isEmpty, "nothing is told with \(unseen.sorted())")
        let text = "{" + lines.joined(separator: ",\n") + "}\n"
        let kept = try String(contentsOf: Self.examples, encoding: .utf8)
        if Self.isWriting, Self.steady(kept) != Self.steady(text) {
            try text.write(to: Self.examples, atomically: true, encoding: .utf8)
        }
        let now = try String(contentsOf: Self.examples, encoding: .utf8)
        #expect(Self.steady(now) == Self.steady(text), "SLUICE_UPDATE_DOCS=1 writes them anew")
    }

    /// Documents without what depends on how many steps the engine took for what was due: positions, and
    /// times to the nanosecond.
    private static func steady(_ documents: String) -> String {
        documents.replacing(/"s[0-9a-hjkmnp-tv-z]{2,14}"/, with: "\"s\"")
            .replacing(/\.\d{1,9}Z"/, with: "Z\"").replacing(/:\d{10}\d{9}"/, with: ":\"")
    }

    @Test("the catalogue is served whole, without a key, in both languages")
    func served() async throws {
        try await TestServer.run { server in
            let answer = try await server.send(.get, "/v1/event-types?lang=zh", key: nil)
            #expect(answer.status == 200)
            let types = answer["types"].elements
            #expect(types.compactMap { $0["name"].text } == EventEntry.all.map(\.name))
            for (type, entry) in zip(types, EventEntry.all) {
                #expect(type["description"].text == entry.meaning.chinese)
                #expect(
                    SchemaCheck.faults(of: type["example"], against: type["schema"]).isEmpty,
                    "\(entry.name)")
            }
            let english = try await server.send(.get, "/v1/event-types", key: nil)
            #expect(english["types.0.description"].text == EventEntry.all[0].meaning.english)
            let tag = try #require(english.headers[.eTag])
            let again = try await server.send(
                .get, "/v1/event-types", key: nil, headers: ["If-None-Match": tag])
            #expect(again.status == 304)
            let other = try await server.send(.get, "/v1/event-types?lang=de", key: nil)
            #expect(other.status == 400 && other["field"].text == "lang")
        }
    }

    @Test("a document with a member too many, too few or another is at fault")
    func faults() throws {
        let entry = try #require(EventEntry.all.first { $0.name == "order.known" })
        let schema = try Self.schemas.schema(of: entry)
        let good = #"{"sequence":"s04","time":"2026-01-01T00:00:00Z","by":"lender","order":"#
        for (rest, isGood) in [
            (#"{"merchant":"shop","number":"o1"}}"#, true),
            (#"{"merchant":"shop","number":"o1"},"amount":1}"#, false),
            (#"{"merchant":"shop"}}"#, false), (#"{"merchant":"shop","number":1}}"#, false),
            (#"{"merchant":"shop","number":"o1","x":1}}"#, false), (#""o1"}"#, false),
        ] {
            let document = try JSONReader.read(Array((good + rest).utf8))
            #expect(SchemaCheck.faults(of: document, against: schema).isEmpty == isGood, "\(rest)")
        }
    }

    @Test("who is shown a member is told of each member, and of no other")
    func members() throws {
        let known = Set(DocumentKind.event.rows.map(\.member))
        var used = Set(EventEntry.common)
        for entry in EventEntry.all {
            guard case .event(let always, let sometimes) = entry.form else { continue }
            #expect(Set(always).isDisjoint(with: sometimes), "\(entry.name)")
            used.formUnion(always + sometimes)
        }
        #expect(used == known)
    }

    @Test("openapi.yaml has a schema of each event, and events.md a row")
    func pages() throws {
        for page in [EventPage.contract, .reference] {
            let url = Repository.root.appending(path: page.path)
            let text = try String(contentsOf: url, encoding: .utf8)
            let wanted = try #require(page.filled(text), "\(page.path) has lost its marks")
            if Self.isWriting { try wanted.write(to: url, atomically: true, encoding: .utf8) }
            let kept = try String(contentsOf: url, encoding: .utf8)
            #expect(kept == wanted, "SLUICE_UPDATE_DOCS=1 writes \(page.path) anew")
        }
    }
}
