import SluiceCore

extension LockSum {
    /// Members of the object at hand; the cause that kept most credit longest first.
    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("holds", Int64(holds))
        writer.name("causes")
        writer.array { writer in
            for share in pareto {
                writer.object { writer in
                    writer.member("cause", share.cause.code)
                    writer.member("holds", Int64(share.holds))
                    writer.member("ms", share.spanMs)
                    writer.member("amount_seconds", share.amountSeconds)
                }
            }
        }
    }
}
