import SluiceCore

/// What is left when all events were seen, and whether the books agree.
extension WorldJudge {
    mutating func lookAtEnd() {
        for number in reading.locked.sorted() where books[number] == nil {
            find(.orphan, number, world.orders[number].amountMinor, "answered as locked, not told")
        }
        for (number, book) in books.sorted(by: { $0.key < $1.key }) {
            let hold = reading.holds[number] ?? WorldHold()
            if book.openMinor > 0, !hold.isKept,
                book.expiresNs + reading.slackNs < reading.atNs
            {
                find(.orphan, number, book.openMinor, "open after its end")
            }
            let differs =
                hold.openMinor != book.openMinor || hold.capturedMinor != book.capturedMinor
                || hold.returnedMinor != book.returnedMinor
                || hold.refundedMinor != book.refundedMinor
            if differs { find(.books, number, book.openMinor, "its events make something else") }
        }
        balance()
        for (code, count) in reading.refused.sorted(by: { $0.key < $1.key }) {
            for _ in 0..<count {
                verdict.add(WorldFinding(failure: .refused, amountMinor: 0, text: code))
            }
        }
    }

    private mutating func balance() {
        var held = Array(repeating: Int64(0), count: open.count)
        var owed = held
        for (number, book) in books {
            let shopper = world.orders[number].shopper
            held[shopper] += book.openMinor
            owed[shopper] += book.capturedMinor - book.refundedMinor
        }
        for shopper in open.indices {
            owed[shopper] -= reading.repaidMinor[shopper] ?? 0
            let account = reading.accounts[shopper] ?? WorldAccount(heldMinor: 0, owedMinor: 0)
            guard account.heldMinor != held[shopper] || account.owedMinor != owed[shopper] else {
                continue
            }
            verdict.add(
                WorldFinding(
                    failure: .books, amountMinor: account.owedMinor - owed[shopper],
                    text: "\(WorldShape.account(shopper)): held \(account.heldMinor), owed "
                        + "\(account.owedMinor), not \(held[shopper]) and \(owed[shopper])"))
        }
    }

    private mutating func find(
        _ failure: WorldFailure, _ number: Int, _ amountMinor: Int64, _ text: String
    ) {
        verdict.add(
            WorldFinding(
                failure: failure, amountMinor: amountMinor,
                text: "\(WorldShape.hold(number)): \(text)"))
    }
}
