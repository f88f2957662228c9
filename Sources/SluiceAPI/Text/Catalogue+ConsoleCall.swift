/// The catalogue: the texts of pages: who calls, and what comes of a call.
extension Catalogue {
    static let consoleCall: [CatalogueRow<ConsoleText>] = [
        CatalogueRow(.caller, "Caller", "来电人"),
        CatalogueRow(.callerMasked, "not verified", "未核实"),
        CatalogueRow(.callerWay, "Verified how", "核实方式"),
        CatalogueRow(.callerVerify, "The caller is verified", "已核实来电人"),
        CatalogueRow(.callerLasts, "In full for {span}; it is recorded.", "完整显示 {span}，并留有记录。"),
        CatalogueRow(
            .callerShown, "Verified, {way}. In full until {time}.", "已核实：{way}。完整显示至 {time}。"),
        CatalogueRow(.callerEnd, "End the call", "结束通话"),
        CatalogueRow(.wayCalledBack, "called back on the number on file", "回拨登记号码"),
        CatalogueRow(.wayOneTimeCode, "code sent to the number on file", "登记号码验证码"),
        CatalogueRow(.wayQuestions, "security questions", "安全问题"),
        CatalogueRow(.wayApp, "in the lender's app", "在机构应用内确认"),
        CatalogueRow(.toldKept, "kept", "已兑现"),
        CatalogueRow(.toldMissed, "not kept", "未兑现"),
        CatalogueRow(.toldStands, "still stands", "仍然有效"),
        CatalogueRow(
            .nudgeThen,
            "Its system is asked for the order; what it answers counts as its word.",
            "将向其系统查询该订单，其答复视同商家告知。"),
        CatalogueRow(.nudgePlanned, "Else it is asked {time}.", "否则将于 {time} 查询。"),
        CatalogueRow(.relatedAccount, "Other open locks of the account", "账户的其他锁定"),
        CatalogueRow(.findings, "Found by detectors", "检测发现"),
    ]
}
