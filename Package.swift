// swift-tools-version: 6.2
import PackageDescription

/// Every target is built in the Swift 6 language mode with warnings as errors.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// The libraries, which `make test` has optimised, all checks left in: it takes tests a part of the time.
/// Not the program, whose suspending closures the optimiser of 6.3.1 trips over file by file.
let tested: [SwiftSetting] =
    strict
    + (Context.environment["SLUICE_OPTIMIZED"] == "1"
        ? [.unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))] : [])

let package = Package(
    name: "sluice",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "sluice", targets: ["sluice"]),
        .executable(name: "sluice-sim", targets: ["sluice-sim"]),
        .library(name: "SluiceCore", targets: ["SluiceCore"]),
        .library(name: "SluiceEngine", targets: ["SluiceEngine"]),
        .library(name: "SluiceClient", targets: ["SluiceClient"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        .target(name: "SluiceCore", swiftSettings: tested),
        .systemLibrary(name: "CTimex"),
        .target(
            name: "SluiceEngine",
            dependencies: [
                "CTimex",
                "SluiceCore",
                "SluiceForecast",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "DequeModule", package: "swift-collections"),
            ],
            swiftSettings: tested),
        .target(
            name: "SluiceSQLite",
            dependencies: [
                "SluiceAPI",
                "SluiceCore",
                "SluiceEngine",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: tested),
        .target(name: "SluiceForecast", dependencies: ["SluiceCore"], swiftSettings: tested),
        .target(name: "SluiceRisk", dependencies: ["SluiceCore"], swiftSettings: tested),
        .target(
            name: "SluiceAPI", dependencies: ["SluiceCore", "SluiceForecast"],
            swiftSettings: tested),
        .target(
            name: "CDocuments",
            exclude: [
                "event-examples.json", "event-schemas.json", "reference.css", "reference.html",
            ]),
        .target(
            name: "SluiceServer",
            dependencies: [
                "CDocuments",
                "SluiceAPI",
                "SluiceCore",
                "SluiceEngine",
                "SluiceForecast",
                "SluiceRisk",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            resources: [
                .embedInCode("Console/Assets/console.css"),
                .embedInCode("Console/Assets/curves.js"),
                .embedInCode("Console/Assets/icon.svg"),
                .embedInCode("Console/Assets/keys.js"),
                .embedInCode("Console/Assets/onward.js"),
                .embedInCode("Console/Assets/live.js"),
                .embedInCode("Console/Templates/anomaly.mustache"),
                .embedInCode("Console/Templates/arrive.mustache"),
                .embedInCode("Console/Templates/bar.mustache"),
                .embedInCode("Console/Templates/demo-body.mustache"),
                .embedInCode("Console/Templates/demo.mustache"),
                .embedInCode("Console/Templates/enter.mustache"),
                .embedInCode("Console/Templates/foot.mustache"),
                .embedInCode("Console/Templates/head.mustache"),
                .embedInCode("Console/Templates/judged.mustache"),
                .embedInCode("Console/Templates/levels-body.mustache"),
                .embedInCode("Console/Templates/levels.mustache"),
                .embedInCode("Console/Templates/live.mustache"),
                .embedInCode("Console/Templates/looks.mustache"),
                .embedInCode("Console/Templates/me-body.mustache"),
                .embedInCode("Console/Templates/me-card.mustache"),
                .embedInCode("Console/Templates/me-foot.mustache"),
                .embedInCode("Console/Templates/me-hold-body.mustache"),
                .embedInCode("Console/Templates/amounts.mustache"),
                .embedInCode("Console/Templates/me-quote-ask.mustache"),
                .embedInCode("Console/Templates/me-quote.mustache"),
                .embedInCode("Console/Templates/me-hold.mustache"),
                .embedInCode("Console/Templates/me.mustache"),
                .embedInCode("Console/Templates/merchant-body.mustache"),
                .embedInCode("Console/Templates/merchant-find.mustache"),
                .embedInCode("Console/Templates/merchant-hold-body.mustache"),
                .embedInCode("Console/Templates/merchant-hold.mustache"),
                .embedInCode("Console/Templates/merchant.mustache"),
                .embedInCode("Console/Templates/notice.mustache"),
                .embedInCode("Console/Templates/operations-body.mustache"),
                .embedInCode("Console/Templates/operations.mustache"),
                .embedInCode("Console/Templates/reviews-body.mustache"),
                .embedInCode("Console/Templates/reviews.mustache"),
                .embedInCode("Console/Templates/sign-in.mustache"),
                .embedInCode("Console/Templates/support-body.mustache"),
                .embedInCode("Console/Templates/support.mustache"),
                .embedInCode("Console/Templates/topics.mustache"),
            ],
            swiftSettings: tested),
        .target(
            name: "SluiceClient",
            dependencies: [
                "SluiceAPI",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: tested),
        .executableTarget(
            name: "sluice",
            dependencies: [
                "SluiceAPI",
                "SluiceClient",
                "SluiceCore",
                "SluiceEngine",
                "SluiceForecast",
                "SluiceRisk",
                "SluiceSQLite",
                "SluiceServer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            resources: [
                .embedInCode("Import/Mappings/generic.yaml"),
                .embedInCode("Import/Mappings/olist.yaml"),
                .embedInCode("Import/Mappings/olist-silent.yaml"),
                .embedInCode("Import/Mappings/olist-limits.yaml"),
                .embedInCode("EventMappings/Shipped/shop.yaml"),
            ],
            swiftSettings: strict,
            // docs/decisions/40-allocator.md
            linkerSettings: [.linkedLibrary("jemalloc", .when(platforms: [.linux]))]),
        .target(
            name: "CFaults",
            dependencies: [.product(name: "GRDBSQLite", package: "GRDB.swift")],
            path: "Tests/CFaults"),
        .target(
            name: "SluiceTestKit",
            dependencies: ["SluiceCore", "SluiceEngine"],
            path: "Tests/SluiceTestKit",
            swiftSettings: tested),
        .executableTarget(
            name: "sluice-sim",
            dependencies: [
                "SluiceCore",
                "SluiceTestKit",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: tested),
        .testTarget(
            name: "SluiceCoreTests",
            dependencies: ["SluiceCore", "SluiceTestKit"],
            swiftSettings: strict),
        .testTarget(
            name: "SluiceForecastTests",
            dependencies: ["SluiceCore", "SluiceForecast"],
            swiftSettings: strict),
        .testTarget(
            name: "SluiceEngineTests",
            dependencies: [
                "CFaults", "SluiceCore", "SluiceEngine", "SluiceForecast", "SluiceSQLite",
                "SluiceTestKit",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SluiceRiskTests",
            dependencies: ["SluiceCore", "SluiceRisk", "SluiceTestKit"],
            swiftSettings: strict),
        .testTarget(
            name: "SluiceAPITests",
            dependencies: ["SluiceAPI", "SluiceCore", "SluiceTestKit"],
            swiftSettings: strict),
        .testTarget(
            name: "SluiceMessageTests",
            dependencies: [
                "SluiceAPI", "SluiceCore", "SluiceEngine", "SluiceSQLite", "SluiceTestKit",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SluiceServerTests",
            dependencies: [
                "CDocuments", "SluiceAPI", "SluiceClient", "SluiceCore", "SluiceEngine",
                "SluiceRisk", "SluiceServer", "SluiceSQLite", "SluiceTestKit", "sluice",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SluiceFuzzTests",
            dependencies: ["SluiceAPI", "SluiceCore", "SluiceTestKit", "sluice"],
            exclude: ["Corpus"],
            swiftSettings: strict),
        .testTarget(
            name: "SluiceCLITests",
            dependencies: [
                "SluiceAPI", "SluiceClient", "SluiceCore", "SluiceEngine", "SluiceSQLite",
                "SluiceTestKit", "sluice",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: strict),
    ],
    cLanguageStandard: .c2x
)
