import SluiceAPI

/// The fields of a form as browsers send them, each at most once.
struct Form: Sendable {
    static let mediaType = "application/x-www-form-urlencoded"

    private var values: [String: String] = [:]

    init() {}

    /// - Returns: nil if the text is no percent-encoded UTF-8, or names a field twice.
    init?(_ text: String) {
        for part in text.split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decodeQuery(pair[0]),
                let value = PercentEncoding.decodeQuery(pair.count > 1 ? pair[1] : ""),
                values.updateValue(value, forKey: name) == nil
            else { return nil }
        }
    }

    subscript(name: String) -> String { values[name] ?? "" }

    /// The value of a field that was sent and is not empty.
    func given(_ name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

    var names: [String] { values.keys.sorted() }
}
