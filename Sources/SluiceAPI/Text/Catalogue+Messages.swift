/// The catalogue: what messages say.
extension Catalogue {
    public static let messages: [MessageRow] = consumerMessages + merchantMessages + staffMessages

    private static let consumerMessages: [MessageRow] = [
        MessageRow(
            .locked, .consumer,
            "{amount} is locked for your order. It joins your bill when the shop has done its "
                + "part; if that has not happened by {until}, we return it.",
            "{amount} 已为您的订单锁定。商家履约后转为账单；至 {until} 仍未履约的，将自动退回额度。"),
        MessageRow(
            .slipped, .consumer,
            "It takes longer than we said: now likely by {until}, no longer by {previous}. "
                + "The latest time stays as it was.",
            "比先前告知的时间晚：预计 {until}，原为 {previous}。最晚时间不变。"),
        MessageRow(
            .returned, .consumer, "{amount} was returned. Available is now {available}.",
            "已退回 {amount}，可用额度现为 {available}。"),
        MessageRow(
            .returnedNotHigher, .consumer,
            "{amount} was returned. Available rose by {rise} to {available}: your limit is {limit}, "
                + "and {used} of it is in use.",
            "已退回 {amount}，可用额度增加 {rise}，现为 {available}：您的授信额度为 {limit}，已占用 {used}。"),
        MessageRow(
            .refunded, .consumer, "{amount} was refunded. Available is now {available}.",
            "已退款 {amount}，可用额度现为 {available}。"),
        MessageRow(
            .refundedNotHigher, .consumer,
            "{amount} was refunded. Available rose by {rise} to {available}: your limit is {limit}, "
                + "{used} of it is in use, and {surplus} was more than you owed.",
            "已退款 {amount}，可用额度增加 {rise}，现为 {available}：授信额度为 {limit}，已占用 {used}，"
                + "超出欠款的部分为 {surplus}。"),
        MessageRow(
            .billed, .consumer,
            "{amount} was billed: it is part of what you owe now and is not returned.",
            "{amount} 已转为账单，计入您的欠款，不再退回额度。"),
        MessageRow(
            .purchaseReview, .consumer,
            "Your purchase of {amount} is being checked. If nobody has decided by {until}, it is "
                + "declined and nothing stays locked.",
            "您 {amount} 的支付正在核验。至 {until} 未作出决定的，本次支付不获批准，额度不再锁定。"),
        MessageRow(
            .returnReview, .consumer,
            "The return of your credit, {amount}, is being checked. If nobody has decided by "
                + "{until}, we return it or tell you by when.",
            "您 {amount} 的退回申请正在核验。至 {until} 未作出决定的，将退回额度，或告知新的时限。"),
        MessageRow(
            .endMoved, .consumer,
            "{amount} stays locked until {until} at the latest, no longer until {previous}. "
                + "If you object, ask us to look at it.",
            "{amount} 最晚锁定至 {until}，原为 {previous}。如有异议，请申请复核。"),
        MessageRow(
            .reviewMoved, .consumer,
            "The check of {amount} ends by {until}, no longer by {previous}. "
                + "If you object, ask us to look at it.",
            "{amount} 的核验最晚于 {until} 结束，原为 {previous}。如有异议，请申请复核。"),
        MessageRow(
            .limitEnding, .consumer,
            "Your temporary limit of {amount} ends at {until}, {days} day(s) from now.",
            "您 {amount} 的临时额度将于 {until} 到期，距今 {days} 天。"),
        MessageRow(
            .repaymentBounced, .consumer,
            "Your repayment of {amount} was returned by the bank, and you owe it again. Available "
                + "is now {available}. If you object, ask us to look at it.",
            "您 {amount} 的还款被银行退回，恢复为欠款。可用额度现为 {available}。如有异议，请申请复核。"),
        MessageRow(
            .lateForced, .consumer,
            "The shop billed {amount} after the lock had ended. Available is now {available}. "
                + "If you object, ask us to look at it.",
            "锁定结束后商家请款 {amount}，已转为账单。可用额度现为 {available}。如有异议，请申请复核。"),
    ]

    private static let merchantMessages: [MessageRow] = [
        MessageRow(
            .locked, .merchant,
            "{amount} is locked for the order, guaranteed until {guaranteed_until}.",
            "已为该订单锁定 {amount}，保证至 {guaranteed_until}。"),
        MessageRow(
            .slipped, .merchant,
            "The order is later than usual, now expected by {until} and no longer by {previous}: "
                + "tell what became of it, or extend.",
            "该订单晚于通常时间，预计 {until}，原为 {previous}：请更新订单状态或延期。"),
        MessageRow(
            .endsSoon, .merchant,
            "The guarantee of {amount} ends at {until}: ship or extend.",
            "{amount} 的保证将于 {until} 到期：请发货或延期。"),
        MessageRow(
            .returned, .merchant,
            "{amount} of the order was returned: do not ship for it.",
            "该订单 {amount} 已退回，请勿就此发货。"),
        MessageRow(
            .returnedNotHigher, .merchant,
            "{amount} of the order was returned: do not ship for it.",
            "该订单 {amount} 已退回，请勿就此发货。"),
        MessageRow(
            .billed, .merchant, "{amount} was billed and is payable to you.",
            "{amount} 已转为账单，应付予贵方。"),
    ]

    private static let staffMessages: [MessageRow] = [
        MessageRow(
            .slipped, .staff,
            "A lock of {amount} is later than was told: expected by {until}, told {previous}. "
                + "Watch it.",
            "一笔 {amount} 的锁定晚于已告知时间：预计 {until}，原为 {previous}，请关注。"),
        MessageRow(
            .purchaseReview, .staff,
            "A purchase of {amount} waits for the desk; without a decision it is declined "
                + "at {until}.",
            "一笔 {amount} 的支付待核验；至 {until} 未决定将不予批准。"),
        MessageRow(
            .returnReview, .staff,
            "A release of {amount} waits for the desk; without a decision its default is "
                + "taken at {until}.",
            "一笔 {amount} 的退回待核验；至 {until} 未决定将按默认处理。"),
        MessageRow(
            .slaAtRisk, .staff,
            "A release of {amount} has used four fifths of its time: decide it by {until}.",
            "一笔 {amount} 的退回核验已用去五分之四的时限：请在 {until} 前决定。"),
        MessageRow(
            .slaBreached, .staff,
            "Nobody decided on a release of {amount} by {previous}. At {until} it is returned "
                + "whatever its amount.",
            "一笔 {amount} 的退回至 {previous} 仍无人决定；{until} 将无条件退回。"),
    ]
}
