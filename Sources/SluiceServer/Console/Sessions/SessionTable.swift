import SluiceAPI
import SluiceCore
import SluiceEngine
import Synchronization

/// The sessions of the pages, in memory: a restart signs everybody out.
///
/// Bounded; safe to use from any thread. Tokens are 256 random bits and are kept nowhere else.
final class SessionTable: Sendable {
    private let sessions = Mutex<[String: Session]>([:])
    private let nowNs: @Sendable () -> Int64
    private let token: @Sendable () -> String

    /// - Parameters:
    ///   - nowNs: a clock that only rises, in nanoseconds.
    ///   - token: a new secret at every call.
    init(
        nowNs: @escaping @Sendable () -> Int64,
        token: @escaping @Sendable () -> String = SessionTable.random
    ) {
        self.nowNs = nowNs
        self.token = token
    }

    /// - Returns: nil while as many as allowed are open.
    func begin(_ principal: Principal) -> Session? {
        let now = nowNs()
        let session = Session(
            token: token(), principal: principal, csrf: token(),
            tag: String(token().prefix(8)), beganNs: now, seenNs: now)
        // However many others come, staff get in.
        let max =
            ConsoleLimits.sessionsMax
            - (Audience(principal.role) == .staff ? 0 : ConsoleLimits.staffSessionsMin)
        return sessions.withLock { sessions in
            if sessions.count >= max {
                sessions = sessions.filter { !$0.value.hasEnded(at: now) }
            }
            guard sessions.count < max else { return nil }
            sessions[session.token] = session
            return session
        }
    }

    /// The session of a token, which goes on from now; nil if there is none, or it has ended.
    func find(_ token: String) -> Session? {
        let now = nowNs()
        return sessions.withLock { sessions in
            guard var session = sessions[token] else { return nil }
            guard !session.hasEnded(at: now) else {
                sessions[token] = nil
                return nil
            }
            session.seenNs = now
            sessions[token] = session
            return session
        }
    }

    /// Whether a session is still open; looking does not keep it open.
    func isOpen(_ token: String) -> Bool {
        let now = nowNs()
        return sessions.withLock { $0[token].map { !$0.hasEnded(at: now) } ?? false }
    }

    /// Notes that the caller of a session was verified, for as long as that holds. There is one caller at
    /// a time: of whom was verified before nothing is shown in full any more.
    /// - Parameter time: the time of day.
    func verify(
        _ token: String, _ account: AccountKey, by way: VerifiedCall.Way, at time: Instant
    ) {
        let span = ConsoleLimits.verifiedCallNs
        let call = VerifiedCall(
            account: account, way: way, until: time.adding(spanNs: span), endsNs: nowNs() + span)
        sessions.withLock { $0[token]?.call = call }
    }

    /// Ends the call of a session: from its next request on everything is masked.
    func endCall(_ token: String) { sessions.withLock { $0[token]?.call = nil } }

    func end(_ token: String) { sessions.withLock { $0[token] = nil } }

    /// 64 hexadecimal digits from the system's generator.
    @Sendable static func random() -> String {
        var text = ""
        for _ in 0..<4 {
            let digits = String(UInt64.random(in: .min ... .max), radix: 16)
            text += String(repeating: "0", count: 16 - digits.count) + digits
        }
        return text
    }
}
