/// Figures in the text format of Prometheus, as the engine writes them.
struct MetricsText {
    /// Values by series as they stand: `name` or `name{label="value"}`.
    private let values: [Substring: Double]

    init(_ text: String) {
        var values: [Substring: Double] = [:]
        for line in text.split(separator: "\n") where line.first != "#" {
            guard let space = line.lastIndex(of: " "),
                let value = Double(line[line.index(after: space)...])
            else { continue }
            values[line[..<space]] = value
        }
        self.values = values
    }

    subscript(name: String) -> Double { values[name[...]] ?? 0 }

    subscript(name: String, label: String, value: String) -> Double {
        self["\(name){\(label)=\"\(value)\"}"]
    }

    /// The values of a label that a series has.
    func labels(_ label: String, of name: String) -> [String] {
        let prefix = "\(name){\(label)=\""
        return values.keys.compactMap { series in
            guard series.hasPrefix(prefix), series.hasSuffix("\"}") else { return nil }
            return String(series.dropFirst(prefix.count).dropLast(2))
        }.sorted()
    }

    /// The counts of a histogram up to each bound, ascending.
    func buckets(_ name: String, _ label: String, _ value: String) -> [(
        bound: Double, count: Double
    )] {
        let prefix = "\(name)_bucket{\(label)=\"\(value)\",le=\""
        return values.compactMap { series, count in
            guard series.hasPrefix(prefix), series.hasSuffix("\"}") else { return nil }
            let bound = series.dropFirst(prefix.count).dropLast(2)
            return (bound == "+Inf" ? .infinity : Double(bound) ?? .infinity, count)
        }.sorted { $0.bound < $1.bound }
    }
}
