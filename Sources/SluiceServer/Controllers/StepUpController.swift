import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/reviews/{hold}/challenges` and `/v1/reviews/{hold}/step-up`: the consumer clears a check by
/// confirming in the lender's app.
struct StepUpController {
    let door: Door

    var routes: [Route] {
        [
            Route(
                .post, "/v1/reviews/{id}/challenges", .stepUp, query: ["merchant"], handle: ask),
            Route(
                .post, "/v1/reviews/{id}/step-up", .stepUp, query: ["merchant"], handle: answer),
        ]
    }

    /// Makes a challenge; the ledger is asked and not told.
    @Sendable private func ask(_ call: Call) async throws -> Response {
        let stepUp = try stepUp()
        let reader = try ObjectReader(body: try await call.body())
        try reader.finish()
        let merchant = try door.merchant(of: call)
        let hold = try door.hold(of: call)
        let answer = try await door.engine.read(.hold(hold.key))
        guard let record = answer.hold, let document = answer.document(door.naming) else {
            throw OutcomeCode.holdNotFound.refusal()
        }
        try call.ownHold(of: document.account)
        let now = door.engine.presentTime(door.options.clock.now())
        guard let policy = door.engine.status.snapshot.policies.last,
            let review = record.stepUp(policy.reviews, at: now)
        else { throw OutcomeCode.reviewNotOpen.refusal() }
        let challenge = StepUpChallenge(
            merchant: merchant.text, hold: hold.text, account: document.account,
            review: review.stepUpID, kind: review.kind,
            amount: min(document.amounts.open, review.doubt?.amount ?? .maximum),
            currency: document.currency.code,
            expiresAt: min(
                review.until, record.expiresAt,
                now.adding(spanNs: policy.reviews.stepUpNs)))
        let text = stepUp.challenge(challenge)
        return .json(sequence: document.sequence) { writer in
            writer.object { writer in
                writer.member("challenge", text)
                challenge.members(to: &writer)
            }
        }
    }

    /// Takes what the lender's app signed. The id is that of the review, so it is answered once.
    @Sendable private func answer(_ call: Call) async throws -> Response {
        let stepUp = try stepUp()
        let body = try StepUpRequest(body: try await call.body())
        let asked = try stepUp.asked(
            by: body.challenge, at: door.engine.presentTime(door.options.clock.now()))
        try stepUp.check(body)
        let merchant = try door.merchant(of: call)
        guard asked.merchant.utf8.elementsEqual(merchant.text.utf8),
            asked.hold.utf8.elementsEqual(call.part("id").utf8)
        else {
            throw Query.fault(.invalidField, "challenge", "It is of another hold.")
        }
        try call.ownHold(of: asked.account)
        return try await door.operate(.decision, id: asked.review, for: call) { keys in
            let hold = try await door.engine.read(.hold(keys.hold)).hold
            if let hold, hold.status.isOpen, !hold.hasDone(keys.operation),
                hold.openReview?.stepUpID != asked.review
            {
                // What was asked of one review decides no other.
                throw OutcomeCode.reviewNotOpen.refusal()
            }
            return Door.HoldCommand(
                body: .decideReview(
                    DecideReview(
                        hold: keys.hold, operation: keys.operation,
                        decision: body.hasPassed ? .confirmed : .unconfirmed)))
        }
    }

    private func stepUp() throws(Problem) -> StepUp {
        guard let stepUp = door.options.stepUp else {
            throw Problem(
                .noStepUp, detail: "No secret is shared with the lender's app: nobody is asked.")
        }
        return stepUp
    }
}

extension HoldRecord {
    fileprivate var openReview: Overlay? { overlays.first { $0.kind.isReview } }

    fileprivate func hasDone(_ operation: OperationKey) -> Bool {
        operations.contains { $0.key == operation }
    }
}

extension Overlay {
    /// The id of the one answer to a review.
    fileprivate var stepUpID: String {
        kind == .placementReview
            ? "step-up-purchase" : "step-up-" + key.hexadecimal.prefix(16)
    }
}
