import Synchronization

/// How many connections may be open.
public struct ConnectionOptions: Sendable {
    public var connectionsMax = ConnectionLimits.connectionsMax
    public var perAddressMax = ConnectionLimits.perAddressMax

    public init() {}
}

/// Counts connections, all and by address, and lets no more in than may be open.
///
/// Safe to use from any thread.
final class ConnectionGate: Sendable {
    /// Why a connection was not taken.
    enum Refusal: String, CaseIterable, Sendable {
        /// As many are open as may be.
        case full
        /// As many of its address are open as may be.
        case address
    }

    /// Counts since the start, and what is open.
    struct Figures: Sendable {
        var open = 0
        var accepted = 0
        var refused: [Refusal: Int] = [:]
        var closed: [ConnectionWatch.Fault: Int] = [:]
    }

    private struct State {
        var figures = Figures()
        var byAddress: [PeerAddress: Int] = [:]
    }

    private let options: ConnectionOptions
    private let state = Mutex(State())

    init(_ options: ConnectionOptions) { self.options = options }

    var figures: Figures { state.withLock { $0.figures } }

    /// - Parameter isProxy: whether it carries requests of many, and no address bounds it.
    /// - Returns: whether the connection is taken; it has to `leave` then.
    func enter(_ address: PeerAddress, isProxy: Bool = false) -> Bool {
        state.withLock { state in
            let own = state.byAddress[address, default: 0]
            var refusal: Refusal?
            if state.figures.open >= options.connectionsMax - (address.isLocal ? 0 : localReserve) {
                refusal = .full
            } else if own >= options.perAddressMax, !isProxy {
                refusal = .address
            }
            if let refusal {
                state.figures.refused[refusal, default: 0] += 1
                return false
            }
            state.byAddress[address] = own + 1
            state.figures.open += 1
            state.figures.accepted += 1
            return true
        }
    }

    func leave(_ address: PeerAddress) {
        state.withLock { state in
            state.figures.open -= 1
            let left = state.byAddress[address, default: 1] - 1
            state.byAddress[address] = left > 0 ? left : nil
        }
    }

    /// A connection was closed because of how it behaved.
    func closed(_ fault: ConnectionWatch.Fault) {
        state.withLock { $0.figures.closed[fault, default: 0] += 1 }
    }

    /// What is kept for this machine, of a small number less.
    private var localReserve: Int {
        min(ConnectionLimits.localReserve, options.connectionsMax / 2)
    }
}
