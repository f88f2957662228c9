/// Writes the exposition format; names and labels are our own words and need no escaping.
struct MetricsPage {
    private(set) var text = ""

    mutating func add(_ name: String, _ type: String, _ help: String, _ value: Int) {
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

    private mutating func head(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help).\n# TYPE \(name) \(type)\n"
    }
}
