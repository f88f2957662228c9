import Foundation
import GRDB
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import SluiceSQLite

@Suite struct SQLiteViewsTests {
    let directory: StoreDirectory
    let seed: UInt64 = 4_711

    init() throws { directory = try StoreDirectory() }

    @Test func showWhatTheLedgerHolds() throws {
        var source = BatchSource(seed: seed)
        let views = try SQLiteViews(directory: directory.path)
        for _ in 0..<60 { try views.consume([source.next(commands: 30)]) }
        #expect(source.holds.count > 200, "seed \(seed) places too little")
        for (index, key) in source.accounts.enumerated() {
            let account = try #require(source.ledger.account(key))
            let view = try #require(try views.account(key).value)
            #expect(view.account.name == "account \(index + 1)")
            #expect(view.currency == account.currency)
            #expect(view.balances == account.balances)
            #expect(view.openedAt == account.openedAt)
            #expect(view.openedSequence == account.openedSequence)
            #expect(view.sequence == account.sequence)
        }
        for (index, key) in source.holds.enumerated() {
            let hold = try #require(source.ledger.hold(key))
            let viewed = try views.hold(key)
            #expect(viewed.sequence == source.ledger.sequence)
            let view = try #require(viewed.value)
            #expect(view.hold.name == "hold \(index + 1)")
            let known = HoldView(
                hold, naming: view, extendableUntil: source.ledger.extendableUntil(hold))
            #expect(view == known, "seed \(seed), hold \(index + 1)")
        }
    }

    @Test func madeAgainAreEqualToThoseFollowedLive() throws {
        var source = BatchSource(seed: seed)
        let live = try SQLiteViews(directory: directory.path)
        var all: [CommittedBatch] = []
        for _ in 0..<40 {
            all.append(source.next(commands: 25))
            try live.consume([all[all.count - 1]])
        }
        let again = try StoreDirectory()
        let rebuilt = try SQLiteViews(directory: again.path)
        try rebuilt.consume(Array(all.prefix(3)))
        try rebuilt.discard()
        #expect(try rebuilt.checkpoint() == 0)
        #expect(try rebuilt.accounts(AccountFilter(), after: 0, limit: 10).value.items.isEmpty)
        try rebuilt.consume(all)
        let (left, right) = (try directory.dumpViews(), try again.dumpViews())
        #expect(left == right, "seed \(seed)")
        #expect(left.count > 1_000)
    }

    @Test func pagesNeitherSkipNorRepeatWhileBeingWritten() throws {
        var source = BatchSource(seed: seed)
        let views = try SQLiteViews(directory: directory.path)
        try views.consume(source.batches(20, commands: 40))
        let placed = source.holds
        var seen: [HoldKey] = []
        var cursor: UInt64? = 0
        while let after = cursor {
            let page = try views.holds(HoldFilter(), after: after, limit: 7).value
            #expect(page.items.count == 7 || page.next == nil)
            seen += page.items.map(\.hold.key)
            cursor = page.next
            if source.holds.count < placed.count * 2 {
                try views.consume([source.next(commands: 10)])
            }
        }
        #expect(Array(seen.prefix(placed.count)) == placed)
        #expect(seen == Array(source.holds.prefix(seen.count)))
        #expect(source.holds.count > placed.count)
    }

    @Test func filtersAgreeWithTheLedger() throws {
        var source = BatchSource(seed: seed)
        let views = try SQLiteViews(directory: directory.path)
        try views.consume(source.batches(40, commands: 40))
        let all = try source.holds.map { try #require(source.ledger.hold($0)) }
        func check(_ filter: HoldFilter, _ isIn: (HoldRecord) -> Bool) throws {
            var found: [HoldKey] = []
            var cursor: UInt64? = 0
            while let after = cursor {
                let page = try views.holds(filter, after: after, limit: 50).value
                found += page.items.map(\.hold.key)
                cursor = page.next
            }
            #expect(found == all.filter(isIn).map(\.key), "seed \(seed), \(filter)")
        }
        let one = all[all.count / 2]
        try check(HoldFilter(account: one.account)) { $0.account == one.account }
        try check(HoldFilter(merchant: one.merchant)) { $0.merchant == one.merchant }
        try check(HoldFilter(order: one.order)) { $0.order == one.order }
        for status in HoldStatus.allCases {
            try check(HoldFilter(status: status)) { $0.status == status }
            try check(HoldFilter(account: one.account, status: status)) {
                $0.account == one.account && $0.status == status
            }
        }
        for kind in OverlayKind.allCases {
            try check(HoldFilter(overlay: kind)) { $0.overlay(kind) != nil }
        }
        #expect(all.contains { !$0.overlays.isEmpty }, "seed \(seed): nothing to find")
        let open = all.filter(\.status.isOpen)
        let middle = try #require(open.map(\.expiresAt).sorted().dropFirst(open.count / 2).first)
        try check(HoldFilter(dueBefore: middle)) { $0.status.isOpen && $0.expiresAt < middle }
    }

    /// What was open when the list was begun and still is, is seen once, whatever moves meanwhile.
    @Test func listsByDeadlineStandStillWhileDeadlinesMove() throws {
        var source = BatchSource(seed: seed)
        let views = try SQLiteViews(directory: directory.path)
        try views.consume(source.batches(40, commands: 40))
        func reviews() throws -> [UInt64] {
            try source.holds.map { try #require(source.ledger.hold($0)) }
                .flatMap(\.overlays).filter(\.kind.isReview)
                .sorted { ($0.until, $0.sequence) < ($1.until, $1.sequence) }.map(\.sequence)
        }
        func returns() throws -> [UInt64] {
            try views.returns(ReturnFilter(), after: nil, limit: 1_000).value.items
                .map(\.state.openedSequence)
        }
        // Returns go through the same code; of them few are open at a time here.
        let (reviewed, returned) = (try reviews(), try returns())
        #expect(reviewed.count > 3, "seed \(seed): nothing to list")
        var (seenReviews, seenReturns): ([UInt64], [UInt64]) = ([], [])
        var (review, aReturn): (DuePosition?, DuePosition?) = (nil, nil)
        var isFirst = true
        while isFirst || review != nil || aReturn != nil {
            if isFirst || review != nil {
                let page = try views.reviews(ReviewFilter(), after: review, limit: 2).value
                seenReviews += page.items.map(\.review.overlay.sequence)
                review = page.next
            }
            if isFirst || aReturn != nil {
                let page = try views.returns(ReturnFilter(), after: aReturn, limit: 2).value
                seenReturns += page.items.map(\.state.openedSequence)
                aReturn = page.next
            }
            isFirst = false
            try views.consume(source.batches(2, commands: 40))
        }
        for (seen, listed, open) in [
            (seenReviews, reviewed, Set(try reviews())),
            (seenReturns, returned, Set(try returns())),
        ] {
            // In the order of the beginning, none twice, and none left out but what ended.
            #expect(seen == listed.filter(seen.contains), "seed \(seed)")
            #expect(Set(listed).intersection(open).isSubset(of: Set(seen)), "seed \(seed)")
        }
        let moved = try views.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM due_moves") }
        #expect(moved ?? 0 > 0, "seed \(seed): no deadline moved")
    }

    @Test func workIsListedByItsDeadline() throws {
        var source = BatchSource(seed: seed)
        let views = try SQLiteViews(directory: directory.path)
        try views.consume(source.batches(40, commands: 40))
        let holds = try source.holds.map { try #require(source.ledger.hold($0)) }
        var due: [DuePosition] = []
        for hold in holds {
            for overlay in hold.overlays where overlay.kind.isReview {
                due.append(
                    DuePosition(dueAt: overlay.until, sequence: overlay.sequence, asOf: 0))
            }
        }
        due.sort { ($0.dueAt, $0.sequence) < ($1.dueAt, $1.sequence) }
        #expect(due.count > 3, "seed \(seed): nothing to list")
        var seen: [DuePosition] = []
        var position: DuePosition?
        repeat {
            let page = try views.reviews(ReviewFilter(), after: position, limit: 2).value
            for item in page.items {
                let hold = try #require(source.ledger.hold(item.hold.hold.key))
                #expect(hold.overlays.contains(item.review.overlay))
                seen.append(
                    DuePosition(
                        dueAt: item.review.overlay.until, sequence: item.review.overlay.sequence,
                        asOf: 0))
            }
            position = page.next
        } while position != nil
        #expect(seen == due, "seed \(seed)")
        let desk = try views.deskCases(limit: 1_000).value
        let wanted = holds.flatMap { hold in
            hold.overlays.compactMap { overlay in
                overlay.deskTier.map { tier in
                    DeskCaseView(
                        hold: hold.key, review: overlay.key, merchant: hold.merchant, tier: tier,
                        since: overlay.since, until: overlay.until)
                }
            }
        }
        #expect(!wanted.isEmpty && Set(desk) == Set(wanted), "seed \(seed)")
        #expect(desk.map(\.until) == desk.map(\.until).sorted())

        var cases: Set<ReturnCase> = []
        for order in Set(holds.map(\.order)) {
            cases.formUnion((source.ledger.order(order)?.returns ?? []).filter(\.isOpen))
        }
        let listed = try views.returns(ReturnFilter(), after: nil, limit: 1_000).value.items
        #expect(Set(listed.map(\.state)) == cases, "seed \(seed)")
        #expect(listed.map(\.state.dueAt) == listed.map(\.state.dueAt).sorted())
        for stage in ReturnStage.allCases where stage != .closed {
            let some = try views.returns(ReturnFilter(stage: stage), after: nil, limit: 1_000)
            #expect(
                some.value.items.map(\.state) == listed.map(\.state).filter { $0.stage == stage })
        }
    }

    @Test func limitsAreBounded() throws {
        var source = BatchSource(seed: seed)
        let views = try SQLiteViews(directory: directory.path)
        while source.holds.count <= StoreLimits.pageItemsMax {
            try views.consume([source.next(commands: 100)])
        }
        #expect(
            try views.holds(HoldFilter(), after: 0, limit: .max).value.items.count
                == StoreLimits.pageItemsMax)
        #expect(try views.holds(HoldFilter(), after: 0, limit: -1).value.items.count == 1)
        #expect(try views.holds(HoldFilter(), after: .max, limit: 1).value.items.isEmpty)
    }

    @Test func theTimelineTellsEveryEventOfAThing() throws {
        var source = BatchSource(seed: seed)
        let views = try SQLiteViews(directory: directory.path)
        let batches = source.batches(30, commands: 30)
        try views.consume(batches)
        var ofHold: [HoldKey: [UInt64]] = [:]
        var names: [UInt64: String] = [:]
        for batch in batches {
            for (index, event) in batch.records.flatMap(\.events).enumerated() {
                let sequence = batch.firstEvent + UInt64(index)
                names[sequence] = event.name
                switch event {
                case .holdPlaced(let event): ofHold[event.hold, default: []].append(sequence)
                case .holdMoved(let event): ofHold[event.hold, default: []].append(sequence)
                case .operationRefused(let event):
                    ofHold[event.hold, default: []].append(sequence)
                case .holdChanged(let event): ofHold[event.hold, default: []].append(sequence)
                default: break
                }
            }
        }
        #expect(ofHold.count > 100)
        for (hold, sequences) in ofHold {
            let page = try views.timeline(of: .hold(hold), after: 0, limit: 1_000).value
            #expect(page.items.map(\.sequence) == sequences, "seed \(seed)")
            let order = try #require(source.ledger.hold(hold)).order
            for entry in page.items {
                #expect(entry.name == names[entry.sequence])
                #expect(entry.order?.key == order)
                if entry.name == "hold.expired" { #expect(entry.role == .engine) }
            }
            let first = try #require(sequences.first)
            let rest = try views.timeline(of: .hold(hold), after: first, limit: 1_000).value
            #expect(rest.items.map(\.sequence) == Array(sequences.dropFirst()))
            let ofOrder = try views.timeline(of: .order(order), after: 0, limit: 1_000).value
            #expect(Set(ofOrder.items.map(\.sequence)).isSuperset(of: sequences))
        }
    }

    @Test func anotherLayoutAndDamageAreThrownAway() throws {
        var source = BatchSource(seed: seed)
        let batch = source.next(commands: 50)
        let path = directory.file("views.db")
        for spoil in [
            {
                let connection = try SQLiteConnection(path: path, mode: .create)
                try connection.execute("PRAGMA user_version = 99; CREATE TABLE old (x)")
            },
            { try Data(repeating: 0x5A, count: 9_000).write(to: URL(fileURLWithPath: path)) },
        ] {
            do {
                let views = try SQLiteViews(directory: directory.path)
                #expect(try views.checkpoint() == 0)
                try views.consume([batch])
                #expect(try views.checkpoint() == 1)
                #expect(try views.checkpointHash() == batch.hash)
                #expect(throws: JournalError.self) { try views.consume([batch]) }
            }
            #expect(try SQLiteViews(directory: directory.path).checkpoint() == 1)
            try spoil()
        }
        #expect(try SQLiteViews(directory: directory.path).checkpoint() == 0)
    }
}

extension StoreDirectory {
    /// Every row of every table of the views as text.
    fileprivate func dumpViews() throws -> [String] {
        let connection = try SQLiteConnection(path: file("views.db"), mode: .readOnly)
        var rows: [String] = []
        for table in [
            "accounts", "names", "holds", "hold_lines", "overlays", "terms", "returns", "timeline",
            "checkpoint",
        ] {
            let columns = try connection.text(
                """
                SELECT group_concat('quote(' || name || ')', '||'' ''||')
                FROM pragma_table_info('\(table)')
                """)
            let statement = try connection.prepare(
                "SELECT \(try #require(columns)) FROM \(table) ORDER BY 1")
            while try statement.step() { rows.append("\(table) \(statement.text(0))") }
        }
        return rows
    }
}
