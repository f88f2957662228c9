import SluiceAPI

/// How a list is told as a whole: one row after the other, as many as there are.
enum ExportFormat: String, Sendable, CaseIterable {
    case csv = "text/csv"
    case jsonLines = "application/x-ndjson"

    /// The first of the media types a header `Accept` names, if it is one of these; nil for JSON.
    init?(accept: String?) {
        let first = (accept ?? "").split(separator: ",").first ?? ""
        let type = first.split(separator: ";").first?.filter { $0 != " " }.lowercased()
        self.init(rawValue: type ?? "")
    }

    var contentType: String {
        switch self {
        case .csv: "text/csv; charset=utf-8; header=present"
        case .jsonLines: rawValue
        }
    }
}
