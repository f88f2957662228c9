import SluiceAPI
import SluiceCore
import SluiceEngine

extension TimelineEntry {
    /// One event of a history as answers and exports show it.
    public func write(
        to writer: inout JSONWriter, in language: Language, notices: NoticeTerms
    ) {
        writer.object(.entry) { writer in
            writer.member("sequence", OpaqueSequence.encode(sequence))
            writer.member("time", time)
            let type = EventType(rawValue: name)
            writer.member("type", type?.name(for: writer.audience) ?? name)
            if let hold { writer.member("hold", Naming.text(hold)) }
            if let account { writer.member("account", Naming.text(account)) }
            // An overlay that is not for the audience shows neither kind nor id nor deadline.
            let isShown = kind.flatMap { OverlayKind(code: $0) }?.isShown(to: writer.audience)
            let until = isShown ?? true ? until : nil
            if isShown ?? true {
                if let operation { writer.member("operation", Naming.text(operation)) }
                if let kind { writer.member("kind", kind) }
            }
            if let amount { writer.member("amount", amount) }
            if let until { writer.member("until", until) }
            if let linked { writer.member("linked", Naming.text(linked)) }
            if reason != .none {
                writer.name("reason")
                writer.reason(reason, in: language)
            }
            if let policyVersion { writer.member("policy", Int64(policyVersion)) }
            if let modelVersion { writer.member("model", modelVersion) }
            if !outcome.isSuccess { writer.member("outcome", outcome) }
            if name == "hold.declined",
                let decision = Decision(
                    declinedFor: reason, at: time,
                    noticeWithinNs: notices.withinNs(policyVersion), policyVersion: policyVersion)
            {
                writer.name("decision")
                decision.write(to: &writer, in: language)
            }
            writer.member("by", role)
        }
    }
}
