import SluiceCore

/// What staff and merchants are told of a detector: what it finds, and whose step is next.
public struct DetectorRow: Sendable {
    /// Whose step it is.
    public enum Owner: String, Sendable, CaseIterable {
        case merchant
        case `operator`
        case support
        case reviewer
        case lender
    }

    public let detector: Detector
    public let owner: Owner
    private let title: (english: String, chinese: String)
    private let step: (english: String, chinese: String)

    fileprivate init(
        _ detector: Detector, _ owner: Owner, _ english: String, _ chinese: String,
        step stepEnglish: String, _ stepChinese: String
    ) {
        self.detector = detector
        self.owner = owner
        title = (english, chinese)
        step = (stepEnglish, stepChinese)
    }

    public func title(in language: Language) -> String {
        language == .chinese ? title.chinese : title.english
    }

    public func step(in language: Language) -> String {
        language == .chinese ? step.chinese : step.english
    }
}

extension Catalogue {
    public static func row(of detector: Detector) -> DetectorRow {
        guard let row = detectors.first(where: { $0.detector == detector }) else {
            preconditionFailure("\(detector) has no row")
        }
        return row
    }

    public static let detectors: [DetectorRow] = ofOrders + ofHolds + ofEngine

    private static let ofOrders: [DetectorRow] = [
        DetectorRow(
            .orderOver, .operator, "The order is over, and credit is still locked.",
            "订单已终结，额度仍被锁定。", step: "Repair; what is frozen waits for its authority.",
            "执行处理；被冻结的等待有权机关。"),
        DetectorRow(
            .orderUntold, .merchant, "A lock on an order the shop has not told of.",
            "锁定所属的订单，商家尚未告知。", step: "Tell the order, or that there is none.",
            "请告知该订单，或说明其不存在。"),
        DetectorRow(
            .linesDone, .operator, "Every line was spoken of, and a remainder is locked.",
            "各商品行均已处理，仍有余额被锁定。", step: "Repair once the promise is over.",
            "承诺期满后执行处理。"),
        DetectorRow(
            .heldTwice, .support, "One order is locked by two accounts.",
            "同一订单被两个账户锁定。", step: "Ask the shop which of them pays.",
            "向商家核实由哪个账户付款。"),
        DetectorRow(
            .sequenceGap, .merchant, "A message is missing in a shop's sequence.",
            "商家消息序号缺失。", step: "Send what is missing again.", "请补发缺失的消息。"),
        DetectorRow(
            .lateCapture, .support, "A capture came after the lock had ended.",
            "锁定结束后又有请款。", step: "Settle it with the shop; correct the lock if need be.",
            "与商家核实，必要时更正。"),
        DetectorRow(
            .creditNotReturned, .merchant, "Goods came back, and the credit did not.",
            "退货已收到，额度尚未退回。", step: "Inspect the goods and refund.",
            "请查验退货并退款。"),
        DetectorRow(
            .feedLost, .operator, "Far less is heard of a shop than usual.",
            "商家消息明显少于平常。", step: "Ask the shop; nothing ends until it is heard.",
            "联系商家；恢复之前不会自动结束锁定。"),
        DetectorRow(
            .orderSilent, .operator, "Nobody speaks of the order, and its credit waits.",
            "订单长期无消息，额度等待处理。", step: "Ask the shop, or repair as a person.",
            "联系商家，或由专人处理。"),
        DetectorRow(
            .orderContradicted, .support, "What is said of the order contradicts itself.",
            "订单的消息相互矛盾。", step: "Ask the shop what is true.", "向商家核实实际情况。"),
        DetectorRow(
            .factParked, .merchant, "A message waits for an order that nobody knows.",
            "有消息所属的订单未知。", step: "Tell the order, or correct its number.",
            "请告知该订单，或更正订单号。"),
    ]

    private static let ofHolds: [DetectorRow] = [
        DetectorRow(
            .reviewOverdue, .reviewer, "A review is past its deadline.", "核验已超过期限。",
            step: "Decide it.", "请作出决定。"),
        DetectorRow(
            .resultUnknown, .operator, "The result of another system is not known.",
            "外部系统结果未知。", step: "Ask that system, then lift the overlay.",
            "向外部系统确认后解除标记。"),
        DetectorRow(
            .undelivered, .operator, "A message could not be delivered, and was given up.",
            "有消息无法送达，已停止重试。", step: "Mend the endpoint, then replay.",
            "修复接收端后重新投递。"),
        DetectorRow(
            .restrictionEndless, .lender, "A restriction that nobody is to look at again.",
            "账户限制没有复核日期。", step: "Set it anew with a date, or lift it.",
            "请设定复核日期，或解除限制。"),
    ]

    private static let ofEngine: [DetectorRow] = [
        DetectorRow(
            .endPassed, .operator, "Past its end and still open: the engine is late.",
            "已过期限仍未结束：系统处理滞后。", step: "See /readyz and the log.",
            "查看 /readyz 与日志。"),
        DetectorRow(
            .verdictOverdue, .operator,
            "A release waits for a verdict past its time: the engine is late.",
            "退回已过核验时限：系统处理滞后。", step: "See /readyz and the log.",
            "查看 /readyz 与日志。"),
        DetectorRow(
            .storeDamaged, .operator, "Stored data is not what was written.",
            "存储的数据已损坏。", step: "Restore from a copy.", "从备份恢复。"),
        DetectorRow(
            .clockInDoubt, .operator, "The clock is in doubt, and nothing that is due is done.",
            "时钟存疑，到期事项暂停。", step: "Look at the clock, then accept it.",
            "核对时钟后确认。"),
    ]
}
