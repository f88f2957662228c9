import SluiceCore

/// How far something is on its way to its end. The integers are kept on disk: never renumber.
public enum Stage: UInt8, Sendable, CaseIterable {
    case placed = 0
    case paid = 1
    case shipped = 2
    case delivered = 3
    // Of a return.
    case goods = 4
    case inspection = 5
    case staff = 6

    /// The stage an order is in after a fact; nil where it moves on to none.
    public init?(_ fact: FactKind) {
        switch fact {
        case .paid: self = .paid
        case .shipped: self = .shipped
        case .delivered: self = .delivered
        default: return nil
        }
    }

    public init?(_ stage: ReturnStage) {
        switch stage {
        case .goods: self = .goods
        case .inspection: self = .inspection
        case .staff: self = .staff
        case .closed: return nil
        }
    }
}

/// What ends in the same ways: holds of one scenario and fact of capture, or returns.
struct Family: Hashable, Sendable {
    /// nil: returns.
    var scenario: Code?
    var captureOn: CaptureOn?
}

/// A hold that is followed, or a return, with the stages it came to.
struct Tracked: Sendable {
    var subject: HoldSubject
    var family: UInt8
    /// When each stage began, `.never` where it did not.
    var began: [Instant]
    /// Whether it is learned from when it ends.
    var isDrawn = true
    /// What was told at the placement of one that is learned from; nil where nothing was known.
    var told: Forecast?
    /// The next hold of the same order, -1 at the end.
    var nextOfOrder = -1

    init(_ subject: HoldSubject, family: UInt8, stage: Stage) {
        self.subject = subject
        self.family = family
        began = Array(repeating: .never, count: Stage.allCases.count)
        began[Int(stage.rawValue)] = subject.placedAt
    }

    /// The newest stage.
    var stage: Stage {
        var found = Stage.placed
        for stage in Stage.allCases where began[Int(stage.rawValue)] != .never { found = stage }
        return found
    }
}
