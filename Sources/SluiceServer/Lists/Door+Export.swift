import HTTPTypes
import Hummingbird
import ServiceLifecycle
import SluiceAPI
import SluiceEngine

extension Door {
    /// The whole of a list, a page of it in memory at a time.
    /// - Parameter isOpen: whether who takes it may still do so; nil: while the credential is good.
    func export<Item>(
        _ listing: Listing<Item>, as format: ExportFormat, for call: Call,
        while isOpen: (@Sendable () -> Bool)? = nil
    ) async throws -> Response {
        for name in ["limit", "cursor"] where call.query[name] != nil {
            throw Query.fault(
                .invalidField, name, "Rows are of the whole list; pages are of JSON.")
        }
        // A whole is of all that was durable when it was asked for.
        if let store = listing.store { try await reach(engine.status.sequence, in: store) }
        // The first page is read before the head is sent, so that what is refused has its status.
        let first = try await read(listing, after: nil, limit: ServerLimits.exportPageItems)
        let (authenticator, principal) = (authenticator, call.principal)
        let export = ListExport(
            door: self, listing: listing, format: format,
            isOpen: isOpen ?? { authenticator.isActive(principal) }, addressee: .current,
            first: first)
        var headers = HTTPFields()
        headers[.contentType] = format.contentType
        if let sequence = first.sequence {
            headers[.sluiceSequence] = OpaqueSequence.encode(sequence)
        }
        if isStale(listing) { headers[.sluiceStale] = "true" }
        headers[.trailer] = "Sluice-Rows"
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                var rows = writer
                try await Addressee.$current.withValue(export.addressee) {
                    try await export.write(to: &rows)
                }
            })
    }
}

/// Writes a list as rows, with back pressure: a slow reader costs a page of memory and slows nobody.
///
/// All of it is there only if it says so: lines of JSON end with one that counts them, and after rows of
/// CSV comes the trailer `Sluice-Rows`. What breaks off ends without the last chunk, which every client
/// of HTTP reports.
struct ListExport<Item: Sendable>: Sendable {
    let door: Door
    let listing: Listing<Item>
    let format: ExportFormat
    /// Whether who takes it may still do so.
    let isOpen: @Sendable () -> Bool
    /// Whom it is told to: taken from the request, which the export outlives.
    let addressee: Addressee
    let first: ListedPage<Item>

    func write(to writer: inout any ResponseBodyWriter) async throws {
        var (page, count) = (first, 0)
        let asOf = first.sequence
        if format == .csv {
            var head: [UInt8] = []
            CSVText.append(listing.columns, to: &head)
            try await writer.write(ByteBuffer(bytes: head))
        }
        do {
            while true {
                try await writer.write(ByteBuffer(bytes: try rows(of: page)))
                count += page.items.count
                guard let next = page.next else { break }
                page = try await self.page(after: PageCursor(place: next, asOf: asOf ?? 0))
            }
        } catch {
            try await breakOff(error, &writer)
            throw error
        }
        if format == .jsonLines {
            try await writer.write(ByteBuffer(string: "{\"end\":true,\"rows\":\(count)}\n"))
        }
        try await writer.finish([.sluiceRows: String(count)])
    }

    private func rows(of page: ListedPage<Item>) throws -> [UInt8] {
        var bytes: [UInt8] = []
        for item in page.items {
            var writer = JSONWriter(for: addressee.audience)
            listing.write(item, &writer)
            switch format {
            case .csv:
                let document = try JSONReader.read(writer.bytes)
                CSVText.append(
                    listing.columns.map { document.cell(at: $0) }, to: &bytes)
            case .jsonLines:
                bytes += writer.bytes
                bytes.append(UInt8(ascii: "\n"))
            }
        }
        return bytes
    }

    /// The next page. While the server sheds lists it is asked for again: what is begun is brought to
    /// its end.
    private func page(after cursor: PageCursor) async throws -> ListedPage<Item> {
        var tries = 0
        while true {
            guard isOpen() else {
                throw Problem(
                    .unauthenticated, detail: "The credential or the session ended meanwhile.")
            }
            guard !Task.isShuttingDownGracefully else { throw EngineRefusal.stopped }
            do {
                return try await door.read(
                    listing, after: cursor, limit: ServerLimits.exportPageItems)
            } catch EngineRefusal.overloaded(let overload) {
                tries += 1
                guard tries < ServerLimits.exportTriesMax else {
                    throw EngineRefusal.overloaded(overload)
                }
                try await Task.sleep(for: .seconds(ServerLimits.retryAfterSeconds))
            }
        }
    }

    /// Says in its last line that lines of JSON are not all.
    private func breakOff(
        _ error: any Error, _ writer: inout any ResponseBodyWriter
    ) async throws {
        guard format == .jsonLines else { return }
        let problem =
            (error as? Problem) ?? (error as? EngineRefusal).map { Problem($0) }
            ?? Problem(.internal, detail: "The server failed; begin the export anew.")
        var line = Array("{\"error\":".utf8) + problem.json(for: addressee.audience)
        line += Array("}\n".utf8)
        try await writer.write(ByteBuffer(bytes: line))
    }
}
