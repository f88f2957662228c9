import SluiceCore

extension Explanation {
    /// The writer has to be of the audience of the explanation.
    public func write(to writer: inout JSONWriter, in language: Language, clock: LocalClock) {
        let hold = source.hold
        let words = Wordsmith(
            Addressee(audience, language), currency: hold.currency, clock: clock)
        writer.object(.explanation) { writer in
            writer.member("hold", hold.id)
            writer.member("account", hold.account)
            writer.order(merchant: hold.merchant, number: hold.number)
            writer.member("currency", hold.currency.code)
            writer.member("status", hold.status.code)
            writer.member("audience", audience.rawValue)
            writer.member("lang", language.rawValue)
            writer.member("as_of", source.asOf)
            writer.member("policy", Int64(hold.policyVersion))
            if let tier = source.tier { writer.member("tier", tier) }
            writer.name("statements")
            writer.array { writer in
                for statement in statements { statement.write(to: &writer, words) }
            }
            if !source.told.isEmpty {
                writer.name("told")
                writer.array { writer in
                    for item in source.told { writer.told(item.told, at: item.time) }
                }
            }
            if let lockTime = source.lockTime {
                writer.name("lock_time")
                lockTime.write(to: &writer, in: language)
            }
            writer.member("sequence", OpaqueSequence.encode(hold.sequence))
        }
    }
}

extension Statement {
    fileprivate func write(to writer: inout JSONWriter, _ words: Wordsmith) {
        writer.object(.statement) { writer in
            writer.member("topic", sentence.topic.rawValue)
            writer.member("code", sentence.rawValue)
            writer.name("slots")
            slots.write(to: &writer)
            writer.member("text", words.text(self))
            if let source { writer.member("source", source) }
            if isPulled { writer.member("pulled", true) }
            if let policyVersion { writer.member("policy", Int64(policyVersion)) }
        }
    }
}

extension Slots {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            if let amount { writer.member("amount", amount) }
            if let time { writer.member("time", time) }
            if let until { writer.member("until", until) }
            if let actor { writer.member("actor", actor.rawValue) }
            if let action { writer.member("action", action.rawValue) }
            if let cause { writer.member("cause", cause) }
            if let fact { writer.member("fact", fact.code) }
        }
    }
}

extension LockTime {
    /// What the time was spent on, as the audience may know it, in whole milliseconds.
    public func write(to writer: inout JSONWriter, in language: Language) {
        let audience = writer.audience
        var told: [(said: Said, ms: Int64)] = []
        for (cause, ms) in sharesMs {
            let said = Catalogue.said(cause, to: audience)
            if let index = told.firstIndex(where: { $0.said.code == said.code }) {
                told[index].ms += ms
            } else {
                told.append((said, ms))
            }
        }
        writer.object { writer in
            writer.member("total_ms", totalNs / Span.millisecondNs)
            writer.name("shares")
            writer.array { writer in
                for (said, ms) in told {
                    writer.object { writer in
                        writer.member("cause", said.code)
                        writer.member("text", said.text(in: language))
                        writer.member("ms", ms)
                    }
                }
            }
        }
    }
}
