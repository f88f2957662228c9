import ArgumentParser
import Foundation
import SluiceAPI
import SluiceClient

struct IngestNatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest-nats",
        abstract: "Drain a stream of NATS JetStream into a running engine.",
        discussion: """
            Pulls from a durable consumer, which is made if it is not there, and acknowledges a \
            message when the engine has answered: at least once, and what is delivered again is a \
            duplicate. Refused for now, a message is delivered again after 30 seconds; refused for \
            good, it is published to --rejects with its code and field in headers, and ended. A \
            connection that ends is made again. Ends on SIGTERM or SIGINT.

            Example: sluice ingest-nats --stream orders --consumer sluice --rejects orders.bad --mapping shop
            """)

    @Option(
        help: """
            The server: nats://[user:password@]host[:4222]; plain TCP. Without it SLUICE_NATS_URL, which \
            the whole machine does not see.
            """)
    var nats = ProcessInfo.processInfo.environment["SLUICE_NATS_URL"] ?? ""

    @Option(help: "The stream.")
    var stream: String

    @Option(help: "The durable consumer.")
    var consumer: String

    @Option(help: "A subject, kept by another stream, for messages that were refused for good.")
    var rejects: String

    @OptionGroup var options: IngestOptions

    @Flag(help: "Take what waits and end.")
    var once = false

    @Flag(help: "Print the sums as one JSON object.")
    var json = false

    func validate() throws {
        guard NatsAddress(nats) != nil else {
            throw ValidationError(
                "--nats or SLUICE_NATS_URL is nats://[user:password@]host[:port]; name and password "
                    + "percent-encoded")
        }
        guard NatsConsumer(stream: stream, name: consumer) != nil else {
            throw ValidationError("--stream and --consumer are 1 to 64 of A-Z a-z 0-9 _ -")
        }
        let isSubject = rejects.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard isSubject, !rejects.isEmpty, !rejects.contains("*"), !rejects.contains(">") else {
            throw ValidationError("--rejects is a subject without wildcards")
        }
    }

    func run() async throws {
        guard let address = NatsAddress(nats),
            let consumer = NatsConsumer(stream: stream, name: consumer)
        else { return }
        do {
            try await options.run(for: "message") { mapping, client in
                try await drain(address, consumer, mapping, client)
            }
        } catch let error where error is MappingError || error is IngestError {
            Terminal.error("\(error)")
            throw ExitCode(1)
        }
    }

    private func drain(
        _ nats: NatsAddress, _ consumer: NatsConsumer, _ mapping: EventMapping,
        _ client: OrderEventClient
    ) async throws {
        let ending = SignalEnding()
        let listening = await ending.listen()
        defer { listening.cancel() }
        let source = NatsSource(
            address: nats, consumer: consumer, rejects: rejects,
            ingest: NatsIngest(
                mapping: mapping,
                sender: EventSender(
                    send: { try await client.send($0) }, pause: { try await ending.wait($0) })))
        var report = IngestReport()
        var (wasReady, silentSeconds) = (false, 1)
        while ending.isAwaited {
            do {
                try await source.run(
                    once: once, &report, isWanted: { ending.isAwaited },
                    onReady: {
                        wasReady = true
                        silentSeconds = 1
                    })
                if once { break }
            } catch let error as IngestError {
                throw error
            } catch is CancellationError {
                break
            } catch {
                // What was wrong from the first is a mistake of who started it.
                guard wasReady, !once else {
                    throw IngestError(description: "\(url(of: nats)): \(error)")
                }
                Terminal.error("\(url(of: nats)): \(error); again in \(silentSeconds) s")
                try await ending.pause(silentSeconds)
                silentSeconds = min(2 * silentSeconds, IngestLimits.silentRetrySecondsMax)
            }
        }
        tell(report)
        if once, report["refused"] + report.held > 0 { throw ExitCode(1) }
    }

    /// Without name and password.
    private func url(of nats: NatsAddress) -> String { "nats://\(nats.host):\(nats.port)" }

    private func tell(_ report: IngestReport) {
        guard json else { return Terminal.out(report.text) }
        var writer = JSONWriter(capacity: 256)
        writer.object { report.members(to: &$0) }
        Terminal.out(writer.bytes)
    }
}
