import SluiceCore
import SluiceEngine

/// Draws the steps of one seed.
///
/// Swarm testing: each seed draws which kinds of steps and faults there are, and how often, so that the
/// seeds together come to states that a fixed mixture hardly ever does.
struct StepSource {
    /// The kinds of steps there are.
    private enum Kind: Int, CaseIterable {
        case submit, again, read, acceptClock
        case sequence, write, followArchive, followViews, snapshot, rest, wait
        case setClock, stall, unknown, failure, archiveFails, archiveUnreadable, viewsFail
        case copyArchive, crash

        /// Faults are rare, that something comes between them.
        var isFault: Bool { rawValue >= Kind.setClock.rawValue }
    }

    let sizes: Sizes
    let hasSnapshots: Bool
    private var random: RandomSource
    private var generator: Generator
    private let weights: [Int]
    private let damages: Bool
    private let requestMax: Int
    private var isFirst = true
    /// Commands sent lately, to be sent again by clients that heard no answer, or do not remember.
    private var sent: [Command] = []

    /// - Parameter hasFaults: whether disk, clock and process fail.
    init(seed: UInt64, hasFaults: Bool) {
        var random = RandomSource(seed: seed &* 0x9E37_79B9 ^ 0x51D5)
        generator = Generator(seed: seed)
        sizes = Sizes(&random)
        hasSnapshots = random.chance(70)
        damages = hasFaults && random.chance(60)
        requestMax = random.pick([1, 1, 3, 8])
        var weights = Kind.allCases.map { kind in
            kind.isFault
                ? (hasFaults ? random.pick([0, 1, 2, 4]) : 0) : random.pick([2, 10, 40])
        }
        weights[Kind.submit.rawValue] = 100
        weights[Kind.again.rawValue] = random.pick([0, 10, 40])
        weights[Kind.read.rawValue] = random.pick([0, 5, 30])
        weights[Kind.rest.rawValue] = random.pick([4, 10, 30])
        weights[Kind.wait.rawValue] = random.pick([0, 2, 8])
        weights[Kind.acceptClock.rawValue] = random.pick([0, 1, 3])
        weights[Kind.snapshot.rawValue] = random.pick([1, 5])
        self.weights = weights
        self.random = random
    }

    /// The next step, seeing what the clients know.
    mutating func next(_ world: World) -> Step {
        generator.catchUp(with: world.engine.time)
        if isFirst {
            isFirst = false
            // So that terms are those of this seed from the beginning.
            return .submit([command(.adoptPolicy(generator.policy()))], afterNs: 0)
        }
        switch Kind(rawValue: random.index(weights: weights))! {
        case .submit: return submit(world)
        case .again:
            let unsure = world.clients.unsure
            let known = unsure.isEmpty || random.chance(40) ? sent : unsure
            return known.isEmpty ? .sequence : .submit([random.pick(known)], afterNs: 0)
        case .read: return read()
        case .acceptClock: return .acceptClock
        case .sequence: return .sequence
        case .write: return .write
        case .followArchive: return .follow(0)
        case .followViews: return .follow(1)
        case .snapshot: return .snapshot
        case .rest: return .rest
        case .wait: return wait(world)
        case .setClock: return .setClock(byNs: clockStepNs())
        case .stall:
            let obstacle = random.pick([AppendResult.Obstacle.diskFull, .busy])
            return .disk((0...random.below(6)).map { _ in .notDurable(obstacle) })
        case .unknown:
            return .disk([random.pick([.unknownWritten, .unknownLost, .unknownUnreadable])])
        case .failure:
            return .disk([random.pick([.failed, .failedWritten, .torn, .fenced])])
        case .archiveFails: return .archiveFails(times: 1 + random.below(4))
        case .archiveUnreadable: return .archiveUnreadable(times: 1)
        case .viewsFail: return .viewsFail(times: 1 + random.below(4))
        case .copyArchive: return .copyArchive
        case .crash: return .crash(restart())
        }
    }

    private mutating func submit(_ world: World) -> Step {
        let seen = world.witness.reference
        var commands: [Command] = []
        var afterNs: Int64 = 0
        for number in 0...random.below(requestMax) {
            let (command, at) = generator.next(seeing: seen)
            // The orders of its children are named after the merchant of a hold somebody has seen.
            if case .split(let body) = command.body,
                !seen.holds.contains(where: { $0.placement.hold == body.hold })
            {
                continue
            }
            if number == 0 { afterNs = at.ns - world.engine.time.ns }
            commands.append(command)
            if sent.count < 40 {
                sent.append(command)
            } else {
                sent[random.below(sent.count)] = command
            }
        }
        return commands.isEmpty ? .sequence : .submit(commands, afterNs: afterNs)
    }

    /// Until something is due that is known of.
    private mutating func wait(_ world: World) -> Step {
        let now = world.engine.time
        let ahead = world.witness.reference.dues.map(\.at.ns).filter {
            now.ns < $0 && $0 < .max / 2
        }
        return ahead.isEmpty ? .rest : .wait(ns: random.pick(ahead.sorted()) - now.ns)
    }

    private mutating func command(_ body: Command.Body) -> Command {
        Command(actor: .tester, businessDate: BusinessDate(day: 100), body: body)
    }

    private mutating func read() -> Step {
        switch random.below(3) {
        case 0: .readAccount(generator.account())
        case 1: .readHold(generator.hold())
        default: .readOrder(generator.order().1)
        }
    }

    /// Small steps as a time server makes them, and large ones as a person does.
    private mutating func clockStepNs() -> Int64 {
        random.pick([
            1, -1, Span.secondNs, -Span.secondNs, 3 * Span.secondNs, -3 * Span.secondNs,
            -Span.hourNs, Span.dayNs, -Span.dayNs,
        ])
    }

    private mutating func restart() -> Restart {
        var restart = Restart()
        restart.downNs = random.pick([1, Span.millisecondNs, Span.secondNs, Span.dayNs])
        if random.chance(20) { restart.setNs = clockStepNs() }
        restart.isBooted = random.chance(50)
        restart.isSynchronised = random.chance(80)
        restart.acceptsClock = random.chance(30)
        if damages, random.chance(50) { restart.damage = damage() }
        if random.chance(30) { restart.sizes = Sizes(&random) }
        return restart
    }

    private mutating func damage() -> Damage {
        let at = random.below(1 << 20)
        switch random.below(11) {
        case 0: return .rottenRow(at: at, part: random.below(1 << 20))
        case 1: return .missingRow(at: at)
        case 2: return .forkedRow(at: at)
        case 3: return .lostTail
        case 4: return .unreadable
        case 5: return .rottenSnapshot(at: at)
        case 6: return .cutSnapshot(at: at)
        case 7: return .noSnapshots
        case 8: return .olderArchive(at: at)
        case 9: return .noArchive
        default: return .noViews
        }
    }
}
