/// Tags of command bodies on disk: never renumber.
private enum BodyTag: UInt8 {
    case openAccount = 1
    case setLimit = 2
    case repay = 3
    case reverseRepayment = 4
    case place = 5
    case capture = 6
    case release = 7
    case increment = 8
    case refund = 9
    case recordFact = 10
    case tick = 11
    case settle = 12
    case adoptPolicy = 13
    case createJournal = 14
    case goLive = 15
    case endLimit = 16
    case restrict = 17
    case liftRestriction = 18
    case payOut = 19
    case extend = 20
    case requestRelease = 21
    case decideReview = 22
    case setOverlay = 23
    case liftOverlay = 24
    case split = 25
    case correct = 26
    case propose = 27
    case approve = 28
    case closeDay = 29
    case settleOrder = 30
    case recordPull = 34
    case recordSweep = 35
    case repairHolds = 36
    case recordVerdict = 38
    case undoDecision = 39
    case acceptClock = 40
}

extension BatchWriter {
    mutating func body(_ body: Command.Body) {
        switch body {
        case .openAccount(let body): openAccount(body)
        case .setLimit(let body): setLimit(body)
        case .endLimit(let body): account(.endLimit, body.account, body.operation, body.limit)
        case .restrict(let body):
            account(.restrict, body.account, body.operation)
            out.byte(body.kind.rawValue)
            optional(body.reviewBy)
        case .liftRestriction(let body):
            account(.liftRestriction, body.account, body.operation, body.restriction)
        case .repay(let body):
            account(.repay, body.account, body.operation)
            out.money(body.principal)
        case .reverseRepayment(let body):
            account(.reverseRepayment, body.account, body.operation, body.repayment)
        case .payOut(let body): account(.payOut, body.account, body.operation, body.payout)
        case .place(let body): place(body)
        case .capture(let body): capture(body)
        case .release(let body): operation(.release, body.hold, body.operation, body.request)
        case .increment(let body): operation(.increment, body.hold, body.operation, body.request)
        case .extend(let body): operation(.extend, body.hold, body.operation, body.request)
        case .refund(let body): operation(.refund, body.hold, body.operation, body.request)
        case .requestRelease(let body):
            operation(.requestRelease, body.hold, body.operation, body.request)
        case .decideReview(let body):
            operation(.decideReview, body.hold, body.operation, body.request)
        case .undoDecision(let body):
            operation(.undoDecision, body.hold, body.operation, body.request)
        case .recordVerdict(let body):
            tag(.recordVerdict)
            key(body.hold)
            key(body.operation)
            key(body.subject)
            verdict(body.verdict)
        case .setOverlay(let body): operation(.setOverlay, body.hold, body.operation, body.request)
        case .liftOverlay(let body):
            operation(.liftOverlay, body.hold, body.operation, body.request)
        case .split(let body): split(body)
        case .correct(let body): operation(.correct, body.hold, body.operation, body.request)
        case .recordFact(let body): recordFact(body)
        case .recordPull(let body):
            tag(.recordPull)
            recordPull(body)
        case .recordSweep(let body):
            tag(.recordSweep)
            key(body.merchant)
            out.instant(body.askedAt)
        case .repairHolds(let body):
            tag(.repairHolds)
            out.byte(body.detector.rawValue)
            list(body.targets) { writer, target in
                writer.key(target.hold)
                writer.key(target.operation)
            }
            out.flag(body.isDryRun)
        case .propose(let body):
            tag(.propose)
            key(body.proposal)
            self.body(body.command)
        case .approve(let body):
            tag(.approve)
            key(body.proposal)
            out.varint(body.sequence)
        case .tick(let dueMax):
            tag(.tick)
            out.varint(UInt64(dueMax))
        case .settle(let account):
            tag(.settle)
            key(account)
        case .settleOrder(let order):
            tag(.settleOrder)
            key(order)
        case .closeDay(let date):
            tag(.closeDay)
            out.signed(Int64(date.day))
        case .adoptPolicy(let policy):
            tag(.adoptPolicy)
            self.policy(policy)
        case .createJournal(let body):
            tag(.createJournal)
            createJournal(body)
        case .goLive: tag(.goLive)
        case .acceptClock: tag(.acceptClock)
        }
    }

    private mutating func tag(_ tag: BodyTag) { out.byte(tag.rawValue) }

    private mutating func account(
        _ kind: BodyTag, _ account: AccountKey, _ operation: OperationKey
    ) {
        tag(kind)
        key(account)
        key(operation)
    }

    private mutating func account(
        _ kind: BodyTag, _ account: AccountKey, _ operation: OperationKey,
        _ subject: OperationKey
    ) {
        self.account(kind, account, operation)
        key(subject)
    }

    private mutating func operation(
        _ kind: BodyTag, _ hold: HoldKey, _ operation: OperationKey, _ request: OperationRequest
    ) {
        tag(kind)
        key(hold)
        key(operation)
        self.request(request)
    }

    private mutating func openAccount(_ body: OpenAccount) {
        tag(.openAccount)
        key(body.account)
        key(body.owner)
        out.varint(UInt64(body.currency.packed))
        out.money(body.limit)
        out.money(body.owed)
        out.money(body.creditBalance)
        list(body.payouts) { writer, payout in writer.payout(payout) }
        list(body.operations) { writer, operation in writer.accountOperation(operation) }
    }

    private mutating func setLimit(_ body: SetLimit) {
        account(.setLimit, body.account, body.operation)
        out.money(body.limit)
        optional(body.until)
        optional(body.scenario)
        reason(body.reason)
    }

    private mutating func capture(_ body: CaptureHold) {
        operation(.capture, body.hold, body.operation, body.request)
        key(body.lateHold)
    }

    private mutating func split(_ body: SplitHold) {
        tag(.split)
        key(body.hold)
        key(body.operation)
        list(body.children) { writer, child in
            writer.key(child.hold)
            writer.key(child.order)
            writer.out.money(child.amount)
            writer.list(child.lines) { writer, line in
                writer.key(line.line)
                writer.key(line.child)
                writer.out.money(line.amount)
            }
        }
    }

    private mutating func place(_ body: PlaceHold) {
        tag(.place)
        key(body.hold)
        key(body.account)
        key(body.merchant)
        key(body.order)
        out.money(body.amount)
        out.varint(UInt64(body.currency.packed))
        out.text(body.purpose == .order ? "" : body.purpose.text)
        out.text(body.scenario?.text ?? "")
        var mask = Mask()
        mask.add(body.plan != nil)
        mask.add(body.hasConsent)
        mask.add(!body.lines.isEmpty)
        mask.add(!body.retryOf.isNone)
        mask.add(body.review != nil)
        mask.add(body.history != nil)
        mask.add(body.told != nil)
        mask.add(body.isDryRun)
        out.byte(mask.bits)
        if let plan = body.plan { out.text(plan.text) }
        if !body.lines.isEmpty { list(body.lines) { writer, line in writer.placeLine(line) } }
        if !body.retryOf.isNone { key(body.retryOf) }
        if let review = body.review { out.byte(review.rawValue) }
        if let history = body.history { self.history(history) }
        if let told = body.told { self.told(told) }
    }

    /// Seconds since 1970, and each time from the one before.
    private mutating func told(_ told: Told) {
        var before: Int64 = 0
        for time in [told.p50, told.p80, told.p90, told.latest] {
            let seconds = time.ns / Span.secondNs
            out.signed(seconds &- before)
            before = seconds
        }
        out.varint(told.billedBasisPoints.map { UInt64($0) + 1 } ?? 0)
    }

    private mutating func recordFact(_ body: RecordFact) {
        tag(.recordFact)
        key(body.fact)
        key(body.source)
        key(body.merchant)
        key(body.order)
        out.byte(body.kind.rawValue)
        out.instant(body.occurredAt)
        lineAmounts(body.lines)
        out.flag(body.merchantSequence != nil)
        if let sequence = body.merchantSequence { out.signed(sequence) }
        optional(body.amount)
        reason(body.reason)
        out.flag(body.isPast)
    }

    mutating func createJournal(_ body: CreateJournal) {
        out.byte(body.mode.rawValue)
        out.text(body.lender)
        out.text(body.zone)
    }
}

extension BatchReader {
    mutating func body() throws(DecodeError) -> Command.Body {
        let tag: BodyTag = try input.value()
        switch tag {
        case .openAccount:
            return .openAccount(try openAccount())
        case .setLimit:
            return .setLimit(
                SetLimit(
                    account: try key(), operation: try key(), limit: try input.money(),
                    until: try optional(), scenario: try optionalCode(),
                    reason: try input.value()))
        case .endLimit:
            return .endLimit(
                EndLimit(account: try key(), operation: try key(), limit: try key()))
        case .restrict:
            return .restrict(
                Restrict(
                    account: try key(), operation: try key(), kind: try input.value(),
                    reviewBy: try optional()))
        case .liftRestriction:
            return .liftRestriction(
                LiftRestriction(
                    account: try key(), operation: try key(), restriction: try key()))
        case .repay:
            return .repay(
                Repay(account: try key(), operation: try key(), principal: try input.money()))
        case .reverseRepayment:
            return .reverseRepayment(
                ReverseRepayment(
                    account: try key(), operation: try key(), repayment: try key()))
        case .payOut:
            return .payOut(PayOut(account: try key(), operation: try key(), payout: try key()))
        case .place: return .place(try place())
        case .split: return .split(try split())
        case .recordFact: return .recordFact(try recordFact())
        case .recordPull: return .recordPull(try recordPull())
        case .recordSweep:
            return .recordSweep(RecordSweep(merchant: try key(), askedAt: try input.instant()))
        case .repairHolds:
            return .repairHolds(
                RepairHolds(
                    detector: try input.value(),
                    targets: try list { reader throws(DecodeError) in
                        RepairTarget(hold: try reader.key(), operation: try reader.key())
                    }, isDryRun: try input.flag()))
        case .propose:
            return .propose(Propose(proposal: try key(), command: try proposed()))
        case .approve:
            return .approve(Approve(proposal: try key(), sequence: try input.varint()))
        case .tick: return .tick(dueMax: try narrow(UInt32.self))
        case .settle: return .settle(try key())
        case .settleOrder: return .settleOrder(try key())
        case .closeDay: return .closeDay(try date())
        case .adoptPolicy: return .adoptPolicy(try policy())
        case .createJournal: return .createJournal(try createJournal())
        case .goLive: return .goLive
        case .acceptClock: return .acceptClock
        case .recordVerdict:
            return .recordVerdict(
                RecordVerdict(
                    hold: try key(), operation: try key(), subject: try key(),
                    verdict: try verdict()))
        case .capture, .release, .increment, .extend, .refund, .requestRelease, .decideReview,
            .undoDecision, .setOverlay, .liftOverlay, .correct:
            return try operation(tag)
        }
    }

    /// A proposed command; it may not be a proposal itself, so that no bytes nest without end.
    mutating func proposed() throws(DecodeError) -> Command.Body {
        guard let next = input.peek(), next != BodyTag.propose.rawValue else {
            throw DecodeError(.invalidValue, offset: input.offset)
        }
        return try body()
    }

    private mutating func operation(_ tag: BodyTag) throws(DecodeError) -> Command.Body {
        let (hold, operation) = (try key(HoldTag.self), try key(OperationTag.self))
        let request = try request()
        let body: Command.Body? =
            switch tag {
            case .capture:
                .capture(CaptureHold(hold, operation, request, lateHold: try key()))
            case .release: .release(ReleaseHold(hold, operation, request))
            case .increment: IncrementHold(hold, operation, request).map { .increment($0) }
            case .extend: ExtendHold(hold, operation, request).map { .extend($0) }
            case .refund: RefundHold(hold, operation, request).map { .refund($0) }
            case .requestRelease:
                .requestRelease(
                    RequestRelease(hold: hold, operation: operation, reason: request.reason))
            case .decideReview: DecideReview(hold, operation, request).map { .decideReview($0) }
            case .undoDecision:
                .undoDecision(
                    UndoDecision(hold: hold, operation: operation, decision: request.subject))
            case .setOverlay: SetOverlay(hold, operation, request).map { .setOverlay($0) }
            case .liftOverlay:
                .liftOverlay(
                    LiftOverlay(hold: hold, operation: operation, overlay: request.subject))
            default: CorrectHold(hold, operation, request).map { .correct($0) }
            }
        guard let body else { throw DecodeError(.invalidValue, offset: input.offset) }
        return body
    }

    private mutating func openAccount() throws(DecodeError) -> OpenAccount {
        let (account, owner) = (try key(AccountTag.self), try key(SubjectTag.self))
        return OpenAccount(
            account: account, currency: try currency(), limit: try input.money(), owner: owner,
            owed: try input.money(), creditBalance: try input.money(),
            payouts: try list { reader throws(DecodeError) in try reader.payout() },
            operations: try list { reader throws(DecodeError) in
                try reader.accountOperation()
            })
    }

    private mutating func split() throws(DecodeError) -> SplitHold {
        SplitHold(
            hold: try key(), operation: try key(),
            children: try list { reader throws(DecodeError) in
                SplitChild(
                    hold: try reader.key(), order: try reader.key(),
                    amount: try reader.input.money(),
                    lines: try reader.list { reader throws(DecodeError) in
                        SplitLine(
                            line: try reader.key(), child: try reader.key(),
                            amount: try reader.input.money())
                    })
            })
    }

    private mutating func place() throws(DecodeError) -> PlaceHold {
        var body = PlaceHold(
            hold: try key(), account: try key(), merchant: try key(), order: try key(),
            amount: try input.money(), currency: try currency())
        if let purpose = try input.code() { body.purpose = purpose }
        if let scenario = try input.code() { body.scenario = scenario }
        var mask = try mask(8)
        if mask.next() { body.plan = try code() }
        body.hasConsent = mask.next()
        if mask.next() {
            body.lines = try list { reader throws(DecodeError) in try reader.placeLine() }
        }
        if mask.next() { body.retryOf = try key() }
        if mask.next() { body.review = try input.value() }
        if mask.next() { body.history = try history() }
        if mask.next() { body.told = try told() }
        body.isDryRun = mask.next()
        return body
    }

    private mutating func told() throws(DecodeError) -> Told {
        var times: [Instant] = []
        var seconds: Int64 = 0
        for _ in 0..<4 {
            let (sum, isTooFar) = seconds.addingReportingOverflow(try input.signed())
            let (ns, isBeyond) = sum.multipliedReportingOverflow(by: Span.secondNs)
            guard !isTooFar, !isBeyond else {
                throw DecodeError(.invalidValue, offset: input.offset - 1)
            }
            seconds = sum
            times.append(Instant(ns: ns))
        }
        let chance = try narrow(UInt16.self)
        return Told(
            p50: times[0], p80: times[1], p90: times[2], latest: times[3],
            billedBasisPoints: chance == 0 ? nil : chance - 1)
    }

    private mutating func recordFact() throws(DecodeError) -> RecordFact {
        RecordFact(
            fact: try key(), source: try key(), merchant: try key(), order: try key(),
            kind: try input.value(), occurredAt: try input.instant(),
            lines: try lineAmounts(), merchantSequence: try optionalSigned(),
            amount: try optional(), reason: try input.value(), isPast: try input.flag())
    }

    mutating func createJournal() throws(DecodeError) -> CreateJournal {
        CreateJournal(
            mode: try input.value(), lender: try input.text(), zone: try input.text())
    }
}
