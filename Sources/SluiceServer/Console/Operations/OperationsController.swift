import HTTPTypes
import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/console/operations`: the board, and the repairs that begin there.
struct OperationsController {
    let door: Door
    let sessions: SessionTable

    var routes: [Route] {
        [
            Route(
                .get, "/console/operations", .repairAnomalies, query: ["fragment", "seen"],
                handle: show),
            Route(
                .get, "/console/anomalies/{detector}", .readAnomalies, query: ["cursor"],
                handle: list),
            Route(
                .post, "/console/anomalies/{detector}", .repairAnomalies, query: ["cursor"],
                handle: repair),
            // That something happened, and not what: whoever has one of these pages may know.
            Route(.get, "/console/events", nil, query: ["after"], handle: events),
        ]
    }

    @Sendable private func show(_ call: Call) async throws -> Response {
        try await door.viewsSee(call.query["seen"])
        let page = OperationsPage(
            try await door.operationsFigures(), charts: .charts, call.principal, door.words)
        return .html(
            Templates.render(
                call.query["fragment"] == nil ? "operations" : "operations-body", page))
    }

    @Sendable private func list(_ call: Call) async throws -> Response {
        .html(Templates.render("anomaly", try await page(call).page))
    }

    private func page(_ call: Call) async throws -> (page: AnomalyPage, detector: Detector) {
        guard let detector = Detector(code: call.part("detector")) else {
            throw AnomaliesController.unknown
        }
        let cursor = try call.cursor()
        let after = try cursor.number()
        if let cursor {
            try await door.reach(cursor.asOf, in: .views, namedBy: "cursor")
        }
        let viewed = try await found(AnomalyQuery(detector, at: door.boardTime), after: after)
        let next = ListedPage(viewed).cursor(after: cursor)?.text(of: call.list)
        var items = viewed.value.items
        // What no view knows stands on the first page.
        if cursor == nil {
            items += door.selfChecks(detector)
            if detector == .undelivered { items += try await door.deadLetters() }
        }
        return (
            AnomalyPage(
                detector, items, at: call.query["cursor"], next: next, call.principal, door.words),
            detector
        )
    }

    /// A page of a list: what looks at some open holds at a time looks on where it found none.
    private func found(
        _ query: AnomalyQuery, after first: UInt64
    ) async throws -> Viewed<ViewPage<Anomaly>> {
        var viewed = try await look(query, after: first)
        for _ in 1..<ConsoleLimits.anomalyLooksMax {
            guard viewed.value.items.isEmpty, let next = viewed.value.next else { break }
            viewed = try await look(query, after: next)
        }
        return viewed
    }

    private func look(
        _ query: AnomalyQuery, after place: UInt64
    ) async throws -> Viewed<ViewPage<Anomaly>> {
        try await door.browse {
            try $0.anomalies(query, after: place, limit: ConsoleLimits.anomaliesMax)
        }
    }

    /// A dry run of the holds the form names, or the repair itself.
    @Sendable private func repair(_ call: Call) async throws -> Response {
        let form = Visit.current.form
        let holds = form["holds"].split(separator: ",").compactMap { HoldKey(hexadecimal: $0) }
        guard let detector = Detector(code: call.part("detector")), detector.isRepairable,
            (1...ConsoleLimits.anomaliesMax).contains(holds.count),
            Set(holds).count == holds.count, FieldRules.identifierFault(form["id"]) == nil
        else { throw Problem(.invalidField, detail: "The form is not one of ours.") }
        let isDry = form["dry"] != "0"
        let (targets, names) = targets(holds, id: form["id"])
        let answer = try await door.submit(
            .repairHolds(RepairHolds(detector: detector, targets: targets, isDryRun: isDry)),
            names: names, for: call)
        let words = door.words
        var page = try await page(call).page
        guard answer.outcome.code.isSuccess, let repair = answer.repair else {
            page.fault = words.said(Catalogue.said(answer.outcome.code, to: .staff))
            return .html(status: .conflict, Templates.render("anomaly", page))
        }
        if isDry {
            page.keep(holds)
            page.show(repair, words)
        } else {
            page.done = words.text(
                .repairDone,
                [
                    "count": "\(repair.findings.count { $0.code == .applied })",
                    "amounts": repair.totals.map { words.amount($0.amount, $0.currency) }
                        .joined(separator: ", "),
                ])
        }
        return .html(Templates.render("anomaly", page))
    }

    private func targets(
        _ holds: [HoldKey], id: String
    ) -> (targets: [RepairTarget], names: Names) {
        var targets: [RepairTarget] = []
        var names: Names = []
        for hold in holds {
            let operation = Keyed<OperationTag>(
                .operation, KeyDerivation.operation(hold: hold, name: id), id)
            targets.append(RepairTarget(hold: hold, operation: operation.key))
            names.append(operation.name)
        }
        return (targets, names)
    }

    /// What moves the figures: everything that happens.
    @Sendable private func events(_ call: Call) async throws -> Response {
        guard let session = Visit.current.session,
            StaffBar.Page.allCases.contains(where: { $0.isFor(call.principal) })
        else { throw Problem(.forbidden, detail: "No page is for this role.") }
        return try EventsController(door: door).stream(
            EventScope(subject: .all), call, isBare: true,
            while: door.follows(session, in: sessions))
    }
}
