import ArgumentParser

/// The version of this binary, as told by `--version` and written into journals it makes.
let sluiceVersion = "0.1.0"

@main
struct Sluice: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sluice",
        abstract: "Locks credit at checkout and ends every lock by a stated deadline.",
        discussion: """
            Exit codes: 0 done, 1 failed or found unsound, 3 an audit or the board found something, 64 wrong \
            arguments, 69 nobody answers, 70 a fault of the machine, 75 the data directory is in use.

            Commands that ask an engine take --url and --key, or SLUICE_URL and SLUICE_KEY of the \
            environment, or --data of the directory it runs on.
            """,
        version: sluiceVersion,
        subcommands: [
            Serve.self, HoldCommand.self, AccountCommand.self, OrderCommand.self,
            EventsCommand.self, ExplainCommand.self, AnomaliesCommand.self, SloCommand.self,
            TopCommand.self, Import.self, IngestCommand.self, IngestNatsCommand.self, Export.self,
            AuditCommand.self, ReportCommand.self, ReconcileCommand.self, Close.self, Verify.self,
            Backup.self, Restore.self, Follow.self, Keys.self, AccessCommand.self,
            WebhookSecretsCommand.self,
            Person.self, Proposals.self, PolicyCommand.self, MappingCommand.self,
            ConnectorCommand.self, ClockCommand.self, ConfigCommand.self, WorldCommand.self,
            DemoCommand.self,
            Bench.self,
            CompletionCommand.self, ExplainErrorCommand.self,
        ])
}
