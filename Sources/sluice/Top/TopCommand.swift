import ArgumentParser
import Foundation
import SluiceAPI

struct TopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top",
        abstract: "Watch a running engine: load, unlock times, queues, what is wrong.",
        discussion: """
            Of each interval: commits and commands a second, what waits in each lane and how long; how \
            soon credit came back beside what is promised; the queue of the desk by tier; locks past \
            their end; anomalies by amount; silent feeds; how far views and archive are behind. On a \
            terminal a frame takes the place of the one before until SIGINT or SIGTERM; elsewhere, and \
            with --once, one is printed. The key is of role lender, operator or auditor. \
            Exit codes: 0 done, 1 refused, 69 nobody answers.

            Examples:
              sluice top --interval 5
              sluice top --json | jq .past_deadline
            """)

    @Option(help: "Seconds between two frames, 0.1 to 3600.")
    var interval = 2.0

    @Flag(help: "Print one frame, of one interval, and end.")
    var once = false

    @Flag(help: "Print a JSON document an interval.")
    var json = false

    @OptionGroup var door: EngineDoorOptions

    func validate() throws {
        guard (0.1...3_600).contains(interval) else {
            throw ValidationError("--interval \(interval) is not between 0.1 and 3600")
        }
    }

    /// Whether frames follow each other.
    private var isLive: Bool {
        !once && (json || isatty(FileHandle.standardOutput.fileDescriptor) == 1)
    }

    func run() async throws {
        try await door.run(.asks) { engine in
            let ending = SignalEnding()
            let listening = await ending.listen()
            defer { listening.cancel() }
            let words = Words(language: engine.language, clock: try await engine.localClock())
            var old = try await TopReading.take(engine)
            let screen = isLive && !json ? LiveScreen() : nil
            defer { screen?.close() }
            repeat {
                try await ending.pause(interval)
                guard ending.isAwaited else { break }
                do {
                    let new = try await TopReading.take(engine)
                    tell(TopFrame(from: old, to: new), engine, words, on: screen)
                    old = new
                } catch let silence as DoorSilence where screen != nil {
                    screen?.show(["\(silence)", words("Asked again.", "正在重试。")])
                }
            } while isLive && ending.isAwaited
        }
    }

    private func tell(
        _ frame: TopFrame, _ engine: EngineDoor, _ words: Words, on screen: LiveScreen?
    ) {
        if json { return Terminal.out(frame.json) }
        let paint = Paint(isOn: Terminal.showsColour)
        let lines = frame.lines(words, place: engine.place, paint: paint)
        guard let screen else { return Terminal.out(lines.joined(separator: "\n")) }
        screen.show(lines)
    }
}
