import ArgumentParser
import Foundation
import SluiceAPI
import SluiceCore

extension AnomaliesCommand {
    struct Repair: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give back what a detector finds locked, after a look at each lock.",
            discussion: """
                Shows first what would be given back, and asks. Of D1, D4 and D17; the last takes the \
                key of a person. Exit codes: 0 done, or nothing to do; 3 with --dry-run, if something \
                would be given back; 1 failed, or it takes two persons.

                Example: sluice anomalies repair D4 --dry-run
                """)

        @Argument(help: "D1, D4 or D17.")
        var detector: String

        @OptionGroup var door: EngineDoorOptions

        @Option(help: "Only holds of this merchant.")
        var merchant: String?

        @Option(help: "The id of the repair; sent again, it gives back nothing twice.")
        var id: String?

        @Flag(help: "Show what would be given back, and do nothing.")
        var dryRun = false

        @Flag(help: "Give back without asking.")
        var yes = false

        func validate() throws {
            try AnomaliesCommand.check(detector, merchant)
            guard Detector(code: detector)?.isRepairable == true else {
                throw ValidationError("\(detector) has nothing to repair: D1, D4 and D17 have")
            }
            if let id, let fault = FieldRules.identifierFault(id) {
                throw ValidationError("--id: \(fault)")
            }
        }

        func run() async throws {
            try await door.run(.changes) { engine in
                let text = AnomalyText(language: door.language)
                let items = try await AnomaliesCommand.items(detector, merchant, engine)
                let pages = Self.pages(of: items.filter { $0["hold"].text != nil })
                let planned = try await give(pages, isDryRun: true, engine)
                for answer in planned.answers { Terminal.out(text.repair(answer)) }
                Terminal.out(text.total(planned.count, planned.sums, isDone: false))
                guard planned.count > 0 else { return }
                if dryRun { throw ExitCode(3) }
                try agree()
                let done = try await give(pages, isDryRun: false, engine)
                Terminal.out(text.total(done.count, done.sums, isDone: true))
            }
        }

        private struct Given {
            var answers: [JSONValue] = []
            var count: Int64 = 0
            var sums: [JSONValue] = []
        }

        private func give(
            _ pages: [[JSONValue]], isDryRun: Bool, _ engine: EngineDoor
        ) async throws -> Given {
            let id = id ?? "repair-\(UUID().uuidString.lowercased())"
            var given = Given()
            for page in pages {
                let answer = try await engine.post(
                    "/v1/anomalies/\(detector)/repairs",
                    Self.body(of: page, id: id, isDryRun: isDryRun))
                if isDryRun, !dryRun, answer["needs_approval"].isTrue {
                    Terminal.out(AnomalyText(language: door.language).repair(answer))
                    Terminal.error("it takes two persons: propose it at /v1/proposals")
                    throw ExitCode(1)
                }
                given.answers.append(answer)
                given.count += answer["released"].number ?? 0
                given.sums = Self.sum(given.sums + answer["totals"].elements)
            }
            return given
        }

        /// Asks on a terminal whether to go on.
        private func agree() throws {
            if yes { return }
            guard isatty(FileHandle.standardInput.fileDescriptor) == 1 else {
                Terminal.error("nobody to ask: say --yes, or --dry-run to look only")
                throw ExitCode(1)
            }
            Terminal.ask(door.language == .chinese ? "确认退回？[y/N] " : "give it back? [y/N] ")
            guard readLine()?.lowercased().hasPrefix("y") == true else { throw ExitCode(1) }
        }

        private static func pages(of items: [JSONValue]) -> [[JSONValue]] {
            stride(from: 0, to: items.count, by: LedgerLimits.repairHoldsMax).map {
                Array(items[$0..<min($0 + LedgerLimits.repairHoldsMax, items.count)])
            }
        }

        private static func body(of page: [JSONValue], id: String, isDryRun: Bool) -> [UInt8] {
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("id", id)
                writer.name("holds")
                writer.array { writer in
                    for item in page {
                        writer.object { writer in
                            writer.member("merchant", item["order"]["merchant"].text ?? "")
                            writer.member("hold", item["hold"].text ?? "")
                        }
                    }
                }
                writer.member("dry_run", isDryRun)
            }
            return writer.bytes
        }

        /// Sums of one currency become one.
        private static func sum(_ sums: [JSONValue]) -> [JSONValue] {
            var totals: [(currency: String, amount: Int64)] = []
            for sum in sums {
                let (currency, amount) = (sum["currency"].text ?? "", sum["amount"].number ?? 0)
                if let index = totals.firstIndex(where: { $0.currency == currency }) {
                    totals[index].amount += amount
                } else {
                    totals.append((currency, amount))
                }
            }
            return totals.map { total in
                .object([
                    JSONValue.Member(name: "currency", value: .string(total.currency)),
                    JSONValue.Member(name: "amount", value: .integer(total.amount)),
                ])
            }
        }
    }
}
