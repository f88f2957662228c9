import SluiceCore

extension RiskVerdict {
    /// Writes the member `verdict` of the object that is open.
    public func write(to writer: inout JSONWriter) {
        writer.name("verdict")
        writer.object { writer in
            writer.member("tier", tier.code)
            writer.member("score", Int64(score))
            writer.name("reasons")
            writer.array { writer in for reason in reasons { writer.string(reason.code) } }
            writer.member("model", model.text)
            writer.member("random", isRandom)
            writer.name("worth")
            writer.object { writer in
                writer.member("loss_saved", worth.lossSaved)
                writer.member("check_cost", worth.checkCost)
                writer.member("delay_cost", worth.delayCost)
                writer.member("friction_cost", worth.frictionCost)
            }
        }
    }
}
