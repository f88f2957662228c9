import SluiceAPI
import SluiceCore
import SluiceEngine

/// Everything a merchant's page is made of.
struct MerchantFigures: Sendable {
    /// A return with a hold of its order, which leads to its page.
    struct Return: Sendable {
        var view: ReturnView
        var hold: HoldView?
    }

    /// Which part of it is asked for.
    struct Part: Sendable {
        /// One list; nil: the beginning of each.
        var list: MerchantList?
        var position: DuePosition?
        /// Days of what is owed before this one.
        var before: BusinessDate?

        func shows(_ list: MerchantList) -> Bool { self.list == nil || self.list == list }

        var rows: Int {
            list == nil ? ConsoleLimits.merchantRowsFirst : ConsoleLimits.merchantRowsMax
        }
        var days: Int {
            list == nil ? ConsoleLimits.merchantDaysFirst : ConsoleLimits.merchantDaysMax
        }
    }

    /// nil if nothing is known of it yet, and while the ledger cannot be asked.
    var health: MerchantHealthDocument?
    /// Whether the ledger could not be asked.
    var isStale = false
    var tallies: MerchantTallies
    var tasks: [MerchantTask: DuePage<MerchantTaskView>]
    var returns: DuePage<Return>
    /// Of the list of what is owed, the newest first.
    var days: [StatementDay]
    /// The newest of all, whichever are listed.
    var newestDays: [StatementDay]
    /// Whether there are days before those.
    var hasMoreDays: Bool
    /// How far the views were.
    var sequence: UInt64
    var position: EventPosition
}

extension Door {
    /// - Throws: `EngineRefusal.overloaded` while lists are shed.
    func merchantFigures(
        of merchant: Keyed<MerchantTag>, _ part: MerchantFigures.Part
    ) async throws -> MerchantFigures {
        let position = viewsPosition
        let now = boardTime
        var figures = try await browse { views in
            let key = merchant.key
            var tasks: [MerchantTask: DuePage<MerchantTaskView>] = [:]
            for task in MerchantTask.allCases {
                guard let list = MerchantList(rawValue: task.rawValue), part.shows(list) else {
                    continue
                }
                tasks[task] = try views.tasks(
                    MerchantTaskFilter(key, task, at: now), after: part.position,
                    limit: part.rows
                ).value
            }
            // What is owed stands in a tile whichever list is shown.
            let count = part.shows(.owed) ? part.days : 0
            let days =
                count == 0
                ? []
                : try views.statementDays(of: key, before: part.before, limit: count + 1).value
            let newest =
                count == 0 || part.before != nil
                ? try views.statementDays(
                    of: key, before: nil, limit: ConsoleLimits.merchantDaysFirst
                ).value : Array(days.prefix(count))
            let tallies = try views.tallies(of: key, at: now)
            return MerchantFigures(
                tallies: tallies.value, tasks: tasks,
                returns: part.shows(.returns)
                    ? try Door.inspections(of: key, part, views)
                    : DuePage(items: [], next: nil),
                days: Array(days.prefix(count)), newestDays: newest,
                hasMoreDays: days.count > count,
                sequence: tallies.sequence, position: position)
        }
        do {
            figures.health = try await health(of: merchant)
        } catch EngineRefusal.journalStalled {
            figures.isStale = true
        }
        return figures
    }

    /// Returns the merchant is to inspect, the one whose stage ends next first.
    private static func inspections(
        of merchant: MerchantKey, _ part: MerchantFigures.Part, _ views: any Views
    ) throws -> DuePage<MerchantFigures.Return> {
        let page = try views.returns(
            ReturnFilter(merchant: merchant, stage: .inspection), after: part.position,
            limit: part.rows
        ).value
        let items = try page.items.map { view in
            MerchantFigures.Return(
                view: view,
                hold: try views.hold(ofReturn: view, of: merchant))
        }
        return DuePage(items: items, next: page.next)
    }
}

extension Views {
    /// The first hold of the order of a return that was billed.
    fileprivate func hold(
        ofReturn view: ReturnView, of merchant: MerchantKey
    ) throws -> HoldView? {
        let holds = try holds(
            HoldFilter(merchant: merchant, order: view.order.key), after: 0,
            limit: ConsoleLimits.merchantRowsFirst
        ).value.items
        return holds.first { $0.amounts.captured.isPositive }
    }
}
