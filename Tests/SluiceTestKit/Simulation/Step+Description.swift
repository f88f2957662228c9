import SluiceCore

extension Step: CustomStringConvertible {
    /// One line: what a reader of a trace needs to see what happened.
    public var description: String {
        switch self {
        case .submit(let commands, let afterNs):
            "submit after \(afterNs) ns: " + commands.map(Step.brief).joined(separator: " | ")
        case .readAccount(let key): Step.brief("read account \(key)")
        case .readHold(let key): Step.brief("read hold \(key)")
        case .readOrder(let key): Step.brief("read order \(key)")
        case .acceptClock: "accept the clock"
        case .sequence: "the sequencer's turn"
        case .write: "the writer's turn"
        case .follow(let number): number == 0 ? "the archive's turn" : "the views' turn"
        case .snapshot: "write the snapshot that was begun"
        case .rest: "all turns until nothing is left to do"
        case .wait(let span): "\(span) ns pass, and all turns until nothing is left to do"
        case .setClock(let span): "set the clock by \(span) ns"
        case .disk(let faults): Step.brief("the next appends: \(faults)")
        case .archiveFails(let times): "the archive fails \(times) times"
        case .archiveUnreadable(let times): "the archive cannot be read \(times) times"
        case .viewsFail(let times): "the views fail \(times) times"
        case .copyArchive: "copy the archive"
        case .crash(let restart): Step.brief("kill and start: \(restart)")
        }
    }

    private static func brief(_ command: Command) -> String {
        "\(command.actor.role) on day \(command.businessDate.day)"
            + (command.occurredAt.map { " of \($0.ns)" } ?? "") + " "
            + brief("\(command.body)")
    }

    /// A value as Swift prints it, without the names of modules and with short keys.
    static func brief(_ text: String) -> String {
        text.replacing(
            /\b(SluiceCore|SluiceEngine|SluiceTestKit|Command\.Body|MemoryJournal)\./, with: ""
        )
        .replacing(/Key<(\w+)Tag>\(high: (\d+), low: (\d+)\)/) { match in
            let high = UInt64(match.2) ?? 0
            return high == 0 ? "none" : "\(match.1)#" + String(high % 0xFFFF_FFFF, radix: 16)
        }
        .replacing(/(Money|Instant|BusinessDate)\(\w+: (-?\d+)\)/) { "\($0.2)" }
    }
}
