import Foundation
import SluiceAPI
import SluiceClient

/// Why a folder cannot be followed any further.
struct IngestError: Error, CustomStringConvertible {
    var description: String
}

/// Takes files of events from a folder and tells them to a server.
///
/// It keeps nothing of its own: a file that was not moved to `done/` is sent again, and what was
/// taken of it is a duplicate.
struct Ingest {
    typealias Send = ([OrderEventRequest]) async throws -> [OrderEventResult]

    /// What became of a file.
    enum Ending: Equatable {
        case done(IngestReport, rejects: URL?)
        /// Refused for now, or nobody answered: it stays for the next round.
        case stays(IngestReport, why: String)
    }

    let folder: DropFolder
    let mapping: EventMapping
    let send: Send
    /// Waits some seconds.
    let pause: (Int) async throws -> Void
    /// Told how many bytes of how many were read.
    var onProgress: (URL, Int, Int) -> Void = { _, _, _ in }

    /// An event with the line it stands on.
    private struct Sent {
        var line: Int
        var event: OrderEventRequest
    }

    /// What is known of a file so far.
    private struct Progress {
        var report = IngestReport()
        var refused = RefusedLines()
        var waiting: [Sent] = []
        var waitingBytes = 0
        /// Refused for now.
        var later: [Sent] = []
    }

    /// Takes one file.
    ///
    /// Errors: `ImportError` where a file cannot be read or moved; `IngestError` where the server
    /// refuses for good what is no fault of a line, as an unknown key.
    func take(_ file: URL) async throws -> Ending {
        let stamp = folder.stamp(of: file)
        var progress = Progress()
        do {
            try await read(file, &progress)
            try await flush(&progress)
            try await sendAgain(&progress)
        } catch let silence as Silence {
            return .stays(progress.report, why: silence.why)
        }
        if !progress.later.isEmpty {
            progress.report.held = progress.later.count
            return .stays(progress.report, why: "\(progress.later.count) events refused for now")
        }
        guard folder.stamp(of: file) == stamp else {
            return .stays(progress.report, why: "the file was changed meanwhile")
        }
        let place = folder.place(of: file)
        try progress.refused.write(beside: place)
        try folder.finish(file, to: place)
        return .done(
            progress.report,
            rejects: progress.refused.count > 0 ? RefusedLines.file(beside: place) : nil)
    }

    private func read(_ file: URL, _ progress: inout Progress) async throws {
        var reader = try EventFile(file)
        while let line = try reader.next() {
            for result in mapping.read(line) {
                switch result {
                case .failure(let fault):
                    progress.report.count("refused")
                    progress.refused.add(line: line.line, event: "", fault)
                case .success(.ignored): progress.report.count("ignored")
                case .success(.event(let event)):
                    let bytes = event.bytesEstimated
                    if progress.waitingBytes + bytes > IngestLimits.requestBytesMax {
                        try await flush(&progress)
                    }
                    progress.waiting.append(Sent(line: line.line, event: event))
                    progress.waitingBytes += bytes
                }
            }
            if progress.waiting.count >= IngestLimits.eventsPerRequestMax {
                try await flush(&progress)
            }
            onProgress(file, reader.bytesRead, reader.bytes)
        }
    }

    /// Sends what waits, in requests as large as allowed.
    private func flush(_ progress: inout Progress) async throws {
        while !progress.waiting.isEmpty {
            let part = Array(progress.waiting.prefix(IngestLimits.eventsPerRequestMax))
            let results = try await results(of: part.map(\.event))
            progress.waiting.removeFirst(part.count)
            for (sent, result) in zip(part, results) {
                guard let refusal = result.refusal else {
                    progress.report.count(result.word)
                    continue
                }
                if refusal.isRetryable {
                    progress.later.append(sent)
                    continue
                }
                progress.report.count("refused")
                progress.refused.add(
                    line: sent.line, event: sent.event.id,
                    LineFault(
                        code: refusal.code, field: refusal.field ?? "", detail: refusal.detail))
            }
        }
        progress.waitingBytes = 0
    }

    /// Sends what was refused for now again, for a while.
    private func sendAgain(_ progress: inout Progress) async throws {
        for _ in 1..<IngestLimits.triesMax where !progress.later.isEmpty {
            try await pause(IngestLimits.parkedRetrySeconds)
            progress.waiting = progress.later
            progress.later = []
            try await flush(&progress)
        }
    }

    /// The answer to one request, asked for again where it is refused for now or nobody answers.
    private func results(
        of events: [OrderEventRequest]
    ) async throws -> [OrderEventResult] {
        var silentSeconds = 1
        for attempt in 1... {
            let why: String
            let seconds: Int
            do {
                return try await send(events)
            } catch let refusal as BatchRefusal {
                guard refusal.isRetryable else {
                    throw IngestError(description: "the server refuses: \(refusal)")
                }
                why = "the server refuses for now: \(refusal)"
                seconds = max(1, refusal.retryAfterSeconds ?? 1)
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                why = "the server does not answer: \(error)"
                seconds = silentSeconds
                silentSeconds = min(2 * silentSeconds, IngestLimits.silentRetrySecondsMax)
            }
            guard attempt < IngestLimits.triesMax else { throw Silence(why: why) }
            try await pause(seconds)
        }
        preconditionFailure("the tries have an end")
    }

    /// A server that could not be told for as long as it is tried.
    private struct Silence: Error {
        var why: String
    }
}

extension OrderEventRequest {
    /// No less than what it takes as JSON, but for escapes.
    fileprivate var bytesEstimated: Int { 512 + lines.count * 128 }
}
