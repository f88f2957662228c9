import Foundation
import SluiceAPI
import SluiceCore
import SluiceServer
import Testing

@testable import sluice

/// Connectors as YAML: what is understood, and what is refused with its line.
@Suite("connector files") struct ConnectorFileTests {
    private static let sound = """
        connector: shop-a
        version: 3
        merchant: M-1
        url: https://shop-a.example/orders/{order}?full=1
        headers: {Accept: application/json}
        secret: {header: Authorization, prefix: "Bearer ", file: shop-a.secret}
        limits: {per_second: 20, at_once: 2, timeout: 3s}
        expect: {answer_ms: 900, urgent: {burst: 9, sustained_per_hour: 60}, deadline: {burst: 8, sustained_per_hour: 50}, doubt: {burst: 7, sustained_per_hour: 40}, gap: {burst: 6, sustained_per_hour: 0}}
        amounts: {decimal: CNY}
        order:
          created: {time: created_at}
          cancelled: {time: {path: cancelled, format: unix_s}, reason: {path: why, otherwise: OUT_OF_STOCK}}
          line_shipped: {list: items, line: sku, time: shipped_at, amount: price}
        unknown: 410
        """

    private func parse(_ text: String) throws(MappingError) -> Connector {
        try ConnectorFile.parse(text, of: "shop-a") { _ in "token" }
    }

    @Test("each key is read")
    func sound() throws {
        let connector = try parse(Self.sound)
        #expect(connector.name == "shop-a" && connector.version == 3)
        #expect(connector.merchant == "M-1" && connector.unknownStatus == 410)
        #expect(
            connector.url.url(of: "A/1 §") == "https://shop-a.example/orders/A%2F1%20%C2%A7?full=1")
        #expect(connector.secret?.value == "Bearer token")
        #expect(connector.limits.perSecond == 20 && connector.limits.atOnce == 2)
        #expect(connector.limits.timeoutNs == 3 * Span.secondNs)
        #expect(connector.expected?.answerNs == 900 * Span.millisecondNs)
        #expect(connector.expected?.loads.map(\.burst) == [9, 8, 7, 6])
        #expect(connector.expected?.loads.map(\.sustainedPerHour) == [60, 50, 40, 0])
        #expect(
            connector.view.covers == FactKinds([.created, .cancelled, .lineShipped]))
    }

    @Test(
        "what is wrong is refused with its line",
        arguments: [
            ("version: 3", "version: 0", 2, "from 1 on"),
            ("https://", "http://", 4, "https, or http of this machine"),
            ("{order}?", "?", 4, "{order} once"),
            ("per_second: 20", "per_second: 0", 7, "1 to 1000"),
            ("timeout: 3s", "timeout: 2h", 7, "at most 1m"),
            ("answer_ms: 900", "answer_ms: 3001", 8, "from 1 to 3000"),
            (", gap: {burst: 6, sustained_per_hour: 0}", "", 8, "`expect.gap` is missing"),
            ("burst: 9", "burst: 0", 8, "from 1 to 2000"),
            ("hour: 60", "hour: -1", 8, "from 0 to 1000000"),
            ("created: {time", "made: {time", 11, "unknown key `made`"),
            ("list: items, ", "", 13, "needs `list`"),
            ("amounts: {decimal: CNY}\n", "", 0, "`amounts` is missing"),
            ("unknown: 410", "unknown: 200", 14, "from 400 to 499"),
            ("OUT_OF_STOCK", "SOLD", 12, "otherwise"),
            ("created: {time: created_at}", "created: {time: a, reason: {path: b}}", 11, "reason"),
        ] as [(String, String, Int, String)])
    func faults(part: String, instead: String, line: Int, message: String) throws {
        let text = Self.sound.replacing(part, with: instead, maxReplacements: 1)
        #expect(text != Self.sound)
        let error = #expect(throws: MappingError.self, "\(instead)") { try parse(text) }
        let told = try #require(error)
        #expect(told.message.contains(message), "\(told)")
        #expect(line == 0 || told.line == line, "\(told)")
    }

    @Test("what is not said is the timeout, or no expectation")
    func unsaid() throws {
        let untimed = Self.sound.replacing("answer_ms: 900, ", with: "")
        #expect(try parse(untimed).expected?.answerNs == 3 * Span.secondNs)
        let lines = Self.sound.split(separator: "\n").filter { !$0.hasPrefix("expect") }
        #expect(try parse(lines.joined(separator: "\n")).expected == nil)
    }

    @Test("a secret that others may read is refused, and so is one elsewhere")
    func secret() throws {
        let folder = try ImportFolder()
        let path = folder.file("shop-a.yaml").path
        try folder.write("shop-a.yaml", Self.sound)
        func fault() -> String? {
            do throws(MappingError) {
                _ = try ConnectorFile.load(path)
                return nil
            } catch {
                return error.message
            }
        }
        #expect(fault()?.contains("there is no shop-a.secret") == true)
        try folder.write("shop-a.secret", "s3cret\n")
        let secret = folder.file("shop-a.secret").path
        chmod(secret, 0o640)
        #expect(fault()?.contains("others may read") == true)
        chmod(secret, 0o600)
        #expect(try ConnectorFile.load(path).secret?.value == "Bearer s3cret")
        try folder.write(
            "shop-a.yaml", Self.sound.replacing("shop-a.secret", with: "../shop-a.secret"))
        #expect(fault()?.contains("beside this one") == true)
    }

    @Test("the shipped connector is one")
    func shipped() throws {
        let connector = try parse(ShippedConnector.text)
        #expect(connector.name == ShippedConnector.name)
        let waits = try #require(PullWaits(connector))
        #expect(PullClass.allCases.allSatisfy { waits.maxNs(of: $0) != nil })
    }
}
