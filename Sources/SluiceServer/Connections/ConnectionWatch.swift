import SluiceCore

/// How one connection behaves, and when it has to end.
///
/// A pure value; times are readings of one monotonic clock, and each of the functions tells why the
/// connection is to be closed now, nil if it is not.
struct ConnectionWatch: Sendable {
    /// Why a connection was closed.
    enum Fault: String, CaseIterable, Sendable {
        /// The head of a request did not come in time, or was too long.
        case head
        /// A body came too slowly, or did not end.
        case body
        /// Nothing was said for long.
        case idle
        /// An answer was not read.
        case write
        /// Too many requests came before the first was answered.
        case pipelined
    }

    private enum Reading {
        /// Between two requests; before the first the head is waited for from the start.
        case nothing
        case head(bytes: Int)
        case body(bytes: Int)
    }

    private var reading = Reading.nothing
    /// When what is read now began, or was waited for.
    private var sinceNs: Int64
    private var hasSpoken = false
    /// Requests whose head was read and whose answer has not ended.
    private(set) var unanswered = 0
    private var stalledNs: Int64?
    /// How much longer than others it may take: those that came at once do not all end at once.
    private let graceNs: Int64

    init(at nowNs: Int64, graceNs: Int64 = 0) {
        sinceNs = nowNs
        self.graceNs = graceNs
    }

    // MARK: What comes

    /// Bytes are about to be taken apart.
    mutating func heard(at nowNs: Int64) {
        guard case .nothing = reading else { return }
        reading = .head(bytes: 0)
        // A first head is waited for from the start of the connection.
        if hasSpoken { sinceNs = nowNs }
        hasSpoken = true
    }

    /// So many bytes were taken apart.
    mutating func read(_ count: Int) -> Fault? {
        guard case .head(let bytes) = reading else { return nil }
        reading = .head(bytes: bytes + count)
        return bytes + count > ConnectionLimits.headBytesMax ? .head : nil
    }

    mutating func head(at nowNs: Int64) -> Fault? {
        reading = .body(bytes: 0)
        sinceNs = nowNs
        unanswered += 1
        return unanswered > ConnectionLimits.pipelinedMax ? .pipelined : nil
    }

    mutating func body(_ count: Int) -> Fault? {
        guard case .body(let bytes) = reading else { return nil }
        reading = .body(bytes: bytes + count)
        return bytes + count > ConnectionLimits.bodyBytesMax ? .body : nil
    }

    mutating func end(at nowNs: Int64) {
        reading = .nothing
        sinceNs = nowNs
    }

    // MARK: What goes

    mutating func answered(at nowNs: Int64) {
        // What is no HTTP is answered too, though no head of it was read.
        unanswered = max(0, unanswered - 1)
        if case .nothing = reading { sinceNs = nowNs }
    }

    mutating func writable(_ isWritable: Bool, at nowNs: Int64) {
        stalledNs = isWritable ? nil : stalledNs ?? nowNs
    }

    // MARK: Time

    /// When it has to end unless something happens, and why; nil while the server is to act.
    var deadline: (atNs: Int64, fault: Fault)? {
        let stalled = stalledNs.map {
            (atNs: $0 + ConnectionLimits.writeSeconds * Span.secondNs, fault: Fault.write)
        }
        return [inbound, stalled].compactMap(\.self).min { $0.atNs < $1.atNs }
    }

    private var inbound: (atNs: Int64, fault: Fault)? {
        switch reading {
        case .nothing where !hasSpoken, .head:
            return (sinceNs + ConnectionLimits.headSeconds * Span.secondNs + graceNs, .head)
        case .nothing:
            guard unanswered == 0 else { return nil }
            return (sinceNs + ConnectionLimits.idleSeconds * Span.secondNs + graceNs, .idle)
        case .body(let bytes):
            let spanNs =
                ConnectionLimits.bodySeconds * Span.secondNs
                + Int64(bytes) * Span.secondNs / ConnectionLimits.bodyBytesPerSecond
            return (sinceNs + spanNs + graceNs, .body)
        }
    }
}
