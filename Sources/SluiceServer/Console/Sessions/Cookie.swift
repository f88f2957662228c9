/// The cookies of the pages.
enum Cookie {
    /// Who it is: one for each room, sent there alone.
    enum Name: String {
        case consumer = "sluice_me"
        /// The consumer's within a page of the lender: kept apart by browsers for each site that frames us.
        case framed = "sluice_me_framed"
        case merchant = "sluice_merchant"
        case staff = "sluice_staff"
        case language = "sluice_language"
        case theme = "sluice_theme"

        var path: String {
            switch self {
            case .consumer, .framed: "/me"
            case .merchant: "/merchant"
            case .staff: "/console"
            case .language, .theme: "/"
            }
        }
    }

    /// The value of a cookie in a `Cookie` header.
    static func value(_ name: Name, in header: String?) -> String? {
        for part in (header ?? "").split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0].filter({ $0 != " " }) == name.rawValue else { continue }
            return String(pair[1].filter { $0 != " " })
        }
        return nil
    }

    /// A cookie no script can read and no other site can have sent; it ends with the browser's visit.
    static func session(_ name: Name, _ token: String, isSecure: Bool) -> String {
        set(name, token, isSecure: isSecure) + "; HttpOnly"
    }

    /// A cookie that keeps how somebody likes the pages, for a year.
    static func liking(_ name: Name, _ word: String, isSecure: Bool) -> String {
        set(name, word, isSecure: isSecure) + "; HttpOnly; Max-Age=31536000"
    }

    static func end(_ name: Name, isSecure: Bool) -> String {
        set(name, "", isSecure: isSecure) + "; HttpOnly; Max-Age=0"
    }

    private static func set(_ name: Name, _ value: String, isSecure: Bool) -> String {
        let reach =
            name == .framed
            ? "; SameSite=None; Secure; Partitioned"
            : "; SameSite=Strict" + (isSecure ? "; Secure" : "")
        return "\(name.rawValue)=\(value); Path=\(name.path)" + reach
    }
}
