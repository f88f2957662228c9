extension MetricsPage {
    /// What the access trail keeps, and what it could not.
    mutating func add(access figures: AccessTrail.Figures) {
        add(
            "sluice_access_records_total", "counter", "Records of the access trail by event",
            by: "event",
            AccessRecord.Event.allCases.map { ($0.rawValue, figures.records[$0] ?? 0) })
        add(
            "sluice_access_lost_total", "counter", "Records the access trail had no room for",
            by: "cause", AccessTrail.Loss.allCases.map { ($0.rawValue, figures.lost[$0] ?? 0) })
        add(
            "sluice_access_failing", "gauge", "Whether the access trail cannot be written now",
            figures.failure == nil ? 0 : 1)
    }
}
