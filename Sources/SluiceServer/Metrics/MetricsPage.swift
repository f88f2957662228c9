import SluiceEngine

/// Writes the exposition format; names and labels are our own words and need no escaping.
struct MetricsPage {
    private(set) var text = ""

    mutating func add(_ name: String, _ type: String, _ help: String, _ value: Int) {
        head(name, type, help)
        text += "\(name) \(value)\n"
    }

    mutating func add(_ name: String, _ type: String, _ help: String, _ value: Double) {
        head(name, type, help)
        text += "\(name) \(value)\n"
    }

    mutating func add(
        _ name: String, _ type: String, _ help: String, by label: String,
        _ values: [(String, Int)]
    ) {
        head(name, type, help)
        for (key, value) in values { text += "\(name){\(label)=\"\(key)\"} \(value)\n" }
    }

    mutating func add(
        _ name: String, _ type: String, _ help: String, by first: String, and second: String,
        _ values: [(String, String, Int)]
    ) {
        head(name, type, help)
        for (key, other, value) in values {
            text += "\(name){\(first)=\"\(key)\",\(second)=\"\(other)\"} \(value)\n"
        }
    }

    /// A histogram in seconds for each value of a label.
    mutating func add(
        _ name: String, _ help: String, by label: String, _ values: [(String, TimeSteps)]
    ) {
        head(name, "histogram", help)
        for (key, times) in values {
            let own = "\(label)=\"\(key)\""
            var sum: Int64 = 0
            for (step, count) in times.counts.enumerated() {
                sum += count
                let bound = Double(TimeSteps.spanNs(ofStep: step)) / 1e9
                text += "\(name)_bucket{\(own),le=\"\(bound)\"} \(sum)\n"
            }
            text += "\(name)_bucket{\(own),le=\"+Inf\"} \(sum)\n"
            text += "\(name)_sum{\(own)} \(Double(times.sumNs) / 1e9)\n"
            text += "\(name)_count{\(own)} \(sum)\n"
        }
    }

    private mutating func head(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help).\n# TYPE \(name) \(type)\n"
    }
}
