import SluiceCore
import Testing

@testable import SluiceServer
@testable import sluice

/// Whether the pages of consumers say what is so, in markets whose truth is known.
@Suite("answers in a world") struct AnswerWorldTests {
    private static let seeds: [UInt64] = [20_261_127, 20_261_128]

    @Test("the ten questions are answered with what was done to the order: at least 99 in 100")
    func agreement() async throws {
        let tally = AnswerTally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for seed in Self.seeds {
                group.addTask {
                    let plan = AnswerPlan(AnswerPlan.world(seed: seed))
                    let shops = AnswerShops(plan.world)
                    try await TestServer.run(
                        policy: plan.world.shape.policy, connectors: shops.connectors,
                        ask: { _, number in shops.show(number) }
                    ) { server in
                        var play = try AnswerPlay(plan, shops, on: server, tally)
                        try await play.play()
                    }
                }
            }
            try await group.waitForAll()
        }
        let all = tally.all
        print("answers that agree: \(all.right) of \(all.asked)\n\(tally.text)")
        for wrong in tally.wrong.sorted() { print(wrong) }
        #expect(all.asked >= 1_000)
        for question in Question.allCases {
            #expect(tally.questions[question]?.asked ?? 0 >= 20, "\(question)")
        }
        for fault in AnswerFault.allCases {
            #expect(tally.faults[fault]?.asked ?? 0 >= 20 * Question.allCases.count, "\(fault)")
        }
        #expect(100 * all.right >= 99 * all.asked, "\(tally.text)")
    }
}
