import SluiceCore

/// Compares an archive with the journal while that is replayed: record by record, fact by fact and
/// name by name at the row the archive has followed to, and what is newer at the row it is of.
///
/// An archive that was cut off before it had caught up with the journal has taken records as they were
/// they were asked for, which was later than its checkpoint. So it may have images newer than that,
/// and lack what had ended by then and lived again when it was asked for: an order with a new hold, an
/// order and its holds while a return was open. An order ends with its holds and by no change of its own, so
/// its image may be as old as the checkpoint and yet ended where the order was not.
struct ArchiveCheck {
    /// The row the archive has followed to.
    let row: UInt64
    private(set) var recordCount = 0

    private let archive: any Archive
    /// Images of states after the checkpoint that replay has not come to yet.
    private var ahead: [RecordKey: RecordImage] = [:]
    /// Of these the orders that are otherwise as they were at the checkpoint; sound if they end later.
    private var unended: Set<RecordKey> = []
    /// What had ended by the checkpoint and is not there; sound if it lives again later.
    private var absent: Set<RecordKey> = []
    private var isUnreadable = false

    init(_ archive: any Archive) throws {
        self.archive = archive
        row = try archive.checkpoint()
    }

    /// - Parameter ledger: the state after the row.
    /// - Returns: what is wrong, as far as this row tells.
    mutating func follow(
        _ row: JournalRow, _ records: [CommandRecord], _ ledger: Ledger
    ) -> [String] {
        guard !isUnreadable else { return [] }
        do {
            var faults: [String] = []
            if row.sequence <= self.row { faults += try compareNames(records) }
            if row.sequence == self.row { faults += try compareRecords(with: ledger) }
            if row.sequence > self.row { faults += pass(records, ledger) }
            return faults
        } catch {
            isUnreadable = true
            return ["archive cannot be read: \(error)"]
        }
    }

    /// What is left over after the newest row.
    func finish(_ ledger: Ledger, atRow newest: UInt64) -> [String] {
        var faults: [String] = []
        if row > newest {
            faults.append("archive is at row \(row), the journal ends at \(newest)")
        }
        for image in ahead.values.sorted(by: { $0.sequence < $1.sequence }) {
            if unended.contains(image.key) {
                faults.append(Self.live(text(image.key)))
                continue
            }
            if livesAgain(image, in: ledger, orSame: true) { continue }
            faults.append("archive is ahead of the journal in \(text(image.key))")
        }
        faults += absent.map { "archive lacks \(text($0))" }.sorted()
        return faults
    }

    private func compareNames(_ records: [CommandRecord]) throws -> [String] {
        var faults: [String] = []
        for record in records {
            for name in record.names where try !knows(name) {
                faults.append("archive does not know \(name.key.kind) \(name.text)")
            }
        }
        return faults
    }

    /// A name that is damaged is not known.
    private func knows(_ name: Name) throws -> Bool {
        do {
            return try archive.name(of: name.key) == name.text
        } catch let error as JournalError where error.code == .damaged {
            return false
        }
    }

    // MARK: At the checkpoint

    private mutating func compareRecords(with ledger: Ledger) throws -> [String] {
        // Named after the walk: the archive is not asked for a name in the middle of it.
        var differences: [(key: RecordKey, difference: Difference)] = []
        var archived: Set<RecordKey> = []
        var facts: [FactKey: OrderKey] = [:]
        var unreadable: Set<OrderKey> = []
        try archive.forEachImage { image in
            archived.insert(image.key)
            if image.sequence > ledger.sequence {
                ahead[image.key] = image
            } else if mayEndLater(image, in: ledger) {
                ahead[image.key] = image
                unended.insert(image.key)
            } else if let difference = compare(image, with: ledger) {
                differences.append((image.key, difference))
            }
            guard case .order(let order) = image.key else { return }
            if let held = ArchiveCheck.facts(of: image) {
                for fact in held { facts[fact] = order }
            } else {
                unreadable.insert(order)
            }
        }
        recordCount = archived.count
        var faults = differences.map { key, difference in
            switch difference {
            case .bytes: "archive differs in \(text(key))"
            case .unknown: "archive has \(text(key)), which the journal has not"
            case .live: Self.live(text(key))
            }
        }
        ledger.forEachImage { state, _ in
            guard let key = RecordKey(state), !archived.contains(key),
                ledger.endedImage(of: key) != nil
            else { return }
            switch key {
            case .order, .hold: absent.insert(key)
            case .accountOperation, .alias, .fact: faults.append("archive lacks \(text(key))")
            }
        }
        return faults + (try compareFacts(with: facts, except: unreadable))
    }

    private enum Difference { case bytes, unknown, live }

    private func compare(_ image: RecordImage, with ledger: Ledger) -> Difference? {
        if let own = ledger.endedImage(of: image.key) {
            return own.bytes == image.bytes ? nil : .bytes
        }
        guard ledger.isResident(image.key) else { return .unknown }
        return livesAgain(image, in: ledger, orSame: false) ? nil : .live
    }

    private static func live(_ text: String) -> String {
        "archive has \(text) as ended, which is live"
    }

    /// Whether an image is of an order that was the same when it had not ended.
    private func mayEndLater(_ image: RecordImage, in ledger: Ledger) -> Bool {
        guard case .order(let key) = image.key, !ledger.isEnded(image.key) else { return false }
        return ledger.order(key)?.sequence == image.sequence
    }

    /// Whether an order, or a hold of one, that was archived is live now: it is there as it was before.
    private func livesAgain(_ image: RecordImage, in ledger: Ledger, orSame: Bool) -> Bool {
        guard !ledger.isEnded(image.key) else { return false }
        let newest: UInt64? =
            switch image.key {
            case .order(let key): ledger.order(key)?.sequence
            // A return opens on the order and leaves its holds as they are.
            case .hold(let key):
                ledger.hold(key).flatMap { hold in
                    hold.status.isOpen ? nil : ledger.order(hold.order)?.sequence
                }
            case .accountOperation, .alias, .fact: nil
            }
        return newest.map { orSame ? image.sequence <= $0 : image.sequence < $0 } ?? false
    }

    /// Each fact of an archived order leads to that order, and no other fact leads anywhere.
    private func compareFacts(
        with facts: [FactKey: OrderKey], except unreadable: Set<OrderKey>
    ) throws -> [String] {
        var missing = facts
        var astray: [(fact: FactKey, order: OrderKey)] = []
        try archive.forEachFact { fact, order in
            let own = missing.removeValue(forKey: fact)
            if own != order, !unreadable.contains(order) { astray.append((fact, order)) }
        }
        var faults = astray.map { fact, order in
            "archive leads \(text(.fact(fact))) to \(text(.order(order))), which has no such fact"
        }
        for (fact, order) in missing.sorted(by: { $0.key < $1.key }) {
            faults.append("archive lacks \(text(.fact(fact))) of \(text(.order(order)))")
        }
        return faults
    }

    /// nil if the image cannot be read.
    private static func facts(of image: RecordImage) -> [FactKey]? {
        guard case .order(let order) = image.key else { return [] }
        var reader = Ledger()
        do {
            try reader.install(image)
        } catch {
            return nil
        }
        return reader.order(order)?.facts.map(\.key)
    }

    // MARK: After it

    private mutating func pass(_ records: [CommandRecord], _ ledger: Ledger) -> [String] {
        guard !ahead.isEmpty || !absent.isEmpty else { return [] }
        var faults: [String] = []
        for event in records.lazy.flatMap(\.events) {
            switch event {
            case .holdPlaced(let event) where event.decision == .approved:
                absent.remove(.order(event.order))
                unended.remove(.order(event.order))
            case .returnChanged(let event) where event.state.isOpen:
                absent.remove(.order(event.order))
                unended.remove(.order(event.order))
                for placed in ledger.order(event.order)?.holds ?? [] {
                    absent.remove(.hold(placed.hold))
                }
            default: break
            }
        }
        for own in ledger.endedImages(changedBy: records) {
            guard let image = ahead[own.key], image.sequence <= own.sequence else { continue }
            ahead[own.key] = nil
            unended.remove(own.key)
            // A state within a row is gone at its end: of that there is nothing to compare with.
            if image.sequence == own.sequence, image.bytes != own.bytes {
                faults.append("archive differs in \(text(own.key))")
            }
        }
        return faults
    }

    /// A record by its kind and name, or by its key where the archive has no name for it.
    private func text(_ key: RecordKey) -> String {
        let (kind, named): (String, NamedKey) =
            switch key {
            case .accountOperation(let key): ("operation", NamedKey(.operation, key))
            case .hold(let key): ("hold", NamedKey(.hold, key))
            case .alias(let key): ("alias", NamedKey(.hold, key))
            case .order(let key): ("order", NamedKey(.order, key))
            case .fact(let key): ("fact", NamedKey(.fact, key))
            }
        let name = (try? archive.name(of: named)) ?? nil
        return "\(kind) \(name ?? "\(named.key)")"
    }
}
