import SluiceCore
import SluiceEngine
import SluiceSQLite
import SluiceServer

/// Every setting: what it takes, what holds where nobody says anything, and what it is for.
extension Setting {
    var row: Row {
        switch self {
        case .data: Row(.folder, "./data", "The data directory.")
        case .host, .port, .beyondLoopback, .withoutTls, .tlsCertificate, .tlsKey: listenRow
        case .maxConnections, .maxConnectionsPerAddress, .ratePerKey, .ratePerMerchant,
            .factsPerMerchant, .drainSeconds:
            loadRow
        case .zone:
            Row(
                .text("zone"), "Asia/Shanghai",
                "The IANA zone of the lender's business dates; fixed when the journal is born.")
        case .lender:
            Row(
                .text("name"), "lender",
                "The lender's name, the scope of account ids; fixed when the journal is born.")
        case .policy:
            Row(
                .file, nil,
                "A policy file to be born with; a journal that is there keeps its own.")
        case .mappings, .connectors, .desk, .scorer, .stepUpSecret: merchantRow
        case .jwtKeys, .jwtIssuer, .jwtAudience, .merchantsWithoutConsent, .accessDays, .proxies,
            .secureCookies, .embedOrigins:
            accessRow
        case .webhooksToPrivate, .messagesDays: messageRow
        case .snapshotEvents, .scrubHours, .journalHours, .journalMib, .waitForFollower,
            .followerSeconds:
            journalRow
        case .maxAccounts, .maxLiveHolds, .maxOrders: sizeRow
        case .logLevel, .logFormat, .otlpEndpoint, .otlpHeaders, .traceSample: watchRow
        }
    }

    private var listenRow: Row {
        switch self {
        case .host: Row(.text("host"), "127.0.0.1", "The address to listen on.")
        case .port:
            Row(.whole(0...65_535), "8080", "The port to listen on; 0 takes any free one.")
        case .beyondLoopback: Row(.flag, "false", "Listen beyond this machine.")
        case .withoutTls:
            Row(
                .flag, "false",
                "Listen beyond this machine without TLS: keys travel in the clear.")
        case .tlsCertificate:
            Row(
                .file, nil,
                "A PEM file with the certificate to show and those above it; taken anew when it "
                    + "changes.")
        default: Row(.file, nil, "A PEM file with its key, closed to others.")
        }
    }

    private var loadRow: Row {
        let rates = RateLimits()
        return switch self {
        case .maxConnections:
            Row(
                .whole(2...1_000_000), "\(ConnectionLimits.connectionsMax)",
                "Connections open at once; the last 64 are for this machine.")
        case .maxConnectionsPerAddress:
            Row(
                .whole(1...1_000_000), "\(ConnectionLimits.perAddressMax)",
                "Connections of one address open at once.")
        case .ratePerKey:
            Row(
                .rate, RateChoice(rates.key).text,
                "Commands a second of a key, and how many at once, RATE[:BURST]; or none.")
        case .ratePerMerchant:
            Row(.rate, RateChoice(rates.merchant).text, "The same of all keys of a merchant.")
        case .factsPerMerchant:
            Row(
                .rate, RateChoice(rates.facts).text,
                "The same of the facts told of a merchant's orders.")
        default:
            Row(
                .whole(0...300), "0",
                "Seconds served on after SIGTERM, while /readyz says that it ends.")
        }
    }

    private var merchantRow: Row {
        switch self {
        case .mappings:
            Row(
                .folder, nil,
                "A folder with a mapping of each merchant's events; read again at SIGHUP.")
        case .connectors:
            Row(
                .folder, nil,
                "A folder with a connector of each merchant to be asked; read again at SIGHUP.")
        case .desk: Row(.file, nil, "A file with the desk where persons look at releases.")
        case .scorer: Row(.flag, "true", "Judge releases in doubt by points.")
        default:
            Row(
                .file, nil,
                "A file with the secret shared with the lender's app, by which consumers clear "
                    + "checks.")
        }
    }

    private var accessRow: Row {
        switch self {
        case .jwtKeys:
            Row(
                .file, nil,
                "A JWK Set with the public keys of the lender's sign-in, whose tokens are taken then; "
                    + "read again when it changes.")
        case .jwtIssuer:
            Row(
                .text("issuer"), nil,
                "The issuer of these tokens, their `iss`; needed with --jwt-keys.")
        case .jwtAudience:
            Row(.text("audience"), "sluice", "Whom these tokens are for, their `aud`.")
        case .merchantsWithoutConsent:
            Row(
                .flag, "false",
                "Let merchants' keys lock credit without a consent that the lender signed.")
        case .accessDays:
            Row(
                .whole(1...3_660), "\(AccessTrail.keepDaysDefault)",
                "Days that the access trail is kept.")
        case .secureCookies:
            Row(
                .flag, "false",
                "Send the cookies of the pages by TLS alone, for a server behind a proxy that has it."
            )
        case .embedOrigins:
            Row(
                .text("origins"), nil,
                "The sites that may show the consumer's pages in a frame, divided by commas, such as "
                    + "https://app.lender.example.")
        default:
            Row(
                .text("addresses"), nil,
                "The addresses of proxies in front, divided by commas, whose X-Forwarded-For tells "
                    + "where requests come from.")
        }
    }

    private var messageRow: Row {
        switch self {
        case .webhooksToPrivate:
            Row(.flag, "false", "Let webhooks go to this machine and to private networks.")
        default:
            Row(
                .whole(StoreLimits.messagesKeepDaysMin...3_660),
                "\(StoreLimits.messagesKeepDays)", "Days that messages are kept after their moment."
            )
        }
    }

    private var journalRow: Row {
        switch self {
        case .snapshotEvents:
            Row(
                .whole(1...Int.max), "\(EngineOptions().snapshotEventsMin)",
                "Events after which a snapshot is made, which the next start begins with.")
        case .scrubHours:
            Row(
                .whole(0...8_760), "\(ScrubLimits.withinHours)",
                "Hours within which damaged files are found; 0 reads them without a pause.")
        case .journalHours:
            Row(
                .whole(0...87_600), "\(RowFilingOptions().ageMaxNs / Span.hourNs)",
                "Hours after which rows that all have passed move from journal.db into files.")
        case .journalMib:
            Row(
                .whole(1...1_048_576), "\(RowFilingOptions().bytesMax >> 20)",
                "MiB of rows in journal.db beyond which the oldest move though they are younger.")
        case .waitForFollower:
            Row(
                .folder, nil,
                "A second data directory that must have every row before it is answered.")
        default:
            Row(
                .whole(1...60), "2",
                "Seconds that are waited for it; then commands are refused until it is back.")
        }
    }

    private var watchRow: Row {
        switch self {
        case .logLevel:
            Row(
                .choice(["trace", "debug", "info", "notice", "warning", "error", "critical"]),
                "notice", "What is logged, to standard error; from info on each request is.")
        case .logFormat:
            Row(
                .choice(["text", "json"]), "text",
                "How: a line for people, or a JSON object a line.")
        case .otlpEndpoint:
            Row(
                .text("url"), nil,
                "A collector of traces, by OTLP over HTTP in JSON; without it nothing is traced.")
        case .otlpHeaders:
            Row(
                .text("headers"), nil,
                "What it is sent beside the traces: name=value, separated by commas.",
                isSecret: true)
        default:
            Row(
                .decimal(0...1), "0.01",
                "The share of requests traced where the caller does not say; 1 is all.")
        }
    }

    private var sizeRow: Row {
        let capacity = Capacity()
        return switch self {
        case .maxAccounts:
            Row(
                .whole(1...Int.max), "\(capacity.accountsMax)",
                "Accounts; from 99 % of it on, new ones are refused with `capacity`.")
        case .maxLiveHolds:
            Row(
                .whole(1...Int.max), "\(capacity.liveHoldsMax)",
                "Live holds; from 99 % of it on, placements are refused with `capacity`.")
        default:
            Row(
                .whole(1...Int.max), "\(capacity.ordersMax)",
                "Orders in memory; from 99 % of it on, placements on new ones are refused.")
        }
    }
}
