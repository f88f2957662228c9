import SluiceCore

/// An id takes effect once: what it was first answered is its answer for ever.
extension ReferenceLedger {
    func repeated(
        _ index: Int, _ kind: HoldOperationKind, _ id: OperationKey, _ request: OperationRequest
    ) -> Verdict? {
        guard let first = holds[index].answers.first(where: { $0.id == id }) else { return nil }
        var field: Field?
        let asked = first.request
        if asked.reason != request.reason { field = .reason }
        if asked.subject != request.subject { field = kind == .undo ? .decision : .overlay }
        if asked.authority != request.authority { field = .authority }
        if asked.until != request.until { field = kind == .overlay ? .reviewBy : .until }
        if asked.choice != request.choice {
            field =
                switch kind {
                case .capture: .force
                case .correction: .from
                case .decision: .decision
                case .verdict: .tier
                default: .kind
                }
        }
        if asked.isFinal != request.isFinal { field = .final }
        if asked.lines != request.lines { field = kind == .split ? .children : .lines }
        if asked.amount != request.amount { field = .amount }
        if first.kind != kind { field = .kind }
        if let field { return Verdict(.idConflict, field, hold: holds[index].placement.hold) }
        return first.verdict.again
    }

    mutating func done(
        _ index: Int, _ kind: HoldOperationKind, _ id: OperationKey,
        _ request: OperationRequest, amount: Int64 = 0
    ) -> Verdict {
        let verdict = Verdict(.applied, hold: holds[index].placement.hold, amount: amount)
        holds[index].answers.append(
            ReferenceHold.Answer(id: id, kind: kind, request: request, verdict: verdict))
        return verdict
    }

    /// A refusal that uses up its id.
    mutating func refuse(
        _ index: Int, _ kind: HoldOperationKind, _ id: OperationKey,
        _ request: OperationRequest, _ code: OutcomeCode
    ) -> Verdict {
        var field = Field.none
        if request.amount != nil { field = .amount }
        if !request.lines.isEmpty { field = .lines }
        let verdict = Verdict(code, field, hold: holds[index].placement.hold)
        holds[index].answers.append(
            ReferenceHold.Answer(id: id, kind: kind, request: request, verdict: verdict))
        return verdict
    }
}
