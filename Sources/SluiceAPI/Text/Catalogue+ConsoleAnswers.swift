/// The catalogue: the texts of pages: questions, answers, and who is let in.
extension Catalogue {
    static let consoleAnswers: [CatalogueRow<ConsoleText>] = [
        CatalogueRow(.questions, "Questions", "有疑问？"),
        CatalogueRow(.why, "Why it is as it is", "为什么是这样"),
        CatalogueRow(.topicWhat, "What", "是什么"),
        CatalogueRow(.topicWhy, "Why", "原因"),
        CatalogueRow(.topicSince, "Since when", "何时开始"),
        CatalogueRow(.topicFacts, "What happened", "经过"),
        CatalogueRow(.topicAwaited, "What is awaited", "在等什么"),
        CatalogueRow(.topicThen, "And then", "之后怎样"),
        CatalogueRow(.topicEnds, "How it ends", "如何结束"),
        CatalogueRow(.topicCan, "What you can do", "您可以做什么"),
        CatalogueRow(.askCancelled, "I cancelled", "我已取消"),
        CatalogueRow(.askReturned, "I sent it back", "我已退货"),
        CatalogueRow(.askRepaid, "I repaid", "我已还款"),
        CatalogueRow(.askUnchanged, "My limit did not change", "额度没变"),
        CatalogueRow(.askWho, "Who can help?", "找谁"),
        CatalogueRow(.askSoLong, "Why so long?", "为什么这么久"),
        CatalogueRow(.askWhen, "When does it end?", "什么时候"),
        CatalogueRow(.askBilled, "Will it be billed?", "会计入账单吗"),
        CatalogueRow(.askNotShipped, "The shop has not shipped", "商家没发货"),
        CatalogueRow(
            .cancelledHeard,
            "The shop told us of the cancellation {time}.",
            "商家已于 {time} 告知订单取消。"),
        CatalogueRow(
            .cancelledPart,
            "The shop told us {time} that it cancelled a part of the order; what was locked for "
                + "that part comes back, the rest goes on.",
            "商家已于 {time} 告知取消部分商品；该部分额度退回，其余照常。"),
        CatalogueRow(
            .cancelledLate,
            "It had been billed by then. What comes back now is refunded: send the goods back, or ask "
                + "the shop.",
            "此前该笔已转为账单；之后只能退款：请寄回商品或联系商家。"),
        CatalogueRow(
            .cancelledUnheard,
            "The shop has not told us of a cancellation yet. The moment it does, the credit "
                + "comes back.",
            "商家尚未告知我们订单取消；一经告知，额度即退回。"),
        CatalogueRow(
            .cancelledUnheardBilled,
            "The shop has not told us of a cancellation; this was billed instead.",
            "商家未告知我们订单取消；该笔已转为账单。"),
        CatalogueRow(
            .cancelledUnheardEnded,
            "The shop has not told us of a cancellation; the lock ended all the same, and the "
                + "credit is back.",
            "商家未告知我们订单取消；但锁定已结束，额度已退回。"),
        CatalogueRow(
            .pullPlanned,
            "We ask the shop ourselves; the next time is {time}.",
            "我们会主动向商家查询，下次为 {time}。"),
        CatalogueRow(
            .returnNone,
            "The shop has told us of no return of goods. When it does, the case is shown "
                + "here with its steps.",
            "商家尚未告知我们退货；告知后，退货进度会显示在这里。"),
        CatalogueRow(
            .returnOpen,
            "Your return of {amount} is open since {time}.",
            "您的退货 {amount} 已于 {time} 登记。"),
        CatalogueRow(
            .returnClosed, "The return is closed; {amount} was refunded.", "退货已结束，已退款 {amount}。"),
        CatalogueRow(.returnLapsed, "The return is closed without a refund.", "退货已结束，未退款。"),
        CatalogueRow(
            .returnTold,
            "The shop told us of a return {time}. When it tells us that it has the goods, the credit "
                + "comes back.",
            "商家已于 {time} 告知退货；商家告知收到商品后，额度即恢复。"),
        CatalogueRow(
            .returnReceived,
            "The shop told us {time} that the goods are back.",
            "商家已于 {time} 告知收到退货。"),
        CatalogueRow(
            .returnChecked,
            "Whether the credit comes back is being looked at.",
            "额度是否退回正在核验。"),
        CatalogueRow(
            .returnNothingBilled,
            "Nothing of this lock was billed, so there is nothing to refund: the credit is back.",
            "该笔锁定未转为账单，无需退款：额度已退回。"),
        CatalogueRow(
            .repaidUnheard,
            "No repayment has reached us since this was locked.",
            "自锁定以来，我们尚未收到还款。"),
        CatalogueRow(
            .repaidBounced,
            "Your repayment of {amount} was taken back {time}: it bounced.",
            "您的还款 {amount} 已于 {time} 被退回。"),
        CatalogueRow(
            .repaidHeard,
            "Your repayment of {amount} reached us {time} and lowered what is used, now {used}.",
            "您的还款 {amount} 已于 {time} 到账，已用金额相应减少，现为 {used}。"),
        CatalogueRow(
            .repaidEndsNoLock,
            "Repaying does not end a lock.",
            "还款不会解除锁定。"),
        CatalogueRow(
            .availableNow, "You can spend {available} now.", "现在可用 {available}。"),
        CatalogueRow(
            .limitMoved,
            "Nothing can be spent yet: your limit was changed {time}, and more is locked and used "
                + "than it is now.",
            "可用仍为零：授信额度已于 {time} 调整，锁定与已用金额超过现有额度。"),
        CatalogueRow(
            .limitFull,
            "Nothing can be spent yet: what is locked and used takes all of your limit.",
            "可用仍为零：锁定与已用金额已占满授信额度。"),
        CatalogueRow(
            .unchangedOpen,
            "Nothing came back yet: {amount} is still locked.",
            "尚未退回：{amount} 仍在锁定中。"),
        CatalogueRow(
            .billedNotBack,
            "It was billed, so it did not come back to your limit.",
            "该笔已转为账单，因此没有退回额度。"),
        CatalogueRow(
            .shippedHeard,
            "The shop told us {time} that it shipped.",
            "商家已于 {time} 告知发货。"),
        CatalogueRow(
            .shippedPart,
            "The shop told us {time} that it shipped a part of the order.",
            "商家已于 {time} 告知部分发货。"),
        CatalogueRow(
            .shippedUnheard,
            "The shop has not told us that it shipped.",
            "商家尚未告知我们发货。"),
        CatalogueRow(
            .shippedAfterEnd,
            "The shop told us {time} that it shipped, after this lock had ended: this lock is "
                + "not billed.",
            "商家于 {time} 告知发货，但该笔锁定此前已结束，不会转为账单。"),
        CatalogueRow(
            .shipsNoMore,
            "The shop has not told us that it shipped, and nothing is billed on this lock any more.",
            "商家未告知我们发货，该笔锁定也不会再转为账单。"),
        CatalogueRow(.soLongSoFar, "Locked for {span} so far. Of that:", "至今已锁定 {span}，其中："),
        CatalogueRow(.soLongWas, "It was locked for {span}. Of that:", "共锁定 {span}，其中："),
        CatalogueRow(.spanShare, "{span} · {cause}", "{span} · {cause}"),
        CatalogueRow(.days, "{count} d", "{count} 天"),
        CatalogueRow(.hours, "{count} h", "{count} 小时"),
        CatalogueRow(.minutes, "{count} min", "{count} 分钟"),
        CatalogueRow(
            .releaseOpen,
            "Your request is being looked at; it is answered by {time}.",
            "您的申请正在处理，最晚 {time} 答复。"),
        CatalogueRow(
            .releasePending,
            "The purchase itself is still being checked; until that is answered there is nothing to "
                + "ask for.",
            "本次支付仍在核验，答复之前无需申请。"),
        CatalogueRow(
            .releaseKept,
            "A release of it was looked at, and {time} it was decided that the credit stays "
                + "locked.",
            "退回申请已核验，{time} 决定继续锁定。"),
        CatalogueRow(
            .releaseBilled,
            "It was billed, so there is no lock left to release. Send the goods back, and the shop "
                + "refunds.",
            "该笔已转为账单，没有可解除的锁定。寄回商品后由商家退款。"),
        CatalogueRow(
            .releaseEnded, "This lock has ended; there is nothing to ask for.", "该笔锁定已结束，无需申请。"),
        CatalogueRow(
            .releaseIntro,
            "Say why. If the shop confirms, the credit comes back at once; else a person "
                + "looks at it, who may return it from {time} on.",
            "请说明原因。商家确认后立即退回；否则由人工核验，{time} 之后可予退回。"),
        CatalogueRow(.releaseBy, "You are answered by {time}.", "最晚 {time} 答复您。"),
        CatalogueRow(.releaseWhy, "Why should it come back?", "为什么申请退回？"),
        CatalogueRow(.groundCancelled, "I cancelled the order", "我已取消订单"),
        CatalogueRow(.groundNotShipped, "The shop does not ship", "商家没有发货"),
        CatalogueRow(.groundReturned, "I sent the goods back", "我已退货"),
        CatalogueRow(.groundTwice, "It is locked twice", "重复锁定"),
        CatalogueRow(.groundOther, "Something else", "其他原因"),
        CatalogueRow(.evidence, "What shows it (optional)", "说明或凭证（选填）"),
        CatalogueRow(
            .evidenceHint,
            "Such as what the shop answered, or its number of the cancellation. No identity "
                + "or phone numbers, please.",
            "例如商家的答复或取消编号。请勿填写证件号码或电话。"),
        CatalogueRow(.send, "Send", "提交申请"),
        CatalogueRow(.helpful, "Did this help?", "有帮助吗？"),
        CatalogueRow(.yes, "Yes", "有"),
        CatalogueRow(.no, "No", "没有"),
        CatalogueRow(
            .helpfulThanks,
            "Thank you. If it did not help, ask us and name {code}.",
            "谢谢。如未解决，请联系我们并告知编号 {code}。"),
        CatalogueRow(
            .contactReason,
            "If you call us, say {code}: we then see what you see.",
            "如需联系我们，请告知 {code}，我们会看到您所见的内容。"),
        CatalogueRow(.signIn, "Sign in", "登录"),
        CatalogueRow(.signOut, "Sign out", "退出登录"),
        CatalogueRow(.credential, "Key or token", "密钥或令牌"),
        CatalogueRow(
            .credentialHint,
            "The API key sk_… or the token of your sign-in service.",
            "API 密钥 sk_… 或单点登录令牌。"),
        CatalogueRow(
            .signInTerms,
            "You are signed out after 30 minutes without a request, and after 8 hours in any case.",
            "30 分钟无操作或满 8 小时后自动退出。"),
        CatalogueRow(
            .signInFailed,
            "This key or token is not known, or may not use these pages.",
            "该密钥或令牌无效，或无权使用此页面。"),
        CatalogueRow(
            .tooManySessions,
            "Too many people are signed in. Try again in a few minutes.",
            "登录人数过多，请稍后再试。"),
        CatalogueRow(.arriveFirst, "Open this page from your lender's app.", "请从贷款机构的应用打开此页面。"),
        CatalogueRow(
            .arriveWhy,
            "The link works for a few minutes only and once your visit is over it shows nothing.",
            "链接仅在几分钟内有效；离开后将不再显示任何内容。"),
        CatalogueRow(
            .arriveFailed,
            "This link is no longer good. Open the page again from your lender's app.",
            "链接已失效，请从贷款机构的应用重新打开。"),
        CatalogueRow(.problemForbidden, "This page is not for your role.", "您的角色无权访问此页面。"),
        CatalogueRow(.problemNotFound, "There is nothing here.", "此处没有内容。"),
        CatalogueRow(
            .problemBusy, "The system is busy. Load the page again in a moment.", "系统繁忙，请稍后重新加载。"),
        CatalogueRow(.problemInput, "What was sent cannot be read.", "提交的内容无法识别。"),
        CatalogueRow(
            .problemFailed,
            "Something went wrong on our side; the number of the request is {id}.",
            "系统出错，请求编号为 {id}。"),
    ]
}
