/// What stays of a person after an erasure, and why.
public enum Kept: String, Sendable, CaseIterable {
    case balances
    case events
    case ids

    public func text(in language: Language) -> String {
        let (english, chinese) = sentences
        return language == .chinese ? chinese : english
    }

    private var sentences: (english: String, chinese: String) {
        switch self {
        case .balances:
            (
                "Limit, held and owed stay: they are the lender's books.",
                "授信额度、锁定额度与欠款保留：它们属于贷款机构的账簿。"
            )
        case .events:
            (
                "Events and amounts stay: each is chained to the next, and the law asks lenders to keep their records.",
                "事件与金额保留：各条记录前后相链，且法律要求贷款机构保存账务记录。"
            )
        case .ids:
            (
                "Ids stay with the events: pseudonyms, which name nobody by themselves.",
                "各编号随事件保留：它们是假名，本身不指明任何人。"
            )
        }
    }

    /// - Parameter hasAccount: whether there is an account of the person's id.
    public static func after(hasAccount: Bool) -> [Kept] {
        hasAccount ? allCases : [.events, .ids]
    }
}
