import SluiceAPI
import SluiceCore
import SluiceEngine

extension KeyStore {
    /// Who holds the key of a text; nil if it has another form, or is unknown or has ended.
    public func principal(ofKey text: String) -> Principal? { try? check(text) }

    /// Who holds the key of a text.
    ///
    /// A key that is not there takes as long as one whose secret is wrong.
    func check(_ text: String) throws(CredentialFault) -> Principal {
        guard let key = APIKey(text) else { throw .malformed }
        let record = record(key.id)
        guard key.digest == record?.digest ?? .none, let record else { throw .unknown(key: key.id) }
        let now = clock.now()
        switch record.state(at: now) {
        case .active: break
        case .expired: throw .expired(at: record.expiresAt ?? now)
        case .revoked: throw .revoked
        }
        let principal = record.principal
        uses.note(principal.credential, at: now)
        return principal
    }

    /// Whether the key of an authenticated caller still holds.
    func isActive(_ principal: Principal) -> Bool {
        record(APIKey.id(of: principal.credential))?.state(at: clock.now()) == .active
    }
}
