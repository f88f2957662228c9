import SluiceAPI
import SluiceCore
import SluiceEngine

/// What one line of a search is of.
enum SupportSearch: Sendable {
    case account(String)
    case hold(HoldKey)

    /// Where the page of a hold is: a hold may be called as another one's order is, and is meant here.
    static func path(hold id: String, of merchant: String) -> String {
        "/console/support?of=hold&q=" + PercentEncoding.encode(merchant + "/" + id)
    }

    /// Where the page of an account is.
    static func path(account: String) -> String {
        "/console/support?q=" + PercentEncoding.encode(account)
    }

    /// An account as it may stand on a screen: its first two and last four characters.
    static func masked(_ account: String) -> String {
        account.count <= 6 ? account : account.prefix(2) + "…" + account.suffix(4)
    }
}

extension Door {
    /// Looks for an account, or, with its merchant, for an order or a hold; of an order the newest hold.
    /// - Parameter isHold: whether a hold is meant and nothing else.
    func find(_ text: String, isHold: Bool) async throws -> SupportSearch? {
        guard FieldRules.identifierFault(text) == nil || text.contains("/") else { return nil }
        if !isHold, FieldRules.identifierFault(text) == nil,
            try await engine.read(.account(account(text).key)).account != nil
        {
            return .account(text)
        }
        // A name may have the mark in it: every way to divide the text is tried.
        for index in text.indices where text[index] == "/" {
            let merchantName = text[..<index].trimmed
            let name = text[text.index(after: index)...].trimmed
            guard FieldRules.identifierFault(merchantName) == nil,
                FieldRules.identifierFault(name) == nil
            else { continue }
            let merchant = merchant(merchantName).key
            if !isHold,
                let order = try await engine.read(
                    .order(KeyDerivation.order(merchant: merchant, name: name))
                ).order,
                let newest = order.holds.max(by: { $0.generation < $1.generation })
            {
                return .hold(newest.hold)
            }
            let hold = KeyDerivation.hold(merchant: merchant, name: name)
            if try await engine.read(.hold(hold)).hold != nil { return .hold(hold) }
        }
        return nil
    }
}

extension StringProtocol {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
