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
    /// While the journal takes nothing, among what the views have.
    /// - Parameter isHold: whether a hold is meant and nothing else.
    func find(_ text: String, isHold: Bool) async throws -> SupportSearch? {
        do {
            return try await find(text, isHold: isHold, in: .ledger(of: self))
        } catch EngineRefusal.journalStalled(let obstacle) {
            // What they do not have may be there.
            guard let found = try await find(text, isHold: isHold, in: .views(of: self)) else {
                throw EngineRefusal.journalStalled(obstacle)
            }
            return found
        }
    }

    private func find(
        _ text: String, isHold: Bool, in place: SearchPlace
    ) async throws -> SupportSearch? {
        guard FieldRules.identifierFault(text) == nil || text.contains("/") else { return nil }
        if !isHold, FieldRules.identifierFault(text) == nil,
            try await place.hasAccount(account(text).key)
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
            let order = KeyDerivation.order(merchant: merchant, name: name)
            if !isHold, let newest = try await place.newestHold(order) { return .hold(newest) }
            let hold = KeyDerivation.hold(merchant: merchant, name: name)
            if try await place.hasHold(hold) { return .hold(hold) }
        }
        return nil
    }
}

/// Where is looked for what somebody types.
private struct SearchPlace {
    var hasAccount: (AccountKey) async throws -> Bool
    /// The newest hold of an order; nil without one.
    var newestHold: (OrderKey) async throws -> HoldKey?
    var hasHold: (HoldKey) async throws -> Bool

    static func ledger(of door: Door) -> SearchPlace {
        let engine = door.engine
        return SearchPlace(
            hasAccount: { try await engine.read(.account($0)).account != nil },
            newestHold: {
                let holds = try await engine.read(.order($0)).order?.holds
                return holds?.max { $0.generation < $1.generation }?.hold
            },
            hasHold: { try await engine.read(.hold($0)).hold != nil })
    }

    static func views(of door: Door) -> SearchPlace {
        SearchPlace(
            hasAccount: { key in try await door.view { try $0.account(key) }.value != nil },
            newestHold: { key in
                let filter = HoldFilter(order: key)
                let limit = LedgerLimits.holdsPerOrderMax
                let holds = try await door.view { try $0.holds(filter, after: 0, limit: limit) }
                return holds.value.items.max { $0.generation < $1.generation }?.hold.key
            },
            hasHold: { key in try await door.view { try $0.hold(key) }.value != nil })
    }
}

extension StringProtocol {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
