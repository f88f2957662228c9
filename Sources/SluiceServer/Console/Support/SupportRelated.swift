import SluiceAPI
import SluiceCore
import SluiceEngine

/// What else there is beside a lock: other locks of its order and of its account, and what detectors find
/// of it. Members are those the template names.
struct SupportRelated: Sendable {
    struct Link: Sendable {
        var word: String
        var href: String
        var about: String?
    }

    struct Finding: Sendable {
        var name: String
        /// Whose step it is, and which.
        var step: String
    }

    var hasOfOrder: Bool
    var ofOrder: [Link]
    var hasOfAccount: Bool
    var ofAccount: [Link]
    var hasFindings: Bool
    var findings: [Finding]

    init(
        _ lock: AccountStanding.Lock, others: [HoldDocument], found: [Detector],
        _ words: PageWords
    ) {
        let hold = lock.source.hold
        ofOrder =
            lock.order?.holds.filter { $0.id != hold.id }.map {
                Link(word: $0.id, href: SupportSearch.path(hold: $0.id, of: hold.merchant))
            } ?? []
        hasOfOrder = !ofOrder.isEmpty
        ofAccount = others.map { other in
            Link(
                word: words.text(
                    .lockTitle, ["number": other.number, "merchant": other.merchant]),
                href: SupportSearch.path(hold: other.id, of: other.merchant),
                about: words.amount(other.amounts.open, other.currency) + " · "
                    + words.text(ConsoleText(other.status)))
        }
        hasOfAccount = !ofAccount.isEmpty
        findings = found.map { detector in
            let row = Catalogue.row(of: detector)
            return Finding(
                name: detector.code + " · " + row.title(in: words.language),
                step: words.text(ConsoleText(row.owner)) + " · "
                    + row.step(in: words.language))
        }
        hasFindings = !findings.isEmpty
    }
}

extension Door {
    /// Gathers what there is beside a lock.
    /// - Parameter mayReadAnomalies: whether somebody is shown what detectors find.
    func related(
        to lock: AccountStanding.Lock, mayReadAnomalies: Bool
    ) async throws -> SupportRelated {
        let (now, hold) = (boardTime, lock.source.hold)
        let account = account(hold.account).key
        let order = KeyDerivation.order(merchant: merchant(hold.merchant).key, name: hold.number)
        let (others, found) = try await view { views in
            var filter = HoldFilter(account: account)
            filter.isOpen = true
            let others = try views.holds(filter, after: 0, limit: ConsoleLimits.relatedMax + 1)
                .value.items.filter { $0.order.key != order }
            guard mayReadAnomalies, let place = try views.hold(lock.key).value?.placedSequence
            else { return (others, [Detector]()) }
            let found = try Detector.allCases.filter {
                let query = AnomalyQuery($0, place: place, at: now)
                // What is not of holds has places of its own.
                return try views.anomalies(query, after: 0, limit: 1).value.items
                    .contains { $0.hold?.key == lock.key }
            }
            return (others, found)
        }
        return SupportRelated(
            lock, others: others.prefix(ConsoleLimits.relatedMax).map(document), found: found,
            words)
    }
}
