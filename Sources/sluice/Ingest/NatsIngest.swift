import SluiceAPI
import SluiceClient

/// What becomes of messages of a stream: told to the server, acknowledged when it has answered.
struct NatsIngest {
    let mapping: EventMapping
    let sender: EventSender

    /// What is to be said of a message.
    struct Decision: Equatable {
        var acknowledgement: NatsConsumer.Acknowledgement
        /// Why it is put aside.
        var fault: LineFault?

        /// Whether it is to be delivered again.
        var isLater: Bool {
            if case .later = acknowledgement { true } else { false }
        }
    }

    /// What is known of a message so far.
    private struct State {
        var isLater = false
        var fault: LineFault?

        var decision: Decision {
            if isLater {
                return Decision(
                    acknowledgement: .later(seconds: IngestLimits.parkedRetrySeconds))
            }
            return Decision(acknowledgement: fault == nil ? .done : .never, fault: fault)
        }
    }

    /// Tells the events of messages and decides on each; one with several events is done with when
    /// all of them are.
    ///
    /// Errors: `IngestError`, after which nothing is acknowledged.
    func decide(
        _ messages: [NatsMessage], _ report: inout IngestReport
    ) async throws -> [Decision] {
        var states = Array(repeating: State(), count: messages.count)
        var events: [(place: Int, event: OrderEventRequest)] = []
        for (place, message) in messages.enumerated() {
            for result in mapping.read(Self.line(message, place)) {
                switch result {
                case .success(.event(let event)): events.append((place, event))
                case .success(.ignored): report.count("ignored")
                case .failure(let fault):
                    report.count("refused")
                    states[place].fault = states[place].fault ?? fault
                }
            }
        }
        while !events.isEmpty {
            let part = Array(
                events.prefix(EventSender.requestCount(of: events.lazy.map(\.event))))
            events.removeFirst(part.count)
            let results: [OrderEventResult]
            do {
                results = try await sender.results(of: part.map(\.event))
            } catch is EventSender.Silence {
                // Delivered again, what was taken is a duplicate.
                for sent in part + events { states[sent.place].isLater = true }
                break
            }
            for (sent, result) in zip(part, results) {
                Self.note(result, of: &states[sent.place], &report)
            }
        }
        return states.map(\.decision)
    }

    private static func note(
        _ result: OrderEventResult, of state: inout State, _ report: inout IngestReport
    ) {
        guard let refusal = result.refusal else { return report.count(result.word) }
        if refusal.isRetryable {
            state.isLater = true
        } else {
            report.count("refused")
            state.fault =
                state.fault
                ?? LineFault(
                    code: refusal.code, field: refusal.field ?? "", detail: refusal.detail)
        }
    }

    private static func line(_ message: NatsMessage, _ place: Int) -> EventLine {
        do throws(JSONError) {
            let document = try JSONReader.read(message.payload, numbers: .asWritten)
            return EventLine(line: place, document: .success(document))
        } catch {
            return EventLine(line: place, document: .failure(LineFault(FieldError(error))))
        }
    }
}
