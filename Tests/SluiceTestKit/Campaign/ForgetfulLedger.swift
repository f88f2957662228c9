import SluiceCore

/// A ledger that keeps forgetting ended records and has them supplied again from an archive.
///
/// No outcome and no event may depend on what happened to be resident.
struct ForgetfulLedger: Sendable {
    private var ledger = Ledger()
    private var archive: [RecordKey: RecordImage] = [:]
    private var orderOfFact: [FactKey: RecordKey] = [:]
    private var random: RandomSource
    private let forgetPercent: Int

    init(seed: UInt64) {
        random = RandomSource(seed: ~seed)
        forgetPercent = random.pick([5, 50, 100])
    }

    /// What differs from the answer and the events of a ledger that forgets nothing.
    mutating func apply(
        _ command: Command, at now: Instant, wanted: Outcome, _ events: ShortList<Event>
    ) -> [String] {
        var found = supply(command)
        let outcome = ledger.apply(command, at: now)
        if outcome != wanted { found.append("resident: \(wanted); forgetful: \(outcome)") }
        if ledger.emitted != events { found.append("events depend on what is resident") }
        forget()
        return found
    }

    /// Installs what the command needs, until nothing is named that the archive has.
    private mutating func supply(_ command: Command) -> [String] {
        while true {
            var isDone = true
            for key in ledger.missing(command) {
                var kept = key
                if case .fact(let fact) = key { kept = orderOfFact[fact] ?? key }
                if case .hold(let hold) = key, archive[key] == nil { kept = .alias(hold) }
                guard let image = archive[kept], !ledger.isResident(kept) else { continue }
                do throws(DecodeError) {
                    try ledger.install(image)
                } catch {
                    return ["archive: \(error)"]
                }
                isDone = false
            }
            if isDone { return [] }
        }
    }

    private mutating func forget() {
        var keys: [RecordKey] = []
        ledger.forEachHold { keys.append(.hold($0.key)) }
        ledger.forEachOrder { keys.append(.order($0.key)) }
        ledger.forEachAlias { keys.append(.alias($0.key)) }
        ledger.forEachAccountOperation { keys.append(.accountOperation($0.key)) }
        for key in keys where random.chance(forgetPercent) {
            guard let image = ledger.endedImage(of: key) else { continue }
            archive[key] = image
            for fact in image.facts { orderOfFact[fact] = key }
            ledger.evict(key)
        }
    }
}
