import SluiceAPI
import SluiceCore
import SluiceEngine

extension TimelineEntry {
    /// One event of a history as answers and exports show it.
    public func write(to writer: inout JSONWriter, in language: Language) {
        writer.object { writer in
            writer.member("sequence", OpaqueSequence.encode(sequence))
            writer.member("time", time)
            writer.member("type", name)
            if let hold { writer.member("hold", Naming.text(hold)) }
            if let account { writer.member("account", Naming.text(account)) }
            if let operation { writer.member("operation", Naming.text(operation)) }
            if let kind { writer.member("kind", kind) }
            if let amount { writer.member("amount", amount) }
            if let until { writer.member("until", until) }
            if let linked { writer.member("linked", Naming.text(linked)) }
            if reason != .none {
                writer.name("reason")
                writer.object { writer in
                    writer.member("code", reason.code)
                    writer.member("text", ReasonText.text(reason, in: language))
                }
            }
            if let policyVersion { writer.member("policy", Int64(policyVersion)) }
            if !outcome.isSuccess { writer.member("outcome", outcome.code) }
            writer.member("by", role.code)
        }
    }
}
