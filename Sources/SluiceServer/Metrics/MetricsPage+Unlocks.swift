import SluiceCore
import SluiceEngine

extension MetricsPage {
    /// How soon credit came back that was due, of the newest four weeks.
    mutating func add(unlocks report: UnlockReport, _ terms: ServiceLevels) {
        func name(_ figures: UnlockFigures) -> String {
            figures.tier.map { "\(figures.cause.code)/\($0.code)" } ?? figures.cause.code
        }
        add(
            "sluice_unlocks", "gauge", "Returns of credit in four weeks", by: "cause",
            report.figures.map { (name($0), Int($0.total.count)) })
        let levels = report.figures.flatMap { figures in
            figures.levels(terms).map { (name(figures), "\($0.share)", $0, figures) }
        }
        add(
            "sluice_unlock_attained", "gauge",
            "Ten-thousandths of them that came within the level", by: "cause", and: "level",
            levels.map { ($0.0, $0.1, Int($0.2.attained)) })
        add(
            "sluice_unlock_burn_percent", "gauge",
            "How fast the newest hour spent the budget of the level", by: "cause", and: "level",
            levels.compactMap { name, level, figures, unlocks in
                figures.burnPercent(unlocks.newest).map { (name, level, Int($0)) }
            })
        add(
            "sluice_declines_prevented", "gauge",
            "Purchases in four weeks that went through for what was given back first",
            Int(report.declinesPrevented))
    }

    /// How long commands took from coming in to being durable.
    mutating func add(answers times: PerLane<TimeSteps>) {
        add(
            "sluice_answer_seconds", "From coming in to being durable and answered, of commands",
            by: "lane", Lane.allCases.map { ($0.code, times[$0]) })
    }
}
