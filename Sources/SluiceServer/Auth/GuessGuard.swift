import Logging
import SluiceCore
import Synchronization

/// Slows who guesses credentials: counts failures by where they come from, and by the key they try.
///
/// Who failed too often in a minute is not listened to until it is over, and nobody else is slowed.
/// Safe to use from any thread.
final class GuessGuard: Sendable {
    private struct State {
        var peers = FailureTable<PeerAddress>(sizeMax: ServerLimits.guessersMax)
        var keys = FailureTable<String>(sizeMax: ServerLimits.guessersMax)
        /// Lines of the log in the minute that runs.
        var lines = FailureTable<Bool>(sizeMax: 1)
    }

    private let state = Mutex(State())
    private let logger: Logger

    init(logger: Logger) { self.logger = logger }

    /// How long somebody is not listened to; nil for who is.
    func waitNs(of peer: PeerAddress?, at now: Instant) -> Int64? {
        guard let peer else { return nil }
        let found = state.withLock { $0.peers.failures(of: peer, at: now) }
        guard let found, found.count >= ServerLimits.guessesMax else { return nil }
        return found.until.ns - now.ns
    }

    /// Notes a failure, and tells of it where it is one too many.
    func note(_ fault: CredentialFault, from peer: PeerAddress?, at now: Instant) {
        guard fault.isGuess else { return }
        let key: String? = if case .unknown(let key) = fault { key } else { nil }
        let (ofPeer, ofKey, isTold) = state.withLock { state in
            let ofPeer = peer.map { state.peers.note($0, at: now) } ?? 0
            let ofKey = key.map { state.keys.note($0, at: now) } ?? 0
            let isDue = ofPeer == ServerLimits.guessesMax || ofKey == ServerLimits.guessesMax
            guard isDue else { return (ofPeer, ofKey, false) }
            return (
                ofPeer, ofKey, state.lines.note(true, at: now) <= ServerLimits.guessLinesMax
            )
        }
        guard isTold else { return }
        if let peer, ofPeer == ServerLimits.guessesMax {
            logger.notice(
                "credentials are guessed: the address is not listened to for a minute",
                metadata: ["address": "\(peer.text)", "failures": "\(ofPeer)"])
        }
        if let key, ofKey == ServerLimits.guessesMax {
            logger.notice(
                "the secret of a key is guessed",
                metadata: ["key": "\(key)", "failures": "\(ofKey)"])
        }
    }
}
