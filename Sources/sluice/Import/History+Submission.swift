import SluiceCore
import SluiceEngine

/// Steps as commands of the ledger.
extension History {
    /// What is handed to the engine for a step: the command, and the names of its keys.
    ///
    /// A hold is named as its order, an event as in `id(of:)`; both are the same in every run, so
    /// that a second import repeats the first. `lender` is the scope of the accounts' names.
    func submission(
        of step: HistoryStep, lender: String, calendar: BusinessCalendar
    ) -> Submission {
        let order = orders[step.order]
        var names: Names = []
        let body: Command.Body =
            switch step.kind {
            case .openAccount: .openAccount(openAccount(order, lender, &names))
            case .place: .place(place(order, lender, &names))
            case .fact(let kind, let reason):
                .recordFact(fact(kind, reason, of: order, &names))
            case .repay: .repay(repay(order, lender, &names))
            }
        let command = Command(
            actor: Actor(role: .migration), businessDate: calendar.date(of: step.time),
            occurredAt: step.time, body: body)
        return Submission(command: command, names: names)
    }

    private func openAccount(
        _ order: ImportedOrder, _ lender: String, _ names: inout Names
    ) -> OpenAccount {
        let account = KeyDerivation.account(lender: lender, name: order.account)
        names.append(Name(NamedKey(.account, account), order.account))
        return OpenAccount(
            account: account, currency: order.currency, limit: order.limit,
            owner: KeyDerivation.subject(order.account))
    }

    private func place(
        _ order: ImportedOrder, _ lender: String, _ names: inout Names
    ) -> PlaceHold {
        let merchant = merchant(order.merchant, &names)
        let key = self.order(order, of: merchant, &names)
        let hold = KeyDerivation.hold(merchant: merchant, name: order.name)
        names.append(Name(NamedKey(.hold, hold), order.name))
        var lines: [PlaceLine] = []
        for line in order.lines {
            let lineKey = KeyDerivation.line(order: key, name: line.name)
            names.append(Name(NamedKey(.line, lineKey), line.name))
            let seller: MerchantKey =
                line.seller.isEmpty ? .none : self.merchant(line.seller, &names)
            lines.append(PlaceLine(line: lineKey, amount: line.amount, seller: seller))
        }
        return PlaceHold(
            hold: hold, account: KeyDerivation.account(lender: lender, name: order.account),
            merchant: merchant, order: key, amount: order.amount, currency: order.currency,
            lines: lines)
    }

    private func fact(
        _ kind: FactKind, _ reason: Reason, of order: ImportedOrder, _ names: inout Names
    ) -> RecordFact {
        let time = order.facts.first { $0.kind == kind }!.time
        let merchant = merchant(order.merchant, &names)
        let source = KeyDerivation.source(mapping.source)
        names.append(Name(NamedKey(.source, source), mapping.source))
        let event = Self.event(kind, of: order)
        let fact = KeyDerivation.fact(source: source, name: event)
        names.append(Name(NamedKey(.fact, fact), event))
        return RecordFact(
            fact: fact, source: source, merchant: merchant,
            order: self.order(order, of: merchant, &names), kind: kind, occurredAt: time,
            reason: reason)
    }

    private func repay(
        _ order: ImportedOrder, _ lender: String, _ names: inout Names
    ) -> Repay {
        let account = KeyDerivation.account(lender: lender, name: order.account)
        let operation = KeyDerivation.accountOperation(account: account, name: order.name)
        names.append(Name(NamedKey(.operation, operation), order.name))
        return Repay(account: account, operation: operation, principal: order.amount)
    }

    private func merchant(_ name: String, _ names: inout Names) -> MerchantKey {
        let merchant = KeyDerivation.merchant(name)
        let named = Name(NamedKey(.merchant, merchant), name)
        // Lines of one order often have the same seller.
        if !names.contains(named) { names.append(named) }
        return merchant
    }

    private func order(
        _ order: ImportedOrder, of merchant: MerchantKey, _ names: inout Names
    ) -> OrderKey {
        let key = KeyDerivation.order(merchant: merchant, name: order.name)
        names.append(Name(NamedKey(.order, key), order.name))
        return key
    }
}
