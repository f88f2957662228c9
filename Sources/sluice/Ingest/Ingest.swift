import Foundation
import SluiceAPI
import SluiceClient

/// Takes files of events from a folder and tells them to a server.
///
/// It keeps nothing of its own: a file that was not moved to `done/` is sent again, and what was
/// taken of it is a duplicate.
struct Ingest {
    /// What became of a file.
    enum Ending: Equatable {
        case done(IngestReport, rejects: URL?)
        /// Refused for now, or nobody answered: it stays for the next round.
        case stays(IngestReport, why: String)
    }

    let folder: DropFolder
    let mapping: EventMapping
    let sender: EventSender
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
        /// Refused for now.
        var later: [Sent] = []
    }

    /// Takes one file.
    ///
    /// Errors: `ImportError` where a file cannot be moved; `IngestError` where the server
    /// refuses for good what is no fault of a line, as an unknown key.
    func take(_ file: URL) async throws -> Ending {
        let stamp = folder.stamp(of: file)
        var progress = Progress()
        do {
            try await read(file, &progress)
            try await flush(&progress)
            try await sendAgain(&progress)
        } catch let silence as EventSender.Silence {
            return .stays(progress.report, why: silence.why)
        } catch let error as ImportError {
            // One file that cannot be read keeps no other from being taken.
            return .stays(progress.report, why: "\(error)")
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
                    progress.waiting.append(Sent(line: line.line, event: event))
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
            let count = EventSender.requestCount(of: progress.waiting.lazy.map(\.event))
            let part = Array(progress.waiting.prefix(count))
            let results = try await sender.results(of: part.map(\.event))
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
        guard progress.later.count <= IngestLimits.laterEventsMax else {
            throw EventSender.Silence(
                why: "more than \(IngestLimits.laterEventsMax) events refused for now")
        }
    }

    /// Sends what was refused for now again, for a while.
    private func sendAgain(_ progress: inout Progress) async throws {
        for _ in 1..<IngestLimits.triesMax where !progress.later.isEmpty {
            try await sender.pause(IngestLimits.parkedRetrySeconds)
            progress.waiting = progress.later
            progress.later = []
            try await flush(&progress)
        }
    }
}
