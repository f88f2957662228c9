import SluiceAPI
import SluiceCore
import SluiceEngine

/// What a detector found, and what a repair of it would do. Members are those the templates name.
struct AnomalyPage: Sendable {
    struct Item: Sendable {
        var name: String
        var caseHref: String?
        var merchant: String
        var amount: String
        var since: String
        var why: String
        /// The hold it is, as the form names it.
        var target: String
        var tone = ""
        var result = ""
    }

    var frame: Frame
    var t: [String: String]
    var staff: StaffBar
    var code: String
    var title: String
    var owner: String
    var step: String
    var action: String
    var operation: String
    /// The holds the form is of: keys, divided by commas.
    var targets: String
    var hasItems: Bool
    var items: [Item]
    /// What stands in place of items; nil where there are some, or may be on the next page.
    var empty: String?
    var more: String?
    var moreHref: String
    var mayDryRun: Bool
    var isDry = false
    var dryTotal: String?
    var repairWord: String?
    var done: String?
    var fault: String?

    /// - Parameters:
    ///   - cursor: where the page begins; nil: it is the first.
    ///   - next: where the one after it does; nil: it is the last.
    init(
        _ detector: Detector, _ found: [Anomaly], at cursor: String?, next: String?,
        _ principal: Principal, _ words: PageWords
    ) {
        let row = Catalogue.row(of: detector)
        frame = Frame(words.heading(row.title(in: words.language)), words, scripts: [.keys])
        t = words.texts
        staff = StaffBar(.operations, principal, words)
        code = detector.code
        title = words.heading(row.title(in: words.language))
        owner = words.text(ConsoleText(row.owner))
        step = row.step(in: words.language)
        action = OperationsPage.path(detector, at: cursor)
        more = next.map { _ in words.text(.listFurther) }
        moreHref = OperationsPage.path(detector, at: next)
        operation = "repair-" + SessionTable.random().prefix(24)
        let holds = found.compactMap { $0.hold?.key }
        targets = holds.map(\.hexadecimal).joined(separator: ",")
        mayDryRun =
            detector.isRepairable && !holds.isEmpty && principal.has(.repairAnomalies)
        let mayOpen = StaffBar.Page.support.isFor(principal)
        items = found.map { anomaly in
            let merchant = anomaly.merchant.map { Naming.text($0) } ?? ""
            let name =
                anomaly.order.map { Naming.text($0) } ?? anomaly.hold.map { Naming.text($0) }
                ?? anomaly.account.map { SupportSearch.masked(Naming.text($0)) } ?? merchant
            return Item(
                name: name,
                caseHref: anomaly.hold.flatMap { hold in
                    mayOpen ? SupportSearch.path(hold: Naming.text(hold), of: merchant) : nil
                },
                merchant: merchant,
                amount: anomaly.amount.flatMap { amount in
                    anomaly.currency.map { words.amount(amount, $0) }
                } ?? "–", since: anomaly.since.map(words.short) ?? "–",
                why: anomaly.reason ?? "", target: anomaly.hold?.key.hexadecimal ?? "")
        }
        hasItems = !items.isEmpty
        empty =
            hasItems || next != nil
            ? nil : words.text(cursor == nil ? .nothingHere : .emptyRest)
    }

    /// Shows these holds, in their order, and no other: those a dry run was of.
    mutating func keep(_ holds: [HoldKey]) {
        items = holds.compactMap { hold in items.first { $0.target == hold.hexadecimal } }
        targets = items.map(\.target).joined(separator: ",")
        hasItems = !items.isEmpty
    }

    /// Shows what a dry run came to beside each hold.
    mutating func show(_ repair: Repair, _ words: PageWords) {
        isDry = true
        let given = repair.findings.count { $0.code == .applied }
        let amounts = repair.totals.map { words.amount($0.amount, $0.currency) }
            .joined(separator: ", ")
        for finding in repair.findings {
            let target = finding.hold.hexadecimal
            guard let index = items.firstIndex(where: { $0.target == target }) else { continue }
            let isGiven = finding.code == .applied
            items[index].tone = isGiven ? "good" : "watch"
            items[index].result =
                isGiven
                ? words.text(.wouldRelease)
                : words.said(Catalogue.said(finding.code, to: .staff))
        }
        guard given > 0 else {
            dryTotal = words.text(.dryRunNone)
            return
        }
        dryTotal = words.text(
            .dryRunTotal,
            [
                "count": "\(given)", "amounts": amounts,
                "refused": "\(repair.findings.count - given)",
            ])
        if repair.needsApproval {
            fault = words.text(.repairProposal)
        } else {
            repairWord = words.text(.repairNow, ["amounts": amounts])
        }
    }
}
