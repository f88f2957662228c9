import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import Testing

/// A server that speaks TLS itself: who is believed, and what becomes of it when its certificate is renewed.
@Suite("TLS", .blocking)
struct TLSProcessTests {
    /// A certificate of its own signature for this machine, and its key.
    private static func makeCertificate(_ folder: ImportFolder) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder.file("key.new").path,
            "-out", folder.file("chain.new").path,
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "openssl makes a certificate")
        let files = FileManager.default
        try files.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: folder.file("key.new").path)
        for name in ["key", "chain"] {
            _ = try? files.removeItem(at: folder.file(name + ".pem"))
            try files.moveItem(at: folder.file(name + ".new"), to: folder.file(name + ".pem"))
        }
    }

    private static func flags(_ folder: ImportFolder) -> [String] {
        [
            "--tls-certificate", folder.file("chain.pem").path, "--tls-key",
            folder.file("key.pem").path,
        ]
    }

    /// With a client that trusts the certificate there is now, and no other.
    private static func withClient(
        _ folder: ImportFolder, _ change: (inout TLSConfiguration) -> Void = { _ in },
        _ body: (HTTPClient) async throws -> Void
    ) async throws {
        var configuration = HTTPClient.Configuration()
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(
            try NIOSSLCertificate.fromPEMFile(folder.file("chain.pem").path))
        change(&tls)
        configuration.tlsConfiguration = tls
        // What is slow here is no reason to connect again.
        configuration.connectionPool.idleTimeout = .minutes(10)
        try await HTTPClient.withHTTPClient(configuration: configuration, body)
    }

    private static func status(
        _ client: HTTPClient, _ url: String, key: String? = nil
    ) async throws -> UInt {
        var request = HTTPClientRequest(url: url)
        if let key { request.headers.add(name: "Authorization", value: "Bearer \(key)") }
        let answer = try await client.execute(request, timeout: .seconds(600))
        _ = try await answer.body.collect(upTo: 1 << 20)
        return answer.status.code
    }

    @Test("requests are answered over TLS alone, from version 1.2 on")
    func serve() async throws {
        let folder = try ImportFolder()
        try Self.makeCertificate(folder)
        let server = try ServerProcess(folder.file("data"), Self.flags(folder))
        try #require(server.address.hasPrefix("https://"))
        let key = try #require(server.firstKey)
        let url = server.address + "/v1/accounts/a"
        try await Self.withClient(folder) { good in
            #expect(try await Self.status(good, url, key: key) == 404)
            #expect(try await Self.status(good, url) == 401)
            try await Self.withClient(folder, { $0.maximumTLSVersion = .tlsv11 }) { old in
                await #expect(throws: (any Error).self) { try await Self.status(old, url) }
            }
            let plain = url.replacingOccurrences(of: "https:", with: "http:")
            await #expect(throws: (any Error).self) { try await Self.status(good, plain) }
            #expect(try await Self.status(good, server.address + "/healthz") == 200)
        }
        #expect(try server.stop().status == 0)
    }

    @Test("a renewed certificate is shown to new connections; those that are open stay")
    func renew() async throws {
        let folder = try ImportFolder()
        try Self.makeCertificate(folder)
        let server = try ServerProcess(folder.file("data"), Self.flags(folder))
        let url = server.address + "/healthz"
        try await Self.withClient(folder) { before in
            #expect(try await Self.status(before, url) == 200)
            // What is wrong is not taken: the server goes on as it was.
            let sound = try Data(contentsOf: folder.file("chain.pem"))
            try folder.write("chain.pem", "no certificate")
            server.process.signal(SIGHUP)
            try await HTTPClient.withHTTPClient { stranger in
                _ = await #expect(throws: (any Error).self) {
                    try await Self.status(stranger, url)
                }
            }
            #expect(try await Self.status(before, url) == 200)
            try sound.write(to: folder.file("chain.pem"))

            try Self.makeCertificate(folder)
            server.process.signal(SIGHUP)
            try await Self.withClient(folder) { after in
                let deadline = ContinuousClock.now.advanced(by: .seconds(600))
                while (try? await Self.status(after, url)) != 200 {
                    try #require(ContinuousClock.now < deadline, "the new certificate is shown")
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            // Its connection is the one it had before.
            #expect(try await Self.status(before, url) == 200)
        }
        #expect(try server.stop().status == 0)
    }

    @Test("a key that others may read, or that is another's, is refused before anything is made")
    func refused() throws {
        let folder = try ImportFolder()
        try Self.makeCertificate(folder)
        let key = folder.file("key.pem").path
        let data = folder.file("data")
        let serve = ["serve", "--data", data.path, "--port", "0"] + Self.flags(folder)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: key)
        let open = try SluiceProcess.run(serve)
        #expect(open.status == 1 && open.error.contains("is open to others"), "\(open.error)")
        let chain = try Data(contentsOf: folder.file("chain.pem"))
        try Self.makeCertificate(folder)
        try chain.write(to: folder.file("chain.pem"))
        let other = try SluiceProcess.run(serve)
        #expect(other.status == 1, "\(other.error)")
        #expect(other.error.contains("is not of the certificate"), "\(other.error)")
        #expect(!FileManager.default.fileExists(atPath: data.path))
    }
}
