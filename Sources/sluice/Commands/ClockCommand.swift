import ArgumentParser
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import SluiceSQLite

struct ClockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clock",
        abstract: "Accept the clock of a running engine after a doubt.",
        discussion: """
            After a jump ahead of more than two seconds, or a long stop on a machine whose clock \
            nobody keeps, nothing that is due is done until an operator has looked at the clock. \
            /readyz says so. An engine that is stopped: `sluice serve --accept-clock`.
            """,
        subcommands: [Accept.self])

    struct Accept: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that the time of day is right; journalled.",
            discussion: "Look at it first: what lies past its end by it ends at once.")

        @OptionGroup var data: DataOption

        @Option(help: "The address of the engine; by default the one it wrote into the directory.")
        var address: String?

        @Option(
            name: .customLong("key"),
            help: "An API key of role operator or lender, or - to read it from standard input.")
        var key: String

        func run() async throws {
            guard
                let address = address
                    ?? DirectoryLock.announcedAddress(directory: data.path)
            else {
                Terminal.error(
                    "no engine has announced itself in \(data.path): name its --address, or start "
                        + "it with --accept-clock")
                throw ExitCode(1)
            }
            let given = key == "-" ? readLine() ?? "" : key
            let (status, body) = try await Self.post(
                "\(address)/v1/clock/acceptance", key: given)
            guard status == 200 else {
                Terminal.error("\(address) answered \(status): \(body)")
                throw ExitCode(1)
            }
            Terminal.out(body)
        }

        private static func post(
            _ url: String, key: String
        ) async throws -> (status: UInt, body: String) {
            var request = HTTPClientRequest(url: url)
            request.method = .POST
            request.headers.add(name: "Authorization", value: "Bearer \(key)")
            // Where nobody listens, that is the answer: asking on would only make somebody wait.
            var configuration = HTTPClient.Configuration()
            configuration.connectionPool.retryConnectionEstablishment = false
            let http = HTTPClient(
                eventLoopGroupProvider: .singleton, configuration: configuration)
            do {
                let response = try await http.execute(request, timeout: .seconds(30))
                let body = try await response.body.collect(upTo: 1 << 20)
                try await http.shutdown()
                return (response.status.code, String(buffer: body))
            } catch {
                try? await http.shutdown()
                Terminal.error("nobody answers at \(url): \(error)")
                throw ExitCode(1)
            }
        }
    }
}
