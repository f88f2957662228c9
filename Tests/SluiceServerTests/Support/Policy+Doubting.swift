import SluiceCore

extension Policy {
    /// A gate that doubts releases of what was delivered, and draws nobody by chance.
    static func doubting(_ change: (inout Policy) -> Void = { _ in }) -> Policy {
        var policy = Policy.standard
        for index in policy.scenarios.indices { policy.scenarios[index].captureOn = .delivered }
        policy.gate.isOn = true
        policy.gate.rules.drawnBasisPoints = 0
        change(&policy)
        return policy
    }
}
