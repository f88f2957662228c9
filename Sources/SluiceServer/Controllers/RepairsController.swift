import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/anomalies/{detector}/repairs`: gives back what may be given back.
struct RepairsController {
    let door: Door

    var routes: [Route] {
        [
            Route(
                .post, "/v1/anomalies/{detector}/repairs", .repairAnomalies, handle: repair)
        ]
    }

    @Sendable private func repair(_ call: Call) async throws -> Response {
        guard let detector = Detector(code: call.part("detector")), detector.isRepairable else {
            throw Problem(.notFound, detail: "There is no such detector, or nothing to repair.")
        }
        let body = try RepairRequest(body: try await call.body())
        let (command, names) = door.repair(detector, body, id: try call.id(body.id))
        let answer = try await door.submit(.repairHolds(command), names: names, for: call)
        return try await door.respond(answer, to: command, for: call)
    }
}

extension Door {
    /// The command of a repair, with the names of what it makes.
    func repair(
        _ detector: Detector, _ body: RepairRequest, id: String
    ) -> (command: RepairHolds, names: Names) {
        var targets: [RepairTarget] = []
        var names: Names = []
        for target in body.targets {
            let hold = KeyDerivation.hold(
                merchant: merchant(target.merchant).key, name: target.hold)
            let operation = Keyed<OperationTag>(
                .operation, KeyDerivation.operation(hold: hold, name: id), id)
            targets.append(RepairTarget(hold: hold, operation: operation.key))
            names.append(operation.name)
        }
        return (
            RepairHolds(detector: detector, targets: targets, isDryRun: body.isDryRun), names
        )
    }

    /// The answer to a repair, hold by hold.
    func respond(
        _ answer: Answer, to command: RepairHolds, for call: Call
    ) async throws -> Response {
        let outcome = answer.outcome
        guard outcome.code.isSuccess, let repair = answer.repair else {
            throw outcome.code.refusal(field: outcome.field())
        }
        let isReplay = !command.isDryRun && repair.findings.contains(where: \.isReplay)
        let naming = naming
        return .json(
            command.isDryRun ? .ok : .created,
            sequence: outcome.sequence > 0 ? outcome.sequence : nil, isReplay: isReplay
        ) { writer in
            writer.object { writer in
                writer.member("detector", command.detector.code)
                writer.member("dry_run", command.isDryRun)
                writer.member("needs_approval", repair.needsApproval)
                writer.member(
                    "released", Int64(repair.findings.count { $0.code == .applied }))
                writer.sums("totals", repair.totals.map { ($0.currency, $0.amount) })
                writer.name("holds")
                writer.array { writer in
                    for finding in repair.findings {
                        writer.finding(finding, naming, in: call.language)
                    }
                }
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func finding(
        _ finding: RepairFinding, _ naming: Naming, in language: Language
    ) {
        object { writer in
            writer.member("hold", naming.hold(finding.hold))
            guard finding.code != .applied else {
                writer.member("result", "RELEASED")
                writer.member("amount", finding.amount)
                if finding.isReplay { writer.member("replay", true) }
                return
            }
            let said = Catalogue.said(finding.code, to: Addressee.current.audience)
            writer.member("result", said.code)
            writer.member("text", said.text(in: language))
        }
    }
}
