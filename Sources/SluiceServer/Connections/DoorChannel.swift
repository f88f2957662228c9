import HummingbirdCore
import Logging
import NIOCore
import NIOSSL
import SluiceAPI

/// A connection of the door: counted, in TLS where there is a certificate, watched, and then HTTP/1.1.
struct DoorChannel: ServerChildChannel {
    typealias Value = HTTP1Channel.Value

    private struct Refused: Error {}

    private let http: HTTP1Channel
    private let gate: ConnectionGate
    private let proxies: Proxies
    private let certificate: ServerCertificate?

    init(
        responder: @escaping HTTPChannelHandler.Responder, gate: ConnectionGate,
        proxies: Proxies, certificate: ServerCertificate?
    ) {
        self.gate = gate
        self.proxies = proxies
        self.certificate = certificate
        http = HTTP1Channel(
            responder: responder,
            configuration: .init(
                additionalChannelHandlers: [ConnectionWatchHandler(gate: gate)],
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: ConnectionLimits.headFieldBytesMax,
                    maxHeaderListSize: ConnectionLimits.headFieldsBytesMax,
                    maxHeaderFieldCount: ConnectionLimits.headFieldsMax)))
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        // A socket file is reached from this machine alone.
        let end = IPAddress(channel.remoteAddress) ?? .loopback
        let address = PeerAddress(end)
        guard gate.enter(address, isProxy: proxies.contains(end)) else {
            // Nothing is read or written: an answer would cost what the limit is there to spare.
            channel.close(promise: nil)
            return channel.eventLoop.makeFailedFuture(Refused())
        }
        channel.closeFuture.whenComplete { [gate] _ in gate.leave(address) }
        if let certificate {
            do {
                try channel.pipeline.syncOperations.addHandler(
                    NIOSSLServerHandler(context: certificate.context))
            } catch {
                channel.close(promise: nil)
                return channel.eventLoop.makeFailedFuture(error)
            }
        }
        return http.setup(channel: channel, logger: logger)
    }

    func handle(value: Value, logger: Logger) async {
        await http.handle(value: value, logger: logger)
    }
}

extension IPAddress {
    /// `::1`.
    fileprivate static let loopback = {
        guard let address = IPAddress("::1") else { preconditionFailure("::1 is an address") }
        return address
    }()
}
