import SluiceTestKit
import Testing

@testable import SluiceCore

/// The bytes of an accepted clock, which came after the history of `GoldenBytesTests`.
@Suite("Golden bytes of the clock")
struct GoldenClockTests {
    static let record = CommandRecord(
        time: Instant(ns: 1_700_000_000 * Span.secondNs), policyVersion: 1,
        command: Command(
            actor: Actor(role: .operator, subject: .named("person 1"), credential: 2),
            businessDate: BusinessDate(day: 19_675), body: .acceptClock),
        outcome: .applied, names: [], events: [.clockAccepted])

    private static let golden =
        "02018080a8b1e39fe7cb1701b6b30200050121b4d02567003b030c2851ebadf2c10f0200000128000128"

    @Test("it has its golden bytes and decodes to what was encoded")
    func bytes() throws {
        let bytes = BatchCodec.encode([Self.record])
        let hex = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        #expect(hex == "03" + Self.golden.dropFirst(2))
        #expect(try BatchCodec.decode(bytes) == [Self.record])
    }
}
