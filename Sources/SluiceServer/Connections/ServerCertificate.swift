import Foundation
import Logging
import NIOSSL
import ServiceLifecycle
import SluiceCore
import Synchronization

/// Why a certificate cannot be used; says what to do.
public struct CertificateError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
}

/// The certificate a server shows, with its key; read again when the files change.
///
/// New connections get the newest that could be read, those that are open keep theirs. Safe to use from
/// any thread.
public final class ServerCertificate: Sendable {
    /// How often it is looked whether the files have changed.
    static let checkSeconds = 5

    private struct State {
        var context: NIOSSLContext
        var notAfter: Int64
        var stamps: [SecretFile.Stamp?]
        var failures = 0
    }

    private let chainPath: String
    private let keyPath: String
    private let state: Mutex<State>

    /// Reads a chain of certificates, the server's own first, and its private key, both PEM.
    ///
    /// - Throws: `CertificateError` if a file cannot be read or understood, others may read the key, or the
    ///   key is another certificate's.
    public init(chain: String, key: String) throws {
        chainPath = chain
        keyPath = key
        state = Mutex(try Self.read(chain: chain, key: key))
    }

    var context: NIOSSLContext { state.withLock { $0.context } }
    /// When the server's own certificate ends, in seconds since 1970.
    var notAfter: Int64 { state.withLock { $0.notAfter } }
    /// How often reading it again has failed.
    var failures: Int { state.withLock { $0.failures } }

    /// Reads the files again; if that fails, all stays as it was.
    /// - Throws: `CertificateError`.
    public func reload() throws {
        // Before they are read: what is written meanwhile is read the next time.
        let stamps = Self.stamps(chainPath, keyPath)
        do {
            let new = try Self.read(chain: chainPath, key: keyPath)
            state.withLock { state in
                let failures = state.failures
                state = new
                state.failures = failures
            }
        } catch {
            state.withLock { state in
                state.failures += 1
                // Told once: the same files are not tried again.
                state.stamps = stamps
            }
            throw error
        }
    }

    /// Whether the files are others than were read last.
    var hasChanged: Bool {
        let stamps = Self.stamps(chainPath, keyPath)
        return state.withLock { $0.stamps != stamps }
    }

    private static func stamps(_ chain: String, _ key: String) -> [SecretFile.Stamp?] {
        [SecretFile.Stamp(path: chain), SecretFile.Stamp(path: key)]
    }

    private static func read(chain: String, key: String) throws -> State {
        let stamps = Self.stamps(chain, key)
        guard let keyStamp = stamps[1] else {
            throw CertificateError(description: "there is no key file \(key)")
        }
        guard keyStamp.mode & 0o077 == 0 else {
            throw CertificateError(
                description: "the key file \(key) is open to others: chmod 600 \(key)")
        }
        let certificates: [NIOSSLCertificate]
        do {
            certificates = try NIOSSLCertificate.fromPEMFile(chain)
        } catch {
            throw CertificateError(description: "no certificates can be read from \(chain)")
        }
        guard let own = certificates.first else {
            throw CertificateError(description: "there is no certificate in \(chain)")
        }
        do {
            let privateKey = try NIOSSLPrivateKey(file: key, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: certificates.map { .certificate($0) },
                privateKey: .privateKey(privateKey))
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            return State(
                context: try NIOSSLContext(configuration: configuration),
                notAfter: Int64(own.notValidAfter), stamps: stamps)
        } catch {
            // What the library says may quote the key.
            throw CertificateError(
                description:
                    "the key in \(key) cannot be read, or is not of the certificate in \(chain)")
        }
    }
}

/// Takes a renewed certificate in use once its files have changed.
struct CertificateKeeper: Service {
    let certificate: ServerCertificate
    let logger: Logger

    func run() async throws {
        // The sleep ends early when the server stops.
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: .seconds(ServerCertificate.checkSeconds))
                if certificate.hasChanged { certificate.reload(telling: logger) }
            }
        }
    }
}

extension ServerCertificate {
    /// Reads the files again, and says what came of it.
    public func reload(telling logger: Logger) {
        do {
            try reload()
            logger.notice("certificate read", metadata: ["not_after": "\(notAfter)"])
        } catch {
            logger.error(
                "certificate stays as it was: the new one is wrong",
                metadata: ["error": "\(error)"])
        }
    }
}
