import SluiceAPI

/// Part of an explanation under a heading. Members are those the templates name.
struct TopicOfPage: Sendable {
    struct Told: Sendable {
        var text: String
        var source: String
    }

    var topic: String
    var isHistory: Bool
    var statements: [Told]

    /// The whole of an explanation, by topics.
    static func all(
        _ explanation: Explanation, _ smith: Wordsmith, _ words: PageWords
    ) -> [TopicOfPage] {
        Topic.allCases.compactMap { topic in
            let statements = explanation.statements.filter { $0.sentence.topic == topic }
            guard !statements.isEmpty else { return nil }
            return TopicOfPage(
                topic: words.text(topic.heading), isHistory: topic == .facts,
                statements: statements.map {
                    // Why stands in the heading; who said it stands beside what happened alone.
                    let cause = $0.sentence == .why ? $0.slots.cause : nil
                    return Told(
                        text: cause.map {
                            words.said(Catalogue.said($0, to: smith.addressee.audience))
                        } ?? smith.text($0),
                        source: topic == .facts
                            ? words.source($0.source, to: smith.addressee.audience) ?? "" : "")
                })
        }
    }
}

extension Topic {
    fileprivate var heading: ConsoleText {
        switch self {
        case .what: .topicWhat
        case .why: .topicWhy
        case .since: .topicSince
        case .facts: .topicFacts
        case .awaited: .topicAwaited
        case .then: .topicThen
        case .ends: .topicEnds
        case .can: .topicCan
        }
    }
}
