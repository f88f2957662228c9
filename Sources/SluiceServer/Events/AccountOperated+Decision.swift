import SluiceAPI
import SluiceCore

extension AccountOperated {
    /// What a notice says of a restriction or of a limit that was lowered; nil for all else.
    func decision(by role: Role, at time: Instant, noticeWithinNs: Int64) -> Decision? {
        if kind == .restriction, let restriction = content.restriction {
            return Decision(
                restriction: restriction, by: role, at: time, noticeWithinNs: noticeWithinNs)
        }
        // Granting is a liability, posted negative: a debit takes some of it back.
        guard kind == .limit, postings[.limitGranted] > 0 else { return nil }
        return Decision(
            limitCutFor: content.reason, by: role, at: time, noticeWithinNs: noticeWithinNs)
    }
}
