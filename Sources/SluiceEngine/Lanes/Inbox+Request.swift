import SluiceCore

extension Inbox {
    /// What somebody asks of the sequencer. A reference: it waits, is taken and is answered as one word.
    final class Request: Sendable {
        enum Work: Sendable {
            /// A piece of a request is a slice of what was asked: it copies nothing.
            case commands(ArraySlice<Submission>)
            /// The same for one who wants no more than what each came to.
            case outcomes(ArraySlice<Submission>)
            case read(ReadQuery)
            /// The ended records that batches changed, for the archive.
            case images([CommittedBatch])
            /// In a historical journal: what is due up to a time.
            case advance(Instant)
            /// What is due by the clock, a bounded number of ends: the sequencer's own request.
            case due(endsMax: UInt32)
        }

        let work: Work
        let lane: Lane
        /// Whose turn it is within the lane.
        let turn: AnyKey
        /// When it came, by the monotonic clock.
        let cameNs: Int64
        /// Notes the stages it passes, where somebody asks after it.
        let watch: RequestWatch?
        /// Which piece of a request it is; nil for one that is whole.
        let piece: Piece?
        let reply: @Sendable (Result<Reply, EngineRefusal>) -> Void

        init(
            work: Work, watch: RequestWatch? = nil,
            reply: @escaping @Sendable (Result<Reply, EngineRefusal>) -> Void
        ) {
            self.work = work
            self.watch = watch
            cameNs = SystemClock.monotonicNs()
            piece = nil
            lane = work.lane
            turn = work.turn
            self.reply = reply
        }

        /// A piece of a request: it waits where all of it does.
        init(
            _ work: Work, of request: Request, _ piece: Piece,
            reply: @escaping @Sendable (Result<Reply, EngineRefusal>) -> Void
        ) {
            self.work = work
            self.piece = piece
            cameNs = request.cameNs
            watch = request.watch
            lane = request.lane
            turn = request.turn
            self.reply = reply
        }

        /// What serving it takes, in commands.
        var cost: Int {
            switch work {
            case .commands(let submissions), .outcomes(let submissions):
                max(1, submissions.count)
            case .due(let endsMax): max(1, Int(endsMax))
            case .read, .images, .advance: 1
            }
        }

        /// Whether it brings commands of somebody else.
        var hasCommands: Bool {
            switch work {
            case .commands, .outcomes: true
            case .read, .images, .advance, .due: false
            }
        }

        /// Whether its cost says how long it takes.
        var hasKnownCost: Bool {
            switch work {
            case .commands, .outcomes, .read, .due: true
            case .images, .advance: false
            }
        }

        /// Whether it is a follower's, who is served until the very end.
        var isFollowers: Bool {
            if case .images = work { return true }
            return false
        }

        /// Whether it is the engine's own, and so never refused for load or a stall.
        var isOwn: Bool { isDue || isFollowers }

        /// Whether what it brings about waits in memory until the archive has it.
        var waitsForArchive: Bool {
            switch work {
            case .commands, .outcomes, .advance: true
            // A read applies what is due, which is done sooner or later anyway.
            case .read, .images, .due: false
            }
        }

        /// Whether it does what is due by the clock.
        var isDue: Bool {
            if case .due = work { return true }
            return false
        }
    }

    enum Reply: Sendable {
        case answers([Answer])
        case outcomes([Result<Outcome, EngineRefusal>])
        case images([RecordImage])
    }
}

extension Inbox.Request.Work {
    /// The table of docs/internals/batching.md.
    fileprivate var lane: Lane {
        switch self {
        case .commands(let submissions), .outcomes(let submissions):
            submissions.lazy.map(\.command.lane).max() ?? .unlock
        case .read(.proposals): .background
        case .read: .checkout
        case .images, .advance: .background
        case .due: .unlock
        }
    }

    /// The merchant of the first command that waits in the lane of all, or who sends it. A batch of many
    /// merchants is its sender's, whose batches are served one after the other, unless it is of facts; all reads
    /// together are one.
    fileprivate var turn: AnyKey {
        let first: Command?
        switch self {
        case .commands(let submissions), .outcomes(let submissions):
            first = submissions.lazy.map(\.command).first { $0.lane == lane }
        case .read, .images, .advance, .due: first = nil
        }
        guard let command = first else { return .none }
        if case .outcomes = self, lane != .sync { return command.actor.subject.retagged() }
        return switch command.body {
        case .place(let body): body.merchant.retagged()
        case .recordFact(let body): body.merchant.retagged()
        case .recordPull(let body): body.merchant.retagged()
        case .recordSweep(let body): body.merchant.retagged()
        default: command.actor.subject.retagged()
        }
    }
}

extension Command {
    /// Where the command waits; what is not named here is said to end a lock, or decides.
    fileprivate var lane: Lane {
        if actor.role == .migration { return .background }
        return switch body {
        case .place(let body) where body.isDryRun: .background
        case .place, .increment, .openAccount: .checkout
        case .recordFact, .recordPull, .recordSweep: .sync
        default: .unlock
        }
    }
}
