/// The canonical bytes of records, for the archive and the state digest.
///
/// A format byte, then the fields in the order of the record's declaration; derived fields are
/// left out. Keys are numbered within the image as within a batch.
public enum RecordCodec {
    public static let format: UInt8 = 1

    static func encode(_ account: AccountRecord) -> [UInt8] {
        image { writer in
            writer.key(account.key)
            writer.key(account.owner)
            writer.out.varint(UInt64(account.currency.packed))
            writer.out.instant(account.openedAt)
            writer.balances(account.balances)
            writer.balances(account.opening)
            writer.out.money(account.fixedLimit)
            writer.list(account.temporaryLimits) { writer, limit in
                writer.key(limit.key)
                writer.out.money(limit.amount)
                writer.out.instant(limit.until)
                writer.optional(limit.scenario)
                writer.out.varint(limit.sequence)
            }
            writer.list(account.restrictions) { writer, restriction in
                writer.key(restriction.key)
                writer.out.byte(restriction.kind.rawValue)
                writer.out.instant(restriction.since)
                writer.optional(restriction.reviewBy)
                writer.out.varint(restriction.sequence)
            }
            writer.list(account.payouts) { writer, payout in writer.payout(payout) }
            writer.list(account.declines) { writer, decline in
                writer.key(decline.hold)
                writer.out.instant(decline.at)
                writer.out.money(decline.missing)
                writer.out.money(decline.covered)
            }
            writer.out.varint(account.openedSequence)
            writer.out.varint(account.sequence)
        }
    }

    static func encode(_ merchant: MerchantRecord) -> [UInt8] {
        image { writer in
            writer.key(merchant.key)
            writer.out.varint(UInt64(merchant.parkedFacts))
            writer.feed(merchant.feed)
            writer.repairs(merchant.repairs)
            writer.out.varint(merchant.sequence)
            if merchant.sweptAt != .epoch { writer.out.instant(merchant.sweptAt) }
        }
    }

    static func encode(_ source: SourceRecord) -> [UInt8] {
        image { writer in
            writer.key(source.key)
            writer.out.varint(source.sequence)
        }
    }

    static func encode(_ policy: Policy) -> [UInt8] { image { $0.policy(policy) } }

    static func encode(_ operation: AccountOperation) -> [UInt8] {
        image { $0.accountOperation(operation) }
    }

    static func encode(_ alias: HoldAlias) -> [UInt8] {
        image { writer in
            writer.key(alias.key)
            writer.key(alias.hold)
            writer.key(alias.retryOf)
            writer.out.varint(alias.sequence)
        }
    }

    /// What few overlays have – a doubt, a judgement, a decision –, as the views keep it; nil where one
    /// has none of it.
    public static func details(of overlay: Overlay) -> [UInt8]? {
        overlay.hasDetails ? image { $0.details(of: overlay) } : nil
    }

    static func encode(_ hold: HoldRecord) -> [UInt8] {
        image { writer in
            writer.key(hold.key)
            writer.key(hold.account)
            writer.key(hold.merchant)
            writer.key(hold.order)
            writer.out.text(hold.purpose.text)
            writer.out.text(hold.scenario.text)
            writer.out.flag(hold.isScenarioNamed)
            writer.optional(hold.plan)
            writer.out.flag(hold.hasConsent)
            writer.out.varint(UInt64(hold.generation))
            writer.out.byte(hold.link.rawValue)
            writer.key(hold.linked)
            writer.out.money(hold.requested)
            writer.out.varint(UInt64(hold.currency.packed))
            writer.amounts(hold.amounts)
            writer.out.money(hold.tolerated)
            writer.out.flag(hold.wasReviewed)
            writer.reason(hold.decision)
            writer.reason(hold.reason)
            writer.out.byte(hold.captureOn.rawValue)
            writer.out.varint(UInt64(hold.policyVersion))
            for time in [hold.placedAt, hold.expiresAt, hold.guaranteedUntil, hold.endedAt] {
                writer.out.instant(time)
            }
            writer.out.flag(hold.extendedOn != nil)
            if let date = hold.extendedOn { writer.out.signed(Int64(date.day)) }
            writer.out.byte((hold.isNoticed ? 1 : 0) | (hold.isWoken ? 2 : 0))
            writer.list(hold.overlays) { writer, overlay in writer.overlay(overlay) }
            writer.out.varint(hold.placedSequence)
            writer.out.varint(hold.sequence)
            writer.list(hold.lines) { writer, line in
                writer.key(line.key)
                writer.key(line.seller)
                writer.out.money(line.requested)
                writer.amounts(line.amounts)
            }
            writer.list(hold.operations) { writer, operation in
                writer.holdOperation(operation)
            }
        }
    }

    static func encode(_ proposal: ProposalRecord) -> [UInt8] {
        image { writer in
            writer.key(proposal.key)
            writer.body(proposal.command)
            writer.key(proposal.proposer)
            writer.out.instant(proposal.proposedAt)
            writer.out.instant(proposal.expiresAt)
            writer.key(proposal.approver)
            writer.out.varint(UInt64(proposal.outcome.rawValue))
            writer.out.varint(proposal.proposedSequence)
            writer.out.varint(proposal.sequence)
        }
    }

    static func encode(_ subject: SubjectRecord) -> [UInt8] {
        image { writer in
            writer.key(subject.key)
            writer.out.signed(Int64(subject.date.day))
            writer.list(subject.raised) { writer, raised in
                writer.out.varint(UInt64(raised.currency.packed))
                writer.out.money(raised.amount)
            }
            writer.out.varint(subject.sequence)
        }
    }

    static func encode(_ book: DayBook) -> [UInt8] {
        image { writer in
            writer.out.flag(book.closedThrough != nil)
            if let date = book.closedThrough { writer.out.signed(Int64(date.day)) }
            writer.list(book.closing) { writer, totals in writer.totals(totals) }
            writer.list(book.open) { writer, totals in writer.totals(totals) }
        }
    }

    static func encode(_ order: OrderRecord) -> [UInt8] {
        image { writer in
            writer.key(order.key)
            writer.key(order.merchant)
            writer.out.byte((order.isKnown ? 1 : 0) | (order.pull == nil ? 0 : 2))
            writer.out.varint(order.sequence)
            writer.list(order.facts) { writer, fact in
                writer.fact(fact)
                writer.out.instant(fact.recordedAt)
                writer.out.varint(fact.sequence)
            }
            writer.list(order.holds) { writer, hold in
                writer.key(hold.hold)
                writer.key(hold.account)
                writer.out.text(hold.purpose.text)
                writer.out.varint(UInt64(hold.generation))
            }
            writer.list(order.breaks) { writer, found in
                writer.out.byte(found.kind.rawValue)
                writer.key(found.line)
                writer.out.varint(found.sequence)
            }
            writer.list(order.returns) { writer, state in writer.returnCase(state) }
            if let pull = order.pull { writer.orderPull(pull) }
        }
    }

    private static func image(_ write: (inout BatchWriter) -> Void) -> [UInt8] {
        var writer = BatchWriter()
        writer.out.byte(format)
        write(&writer)
        return writer.out.bytes
    }
}
