import SluiceAPI
import SluiceCore
import Testing

@testable import SluiceServer

/// When a connection has to end, by what came over it.
@Suite struct ConnectionWatchTests {
    private static let second = Span.secondNs
    private var watch = ConnectionWatch(at: 0)

    private func due(_ watch: ConnectionWatch) -> String {
        watch.deadline.map { "\($0.fault.rawValue) \($0.atNs / Self.second)" } ?? "-"
    }

    @Test("a head has ten seconds, from the connection on or from its first byte")
    mutating func head() {
        #expect(due(watch) == "head 10")
        watch.heard(at: 4 * Self.second)
        #expect(due(watch) == "head 10")
        #expect(watch.head(at: 5 * Self.second) == nil)
        watch.end(at: 5 * Self.second)
        #expect(due(watch) == "-")
        watch.answered(at: 6 * Self.second)
        #expect(due(watch) == "idle 66")
        watch.heard(at: 20 * Self.second)
        #expect(due(watch) == "head 30")
        // A byte now and then moves nothing.
        watch.heard(at: 29 * Self.second)
        #expect(due(watch) == "head 30")
    }

    @Test("its grace is added to what a client may take, and not to what its reading may")
    func grace() {
        var watch = ConnectionWatch(at: 0, graceNs: 2 * Self.second)
        #expect(due(watch) == "head 12")
        watch.heard(at: 0)
        _ = watch.head(at: 0)
        #expect(due(watch) == "body 12")
        watch.end(at: Self.second)
        watch.answered(at: Self.second)
        #expect(due(watch) == "idle 63")
        watch.writable(false, at: Self.second)
        #expect(due(watch) == "write 61")
    }

    @Test("a head that does not end is cut")
    mutating func longHead() {
        watch.heard(at: 0)
        #expect(watch.read(ConnectionLimits.headBytesMax) == nil)
        #expect(watch.read(1) == .head)
    }

    @Test("a body has ten seconds and what 4 KiB a second takes")
    mutating func body() {
        watch.heard(at: 0)
        _ = watch.head(at: 0)
        #expect(due(watch) == "body 10")
        #expect(watch.body(8_192) == nil)
        #expect(due(watch) == "body 12")
        #expect(watch.body(ConnectionLimits.bodyBytesMax - 8_192) == nil)
        #expect(watch.body(1) == .body)
    }

    @Test("a body that comes after its answer is waited for no longer than one before it")
    mutating func answeredFirst() {
        watch.heard(at: 0)
        _ = watch.head(at: 0)
        watch.answered(at: Self.second)
        #expect(due(watch) == "body 10")
        watch.end(at: 3 * Self.second)
        #expect(due(watch) == "idle 63")
    }

    @Test("an answer to what was no request leaves no connection without an end")
    mutating func garbage() {
        watch.heard(at: 0)
        _ = watch.head(at: 0)
        watch.end(at: 0)
        watch.answered(at: 0)
        watch.answered(at: Self.second)
        #expect(due(watch) == "idle 61")
    }

    @Test("sixteen requests may wait for their answers")
    mutating func pipelined() {
        watch.heard(at: 0)
        for _ in 0..<ConnectionLimits.pipelinedMax {
            #expect(watch.head(at: 0) == nil)
            watch.end(at: 0)
        }
        watch.answered(at: 0)
        #expect(watch.head(at: 0) == nil)
        #expect(watch.head(at: 0) == .pipelined)
    }

    @Test("a reader that takes nothing has a minute, whatever else comes")
    mutating func stalled() {
        watch.heard(at: 0)
        _ = watch.head(at: 0)
        watch.end(at: 0)
        watch.writable(false, at: Self.second)
        watch.writable(false, at: 5 * Self.second)
        #expect(due(watch) == "write 61")
        watch.writable(true, at: 6 * Self.second)
        #expect(due(watch) == "-")
    }
}

/// Who is let in.
@Suite struct ConnectionGateTests {
    private func address(_ network: UInt8) throws -> PeerAddress {
        PeerAddress(try #require(IPAddress(bytes: [network, 0, 0, 1])))
    }

    @Test("no more of one address than it may have, and no more of all")
    func bounds() throws {
        var options = ConnectionOptions()
        options.connectionsMax = 10
        options.perAddressMax = 2
        let gate = ConnectionGate(options)
        let (one, other) = (try address(10), try address(11))
        #expect(gate.enter(one) && gate.enter(one))
        #expect(!gate.enter(one))
        #expect(gate.enter(one, isProxy: true))
        gate.leave(one)
        #expect(gate.enter(other))
        gate.leave(one)
        #expect(gate.enter(one))
        #expect(gate.enter(other))
        #expect(gate.enter(try address(12)))
        // Half of so few are kept for this machine.
        #expect(!gate.enter(try address(13)))
        let local = try address(127)
        #expect(gate.enter(local) && gate.enter(local))
        let figures = gate.figures
        #expect(figures.open == 7 && figures.accepted == 9)
        #expect(figures.refused == [.address: 1, .full: 1])
    }

    @Test("this machine is known", arguments: [("127.0.0.9", true), ("::1", true)])
    func local(text: String, isLocal: Bool) throws {
        #expect(PeerAddress(try #require(IPAddress(text))).isLocal == isLocal)
        #expect(try !address(10).isLocal)
        #expect(!PeerAddress(try #require(IPAddress("2001:db8::1"))).isLocal)
    }
}
