import ArgumentParser

struct HoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold",
        abstract: "Show, list, place, capture and release holds.",
        discussion: """
            Asks the engine at --url or the one that runs on --data; a directory that no engine runs on \
            is asked itself: reading shows it as it was left, changing needs a key. \
            Exit codes: 0 done, 1 refused, 69 nobody answers, 75 the directory is in use.

            Examples:
              sluice hold list --account A-1 --status active
              sluice hold show H-1 --merchant M-1
              sluice hold place --account A-1 --merchant M-1 --order O-1 --amount 300 --currency CNY
              sluice hold release H-1 --merchant M-1 --reason ORDER_CANCELLED
            """,
        subcommands: [
            HoldShow.self, HoldList.self, HoldTimeline.self, HoldPlace.self, HoldCapture.self,
            HoldRelease.self,
        ])
}
