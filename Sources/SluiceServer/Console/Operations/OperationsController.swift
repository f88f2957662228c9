import HTTPTypes
import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/console/operations`: the board, and the repairs that begin there.
struct OperationsController {
    let door: Door
    let sessions: SessionTable

    /// Holds a list of a detector shows, and a repair from it takes.
    private static let listMax = 100

    var routes: [Route] {
        [
            Route(
                .get, "/console/operations", .repairAnomalies, query: ["fragment", "seen"],
                handle: show),
            Route(.get, "/console/anomalies/{detector}", .readAnomalies, handle: list),
            Route(.post, "/console/anomalies/{detector}", .repairAnomalies, handle: repair),
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
        let query = AnomalyQuery(detector, at: door.boardTime)
        var found = try await door.browse {
            try $0.anomalies(query, after: 0, limit: OperationsController.listMax)
        }.value.items
        found += door.selfChecks(detector)
        if detector == .undelivered { found += try await door.deadLetters() }
        return (AnomalyPage(detector, found, call.principal, door.words), detector)
    }

    /// A dry run of the holds the form names, or the repair itself.
    @Sendable private func repair(_ call: Call) async throws -> Response {
        let form = Visit.current.form
        let holds = form["holds"].split(separator: ",").compactMap { HoldKey(hexadecimal: $0) }
        guard let detector = Detector(code: call.part("detector")), detector.isRepairable,
            (1...OperationsController.listMax).contains(holds.count),
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
    ) -> (targets: [RepairTarget], names: [Name]) {
        var targets: [RepairTarget] = []
        var names: [Name] = []
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
