import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/holds/{id}/splits`: parts of a hold made holds of their own.
struct SplitsController {
    let door: Door

    var routes: [Route] {
        [
            Route(
                .post, "/v1/holds/{id}/splits", .moveHolds, query: ["merchant"],
                handle: split)
        ]
    }

    @Sendable private func split(_ call: Call) async throws -> Response {
        let body = try SplitRequest(body: try await call.body())
        let id = try call.id(body.id)
        return try await door.operate(.split, id: id, for: call) { keys in
            var children: [SplitChild] = []
            var names: Names = []
            for child in body.children {
                let hold = Keyed<HoldTag>(
                    .hold, KeyDerivation.hold(merchant: keys.merchant, name: child.id), child.id)
                let order = Keyed<OrderTag>(
                    .order, KeyDerivation.order(merchant: keys.merchant, name: child.number),
                    child.number)
                names += [hold.name, order.name]
                // A line the hold does not have is refused, and its name not kept.
                let parents = try await door.keys(of: child.lines, on: keys.hold).lines
                let lines = zip(child.lines, parents).map { named, parent in
                    let line = Keyed<LineTag>(
                        .line, KeyDerivation.line(order: order.key, name: named.line), named.line)
                    names.append(line.name)
                    return SplitLine(
                        line: parent.line, child: line.key, amount: named.amount ?? .zero)
                }
                children.append(
                    SplitChild(
                        hold: hold.key, order: order.key, amount: child.amount, lines: lines))
            }
            let command = SplitHold(
                hold: keys.hold, operation: keys.operation, children: children)
            return Door.HoldCommand(
                body: .split(command), names: names, children: children.map(\.hold))
        }
    }
}
