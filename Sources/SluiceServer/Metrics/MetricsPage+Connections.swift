/// What may come, and over how many connections.
extension MetricsPage {
    mutating func add(rates: RateLimiter.Figures) {
        add(
            "sluice_rate_limited_total", "counter", "Requests refused for their rate, by limit",
            by: "limit", RatePolicy.words.map { ($0, rates.refused[$0] ?? 0) })
        add(
            "sluice_facts_paced_total", "counter", "Facts that waited for their turn",
            rates.pacedFacts)
        add(
            "sluice_rate_subjects", "gauge", "Keys and merchants whose buckets are not full",
            rates.subjects)
    }

    mutating func add(connections: ConnectionGate.Figures, certificate: ServerCertificate?) {
        add("sluice_connections", "gauge", "Connections open", connections.open)
        add(
            "sluice_connections_total", "counter", "Connections taken", connections.accepted)
        add(
            "sluice_connections_refused_total", "counter", "Connections not taken, by limit",
            by: "limit",
            ConnectionGate.Refusal.allCases.map {
                ($0.rawValue, connections.refused[$0] ?? 0)
            })
        add(
            "sluice_connections_closed_total", "counter",
            "Connections closed for how they behaved", by: "cause",
            ConnectionWatch.Fault.allCases.map { ($0.rawValue, connections.closed[$0] ?? 0) })
        guard let certificate else { return }
        add(
            "sluice_certificate_not_after_seconds", "gauge",
            "When the certificate ends, since 1970", Int(certificate.notAfter))
        add(
            "sluice_certificate_failures_total", "counter",
            "Times a changed certificate could not be read and the one before stayed",
            certificate.failures)
    }
}
