import SluiceAPI
import SluiceCore

/// An order as an engine is asked of it.
extension WorldOrder {
    /// The body of its placement.
    var placement: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("id", WorldShape.hold(number))
            writer.member("account", WorldShape.account(shopper))
            writer.member("amount", amountMinor)
            writer.member("currency", "CNY")
            if brings != nil { writer.member("scenario", WorldRush.scenario.text) }
            writer.order(
                merchant: WorldShape.merchant(merchant), number: WorldShape.order(number))
            writer.name("lines")
            writer.array { writer in
                for line in lines {
                    writer.object { writer in
                        writer.member("line", line.name)
                        writer.member("amount", line.amountMinor)
                    }
                }
            }
        }
        return writer.bytes
    }

    /// Where something is asked of its lock.
    func path(_ root: String, _ what: String) -> String {
        "\(root)/\(WorldShape.hold(number))/\(what)?merchant=\(WorldShape.merchant(merchant))"
    }
}
