import SluiceCore
import SluiceEngine

extension Door {
    /// Whether cookies are sent by TLS alone: it is spoken here, or at a proxy before.
    var hasSecureCookies: Bool { options.hasSecureCookies || options.certificate != nil }

    /// Whether what somebody came in with is still good. A token only lets in: it lasts for minutes, and
    /// a visit as long as sessions do.
    func isGood(_ session: Session) -> Bool {
        AccessTokens.isToken(credential: session.principal.credential)
            || keys.isActive(session.principal)
    }

    /// Whether a stream of a session goes on.
    func follows(_ session: Session, in sessions: SessionTable) -> @Sendable () -> Bool {
        { sessions.isOpen(session.token) && isGood(session) }
    }
}
