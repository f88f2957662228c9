import SluiceServer

/// What of the settings is for the door: where it listens, for how many, and how much may come.
extension ServeConfiguration {
    /// As many connections as are asked for, or as there are file handles for.
    func connections(handles: Int) -> ConnectionOptions {
        let asked = whole(.maxConnections)
        var options = ConnectionOptions()
        options.connectionsMax = max(2, min(asked, handles - ConnectionLimits.otherHandles))
        if options.connectionsMax < asked {
            Terminal.error(
                "connections: \(options.connectionsMax) at once, for this process may have "
                    + "\(handles) files open; raise that with ulimit -n")
        }
        options.perAddressMax = min(whole(.maxConnectionsPerAddress), options.connectionsMax)
        return options
    }

    /// - Parameter rate: how many seconds of the engine pass in one.
    func rates(clockRate rate: Int64) -> RateLimits {
        func limit(_ setting: Setting) -> RateLimit? {
            RateChoice(text(setting))?.limit?.times(rate)
        }
        var limits = RateLimits()
        limits.key = limit(.ratePerKey)
        limits.merchant = limit(.ratePerMerchant)
        limits.facts = limit(.factsPerMerchant)
        return limits
    }

    func address(port: Int) -> String {
        let (scheme, host) = (isGiven(.tlsCertificate) ? "https" : "http", text(.host))
        return "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
}
