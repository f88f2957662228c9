import HTTPTypes
import Logging
import SluiceAPI
import SluiceCore
import Synchronization
import Testing

@testable import SluiceServer

/// Values planted in limits, reasons, restrictions, overlays and texts, and every byte that each
/// role can obtain.
@Suite struct CanaryTests {
    @Test("every route is classified")
    func routes() async throws {
        try await TestServer.run { server in
            for route in server.door.routes {
                #expect(
                    CanaryRequests.requests(of: route) != nil,
                    "\(route.method) \(route.path) is not in CanaryRequests")
            }
        }
    }

    /// The requests of a route with what they accept: lists come as rows too.
    private func forms(of route: Route) -> [(CanaryRequests.Request, String)] {
        let types = ["*/*"] + (route.query.contains("cursor") ? ExportFormat.types : [])
        return (CanaryRequests.requests(of: route) ?? []).flatMap { request in
            types.map { (request, $0) }
        }
    }

    @Test("nobody obtains what the field tables do not give", arguments: ["en", "zh"])
    func scan(language: String) async throws {
        let log = CapturedLog()
        try await TestServer.run(policy: TestServer.canaryPolicy, logger: log.logger) { server in
            try await server.plantCanaries()
            var seen: [String: Set<String>] = [:]
            let other = try server.keys.create(role: .consumer, account: "a2", name: "other")
            for caller in server.canaryCallers(otherConsumer: other) {
                let webhook = try await server.plantWebhook()
                // What is read first is not yet changed by what the caller does then.
                let routes =
                    server.door.routes.filter { $0.method == .get }
                    + server.door.routes.filter { $0.method != .get }
                for route in routes {
                    guard caller.audience == nil || route.query.contains("audience") else {
                        continue
                    }
                    for (request, accept) in forms(of: route) {
                        let asked = request.path.replacing("w9", with: webhook)
                        let answer = try await server.send(
                            route.method, path(asked, caller), request.body,
                            key: caller.key, type: request.type,
                            headers: ["Accept-Language": language, "Accept": accept])
                        // The names of columns are there without a row.
                        let body =
                            accept == ExportFormat.csv.rawValue
                            ? answer.body.split(separator: "\r\n").dropFirst().joined()
                            : answer.body
                        let text = body + answer.headers.map(\.value).joined(separator: "\n")
                        for canary in Canary.all where canary.isIn(text) {
                            seen[canary.text, default: []].insert(caller.name)
                            #expect(
                                canary.isShown(caller),
                                "\(caller.name) reads \(canary.text) at \(route.method) \(request.path)"
                            )
                        }
                    }
                }
            }
            // A canary nobody ever sees was not planted, and proves nothing.
            for canary in Canary.all {
                #expect(seen[canary.text]?.isEmpty == false, "\(canary.text) was never seen")
            }
            for canary in Canary.all where canary.text != "balances" {
                let lines = log.lines.filter(canary.isIn)
                #expect(lines.isEmpty, "\(canary.text) is logged: \(lines.first ?? "")")
            }
        }
    }

    @Test("nobody is told as more than its role allows")
    func narrowing() async throws {
        try await TestServer.run(policy: TestServer.canaryPolicy) { server in
            try await server.plantCanaries()
            let path = "/v1/holds/canary-hold-limit?merchant=shop&audience="
            for (audience, key, status) in [
                ("staff", server.shop, 403), ("consumer", server.shop, 403),
                ("merchant", server.shop, 200), ("staff", server.lender, 200),
                ("consumer", server.lender, 200), ("merchant", server.lender, 200),
                ("nobody", server.lender, 400),
            ] {
                let answer = try await server.get(path + audience, key: key)
                #expect(answer.status == status, "\(audience)")
                if status == 403 { #expect(answer["field"].text == "audience") }
            }
            let told = try await server.get(path + "merchant")
            let own = try await server.get(path + "merchant", key: server.shop)
            #expect(told.body == own.body)
            #expect(own["reason.code"].text == "DECLINED")
            #expect(own["decision"] == .null)
            let consumer = try await server.get(path + "consumer")
            #expect(consumer["decided_by"].text == "rule")
            #expect(consumer["decision.reasons.0.code"].text == "LIMIT_USED")
            #expect(consumer["decision.policy"].number == 1)
            #expect(consumer["decision.notice_by"].text?.hasPrefix("2026-01-31T") == true)
        }
    }

    @Test("a merchant's 402 says the same whatever the account is short of")
    func declines() async throws {
        try await TestServer.run(policy: TestServer.canaryPolicy) { server in
            try await server.plantCanaries()
            var answers: Set<String> = []
            for name in ["limit", "restricted"] {
                let answer = try await server.place(
                    "canary-hold-\(name)", amount: name == "limit" ? 99_999_999 : 30_000)
                #expect(answer.status == 402)
                #expect(answer.isReplay)
                #expect(answer["consumer_link"] == .null)
                #expect(answer["hold.reason.code"].text == "DECLINED")
                answers.insert(
                    ["type", "title", "code", "detail", "retryable"].map { "\(answer[$0])" }
                        .joined() + answer.json.names.joined()
                        + answer["hold"].names.joined())
            }
            #expect(answers.count == 1, "\(answers)")
        }
    }

    private func path(_ path: String, _ caller: CanaryCaller) -> String {
        guard let audience = caller.audience else { return path }
        return path + (path.contains("?") ? "&" : "?") + "audience=" + audience
    }
}

extension TestServer {
    /// Everybody who can ask: without a key, each role, two merchants, two consumers, and staff with
    /// other eyes.
    fileprivate func canaryCallers(otherConsumer: String) -> [CanaryCaller] {
        var callers = [CanaryCaller(name: "nobody", key: nil, role: nil)]
        callers.append(
            CanaryCaller(name: "rival", key: rivalKey, role: .merchant, merchant: "rival"))
        callers.append(
            CanaryCaller(
                name: "other consumer", key: otherConsumer, role: .consumer, account: "a2"))
        for (role, key) in keyTexts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            callers.append(
                CanaryCaller(
                    name: role.code, key: key, role: role,
                    merchant: role == .merchant ? "shop" : nil,
                    account: role == .consumer ? "a1" : nil))
        }
        for audience in ["merchant", "consumer"] {
            callers.append(
                CanaryCaller(
                    name: "lender as \(audience)", key: lender, role: .lender,
                    audience: audience))
        }
        return callers
    }
}

/// Everything that is logged, of every level.
final class CapturedLog: Sendable {
    private let captured = Mutex<[String]>([])

    var lines: [String] { captured.withLock { $0 } }

    var logger: Logger {
        Logger(label: "canary") { _ in Handler(log: self) }
    }

    private struct Handler: LogHandler {
        let log: CapturedLog
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level {
            get { .trace }
            set {}
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            let error = event.error.map { "\($0)" } ?? ""
            log.captured.withLock { $0.append("\(event.message) \(all) \(error)") }
        }
    }
}

extension ExportFormat {
    fileprivate static let types = allCases.map(\.rawValue)
}
