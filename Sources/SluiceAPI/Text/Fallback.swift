/// What a shopper can do instead while a checkout cannot be served.
public enum Fallback: String, Sendable, CaseIterable {
    case otherPayment = "other_payment"

    /// What the shop may show, as it is.
    public func text(in language: Language) -> String {
        let (english, chinese) = sentences
        return language == .chinese ? chinese : english
    }

    private var sentences: (english: String, chinese: String) {
        switch self {
        case .otherPayment:
            (
                "This way to pay is not available right now. Please choose another one.",
                "此支付方式暂时无法使用，请选择其他支付方式。"
            )
        }
    }
}
