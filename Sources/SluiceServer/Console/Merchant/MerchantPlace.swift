import SluiceAPI
import SluiceCore
import SluiceEngine

/// Whose pages are shown, and where they are: staff say whose, a merchant's own say nothing.
struct MerchantPlace: Sendable {
    var merchant: Keyed<MerchantTag>
    /// Whether the session is the merchant's: it alone acts here.
    var isOwn: Bool

    init(_ merchant: Keyed<MerchantTag>, _ principal: Principal) {
        self.merchant = merchant
        isOwn = principal.role == .merchant
    }

    /// A page with its query, each part as it is meant.
    func path(_ rest: String = "", _ query: [(name: String, value: String)] = []) -> String {
        let whose = isOwn ? [] : [(name: "merchant", value: merchant.text)]
        let parts = (whose + query).map { $0.name + "=" + PercentEncoding.encode($0.value) }
        return "/merchant" + rest + (parts.isEmpty ? "" : "?" + parts.joined(separator: "&"))
    }

    /// The page of one lock, or what a form of it leads to.
    func path(
        hold: String, _ action: String = "", _ query: [(name: String, value: String)] = []
    ) -> String {
        path("/holds/" + PercentEncoding.encode(hold) + action, query)
    }
}

/// A list of a merchant's page, in their order on it.
enum MerchantList: String, CaseIterable, Sendable {
    case ship
    case ending
    case over
    case returns
    case owed

    /// The holds it is of; nil for what is no list of holds.
    var task: MerchantTask? { MerchantTask(rawValue: rawValue) }
}
