import SluiceCore

/// What is wrong with a policy, and at which key.
public struct PolicyFault: Error, Equatable, Sendable {
    /// Where a key stands.
    public enum Place: Hashable, Sendable {
        /// A key of a section; of the policy itself where that is nil.
        case section(String?, key: String)
        /// A key of the scenario with this place in the document, the first being 0.
        case scenario(Int, key: String)
    }

    public let place: Place
    /// The end of a sentence that begins with the key.
    public let message: String
}

extension PolicyFault {
    /// What rules of a policy contradict each other, each rule being of the right form.
    ///
    /// - Parameter scenarios: in the order of the document.
    public static func contradiction(
        in policy: Policy, scenarios: [ScenarioPolicy]
    ) -> PolicyFault? {
        for (index, scenario) in scenarios.enumerated() {
            if let (key, message) = contradiction(in: scenario, before: scenarios[..<index]) {
                return PolicyFault(place: .scenario(index, key: key), message: message)
            }
        }
        let names = scenarios.map(\.name.text)
        let chosen = policy.defaultScenario.text
        guard names.contains(chosen) else {
            let meant = EditDistance.nearest(to: chosen, among: names)
            return PolicyFault(
                place: .section(nil, key: "default_scenario"),
                message: "is none of the scenarios; "
                    + (meant.map { "did you mean `\($0)`?" }
                        ?? "known are " + names.joined(separator: ", ")))
        }
        let reviews = policy.reviews
        if reviews.unlockHardStopNs < reviews.unlockNs {
            return PolicyFault(
                place: .section("reviews", key: "unlock_hard_stop"),
                message: "is shorter than `unlock`, \(SpanCode.text(reviews.unlockNs))")
        }
        if reviews.undoNs > reviews.unlockNs {
            return PolicyFault(
                place: .section("reviews", key: "undo_within"),
                message: "is longer than `unlock`, \(SpanCode.text(reviews.unlockNs))")
        }
        let levels = policy.serviceLevels
        if levels.p99Ns < levels.p95Ns {
            return PolicyFault(
                place: .section("service_levels", key: "p99"),
                message: "is shorter than `p95`, \(SpanCode.text(levels.p95Ns))")
        }
        if levels.allNs < levels.p99Ns {
            return PolicyFault(
                place: .section("service_levels", key: "all"),
                message: "is shorter than `p99`, \(SpanCode.text(levels.p99Ns))")
        }
        if let fault = descent(in: policy.gate.rules, scenarios) { return fault }
        if !policy.proofComesAfterTheWord {
            return PolicyFault(
                place: .section("feeds", key: "proof_lead"),
                message: "is longer than a `silent_after`: what was said before the silence "
                    + "would prove the feed alive")
        }
        return nil
    }

    /// A threshold of high below that of medium.
    private static func descent(
        in rules: RiskRules, _ scenarios: [ScenarioPolicy]
    ) -> PolicyFault? {
        if rules.highFrom < rules.mediumFrom {
            return PolicyFault(
                place: .section("gate", key: "high_from"),
                message: "is below `medium_from`, \(rules.mediumFrom)")
        }
        let accounts = rules.newAccounts
        if accounts.highFrom < accounts.mediumFrom {
            return PolicyFault(
                place: .section("gate", key: "new_account_high_from"),
                message: "is below `new_account_medium_from`, \(accounts.mediumFrom)")
        }
        for (index, scenario) in scenarios.enumerated() {
            let medium = scenario.mediumFrom ?? rules.mediumFrom
            let high = scenario.highFrom ?? rules.highFrom
            guard high < medium else { continue }
            let (key, message) =
                scenario.highFrom == nil
                ? ("medium_from", "is above `high_from`, \(high)")
                : ("high_from", "is below `medium_from`, \(medium)")
            return PolicyFault(place: .scenario(index, key: key), message: message)
        }
        return nil
    }

    private static func contradiction(
        in scenario: ScenarioPolicy, before: ArraySlice<ScenarioPolicy>
    ) -> (key: String, message: String)? {
        let lifetime = SpanCode.text(scenario.timeToLiveNs)
        if before.contains(where: { $0.name == scenario.name }) {
            return ("name", "`\(scenario.name.text)` stands twice")
        }
        if scenario.maximumAgeNs < scenario.timeToLiveNs {
            return ("maximum_age", "is shorter than `time_to_live`, \(lifetime)")
        }
        if scenario.guaranteeLeadNs > scenario.timeToLiveNs {
            return ("guarantee_lead", "is longer than `time_to_live`, \(lifetime)")
        }
        return nil
    }
}
