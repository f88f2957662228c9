import ArgumentParser
import SluiceEngine

/// What a server is sized for.
struct SizeOptions: ParsableArguments {
    @Option(help: "Accounts; from 99 % of it on, new ones are refused with `capacity`.")
    var maxAccounts = Capacity().accountsMax

    @Option(help: "Live holds; from 99 % of it on, placements are refused with `capacity`.")
    var maxLiveHolds = Capacity().liveHoldsMax

    @Option(help: "Orders in memory; from 99 % of it on, placements on new ones are refused.")
    var maxOrders = Capacity().ordersMax

    func validate() throws {
        guard maxAccounts > 0, maxLiveHolds > 0, maxOrders > 0 else {
            throw ValidationError("--max-accounts, --max-live-holds and --max-orders are positive")
        }
    }

    var capacity: Capacity {
        var capacity = Capacity()
        capacity.accountsMax = maxAccounts
        capacity.liveHoldsMax = maxLiveHolds
        capacity.ordersMax = maxOrders
        return capacity
    }
}
