import SluiceAPI
import SluiceCore

/// What is another's is told exactly as what is not there, and noted in the access trail.
extension Call {
    /// Refuses an account that is not the caller's.
    func ownAccount(_ account: String) throws(Problem) {
        guard !principal.mayRead(account: account) else { return }
        throw OutcomeCode.accountNotFound.refusal().of(another: "account", account)
    }

    /// Refuses a hold on an account that is not the caller's.
    func ownHold(of account: String) throws(Problem) { try principal.ownHold(of: account) }

    /// Refuses a merchant that is not the caller's.
    /// - Parameter unknown: what is told of one that is not there.
    func ownMerchant(_ merchant: String, else unknown: Problem) throws(Problem) {
        guard !principal.maySpeak(of: merchant) else { return }
        throw unknown.of(another: "merchant", merchant)
    }
}

extension Principal {
    /// Refuses a hold of an account that is not the caller's, as one that is not there.
    /// - Parameter unknown: what is told of one that is not there.
    func ownHold(
        of account: String, else unknown: Problem = OutcomeCode.holdNotFound.refusal()
    ) throws(Problem) {
        guard !mayRead(account: account) else { return }
        throw unknown.of(another: "account", account)
    }
}
