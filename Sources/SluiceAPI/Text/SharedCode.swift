/// Codes that stand for several of the ledger's, for those who must not tell them apart.
///
/// Which of the ledger's codes each stands for, and for whom, is told by the rows of the catalogue.
public enum SharedCode: String, Sendable, CaseIterable {
    /// Merchant: a purchase that was not approved, whatever the cause.
    case declined = "DECLINED"
    /// Merchant: a purchase approved, at once or later.
    case approved = "APPROVED"
    /// Merchant: something the lender looks at.
    case waitsForLender = "WAITS_FOR_LENDER"
    /// Merchant: the lender has looked; nothing was returned.
    case lockStays = "LOCK_STAYS"
    /// Consumer: credit given back by the lender's own decision.
    case returnedByLender = "RETURNED_BY_LENDER"
    /// Merchant: the same.
    case takenBackByLender = "TAKEN_BACK_BY_LENDER"
    /// Consumer and merchant: nothing is returned for now.
    case paused = "PAUSED"
    case resumed = "RESUMED"
    /// Merchant: billed after the end of the lock, by whichever way.
    case lateCaptureBilled = "LATE_CAPTURE_BILLED"
    /// Consumer: a check of the purchase was not passed.
    case checkNotPassed = "CHECK_NOT_PASSED"
    case checkNotFinished = "CHECK_NOT_FINISHED"
    /// Consumer: a release is looked at.
    case checkStarted = "CHECK_STARTED"
    case checkEnded = "CHECK_ENDED"
    case checkLonger = "CHECK_LONGER"
    /// Consumer and merchant: nothing was heard of the order, and nobody can say yet what that means.
    case waitsForWord = "WAITS_FOR_WORD"
    /// Consumer: a repayment is awaited.
    case repaymentOpen = "REPAYMENT_OPEN"
    /// Consumer: the account takes no new purchases.
    case accountPaused = "ACCOUNT_PAUSED"
    /// Merchant: a matter between lender and consumer.
    case accountMatter = "ACCOUNT_MATTER"
    /// A refusal whose cause is not the audience's.
    case refused = "REFUSED"
    /// Consumer and merchant: time that the lender, the engine or the law took.
    case lenderTime = "lender"

    public var english: String { sentences.english }
    public var chinese: String { sentences.chinese }
    public var advice: String { sentences.advice }

    private var sentences: (english: String, chinese: String, advice: String) {
        switch self {
        case .declined:
            ("The purchase was declined.", "本次支付未获批准。", "Offer another way to pay.")
        case .approved:
            ("The credit is locked for the order.", "额度已为该订单锁定。", "Ship.")
        case .waitsForLender:
            ("The lender has not answered yet.", "等待贷款机构答复。", "Wait for an event.")
        case .lockStays:
            ("The lock stays as it is.", "锁定保持不变。", "Nothing has to be done.")
        case .returnedByLender:
            ("The credit was returned by the lender.", "贷款机构已退回额度。", "Ask the lender.")
        case .takenBackByLender:
            (
                "The lender took credit back; check before shipping.", "贷款机构已退回额度，发货前请先查看。",
                "Read the hold before you ship."
            )
        case .paused:
            ("The lock is paused for now.", "该笔锁定暂停变动。", "Try again later.")
        case .resumed:
            ("The lock goes on.", "该笔锁定已恢复。", "Go on.")
        case .lateCaptureBilled:
            ("Billed after the lock had ended.", "锁定结束后已转为账单。", "See the new hold.")
        case .checkNotPassed:
            ("The purchase did not pass the check.", "本次支付未通过核验。", "Ask the lender.")
        case .checkNotFinished:
            ("The check did not finish in time.", "核验未能在时限内完成。", "Ask the lender.")
        case .checkStarted:
            ("We are checking the return of your credit.", "退回额度的申请正在核验。", "Wait.")
        case .checkEnded:
            ("The check is done; the amount stays locked.", "核验已结束，金额仍为锁定。", "Wait.")
        case .checkLonger:
            ("The check takes longer than expected.", "核验所需时间比预计的长。", "Wait.")
        case .waitsForWord:
            (
                "Nothing was heard of the order; we are finding out.", "暂未收到该订单的消息，正在核实。",
                "Say what became of the order."
            )
        case .repaymentOpen:
            ("A repayment is still open.", "有一笔还款尚未入账。", "Ask the lender.")
        case .accountPaused:
            ("Your account takes no new purchases now.", "您的账户暂时不能用于新的支付。", "Ask the lender.")
        case .accountMatter:
            ("A matter of the account.", "账户方面的变动。", "Nothing has to be done.")
        case .refused:
            ("This cannot be done.", "该请求未被接受。", "The cause is told to the lender.")
        case .lenderTime:
            ("Waiting for the lender.", "等待贷款机构。", "Nothing has to be done.")
        }
    }
}
