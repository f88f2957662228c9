import Foundation
import SluiceAPI
import SluiceEngine
import SluiceServer

extension ServeConfiguration {
    private static let loopback = ["127.0.0.1", "::1", "localhost"]

    /// The parts of a list as they were given.
    private func texts(_ setting: Setting) -> [String] {
        (given(setting) ?? "").split(separator: ",").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
    }

    private var proxyTexts: [String] { texts(.proxies) }

    var embedOrigins: [EmbedOrigin] { texts(.embedOrigins).compactMap { EmbedOrigin($0) } }

    var proxies: Proxies { Proxies(proxyTexts.compactMap { IPAddress($0) }) }

    /// What does not go together though each is right by itself.
    var conflicts: [String] {
        var found: [String] = []
        func refuse(_ setting: Setting, _ why: String) {
            found.append("\(place(of: setting) ?? setting.rawValue) \(why)")
        }
        refuseListening(refuse)
        for address in proxyTexts where IPAddress(address) == nil {
            refuse(.proxies, "\(address) is no address such as 192.0.2.1")
        }
        refuseFraming(refuse)
        if isGiven(.jwtKeys) != isGiven(.jwtIssuer) {
            refuse(
                isGiven(.jwtKeys) ? .jwtKeys : .jwtIssuer,
                "is alone: --jwt-keys and --jwt-issuer go together")
        }
        if BusinessCalendar(zone: text(.zone)) == nil {
            refuse(.zone, "\(text(.zone)) is no time zone known here")
        }
        if let follower, follower.isDirectory(text(.data)) {
            refuse(.waitForFollower, "\(follower.path) is the data directory itself")
        }
        if isGiven(.followerSeconds), follower == nil {
            refuse(.followerSeconds, "says nothing without --wait-for-follower")
        }
        if let endpoint = given(.otlpEndpoint),
            !["http://", "https://"].contains(where: endpoint.hasPrefix)
        {
            refuse(.otlpEndpoint, "\(endpoint) is no http:// or https:// URL")
        }
        if otlpHeaders == nil {
            refuse(.otlpHeaders, "is not name=value, separated by commas")
        }
        if isGiven(.traceSample), given(.otlpEndpoint) == nil {
            refuse(.traceSample, "says nothing without --otlp-endpoint")
        }
        return found
    }

    private func refuseFraming(_ refuse: (Setting, String) -> Void) {
        for text in texts(.embedOrigins) where EmbedOrigin(text) == nil {
            let advice = EmbedOrigin.meant(by: text).map { ": did you mean \($0.text)?" } ?? ""
            refuse(
                .embedOrigins, "\(text) is no origin such as https://app.lender.example" + advice)
        }
        if isGiven(.embedOrigins), !isGiven(.tlsCertificate), !isOn(.secureCookies) {
            refuse(
                .embedOrigins,
                "needs --tls-certificate, or --secure-cookies where a proxy in front speaks TLS: in a "
                    + "frame browsers keep no cookie without it")
        }
    }

    private func refuseListening(_ refuse: (Setting, String) -> Void) {
        let (host, hasTLS) = (text(.host), isGiven(.tlsCertificate))
        if hasTLS != isGiven(.tlsKey) {
            refuse(
                hasTLS ? .tlsCertificate : .tlsKey,
                "is alone: --tls-certificate and --tls-key go together")
        }
        if hasTLS, isOn(.withoutTls) {
            refuse(.withoutTls, "says nothing beside --tls-certificate")
        }
        if isGiven(.maxConnectionsPerAddress),
            whole(.maxConnectionsPerAddress) > whole(.maxConnections)
        {
            refuse(.maxConnectionsPerAddress, "is more than --max-connections")
        }
        guard !Self.loopback.contains(host) else { return }
        if !isOn(.beyondLoopback) {
            refuse(
                .host, "\(host) is beyond this machine: say --beyond-loopback if you mean it")
        } else if !hasTLS, !isOn(.withoutTls) {
            refuse(
                .host,
                "\(host) would have keys travel in the clear: name --tls-certificate and --tls-key, "
                    + "or say --without-tls where a proxy in front speaks it")
        }
    }
}
