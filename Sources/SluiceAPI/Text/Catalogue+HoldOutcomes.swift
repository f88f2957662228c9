import SluiceCore

/// The catalogue: what is told of requests about a hold.
extension Catalogue {
    static let holdOutcomes: [CatalogueRow<OutcomeCode>] = [
        CatalogueRow(.holdNotFound, "There is no such lock.", "没有这笔锁定。"),
        CatalogueRow(.holdEnded, "The lock has ended.", "该笔锁定已结束。"),
        CatalogueRow(
            .guaranteed,
            consumer: .own("It is promised to the shop until a stated time.", "在约定时间之前已对商家作出保证。"),
            merchant: .own(
                "The lock is promised to you until a stated time.", "在约定时间之前，该笔锁定对您有保证。"),
            staff: .own("The hold is promised to the merchant.", "该笔锁定已对商家作出保证。")),
        CatalogueRow(.holdDeclined, "The purchase was declined.", "本次支付未获批准。"),
        CatalogueRow(
            .holdPending,
            consumer: .own("The purchase is still being checked.", "本次支付仍在核验。"),
            merchant: .shared(.waitsForLender),
            staff: .own("The hold is not approved yet.", "该笔锁定尚未获批。")),
        CatalogueRow(
            .holdFrozen,
            consumer: .shared(.paused),
            merchant: .shared(.paused),
            staff: .own("The hold is frozen by law.", "该笔锁定已依法冻结。")),
        CatalogueRow(.holdLive, "The lock has not ended, or has lines.", "该笔锁定尚未结束，或含商品行。"),
        CatalogueRow(
            .resultUnknown,
            consumer: .own("The result of the payment is still being confirmed.", "付款结果仍在确认。"),
            merchant: .own("The result of another system is not known.", "外部系统结果未知。"),
            staff: .own("The result of another system is not known.", "外部系统结果未知。")),
        CatalogueRow(.extendedToday, "The lock was extended today.", "该笔锁定今日已延长过。"),
        CatalogueRow(.beyondMaximumAge, "The lock would last too long.", "延长后将超过最长锁定时间。"),
        CatalogueRow(
            .reviewOpen,
            consumer: .own("A check is under way.", "核验正在进行。"),
            merchant: .shared(.waitsForLender),
            staff: .own("A review is open.", "核验正在进行。")),
        CatalogueRow(
            .reviewNotOpen,
            consumer: .own("No such check is under way.", "没有正在进行的核验。"),
            merchant: .shared(.refused),
            staff: .own("No such review is open.", "没有正在进行的核验。")),
        CatalogueRow(
            .overlayExists,
            consumer: .shared(.refused),
            merchant: .own("There is such a mark already.", "已有同类标记。"),
            staff: .own("There is such an overlay already.", "已有同类标记。")),
        CatalogueRow(
            .overlayNotFound,
            consumer: .shared(.refused),
            merchant: .own("There is no such mark.", "没有该标记。"),
            staff: .own("There is no such overlay.", "没有该标记。")),
    ]
}
