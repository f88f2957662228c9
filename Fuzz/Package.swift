// swift-tools-version: 6.2
import PackageDescription

// The readers of foreign bytes with the instrumentation of libFuzzer, by symbolic links to their
// sources: docs/internals/testing.md#fuzzing. Built by scripts/fuzz.

/// Optimised for speed, with overflow checks and assertions.
let instrumented: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .unsafeFlags([
        "-enable-testing", "-assert-config", "Debug", "-sanitize=fuzzer,address",
    ]),
]

let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v15)],
    dependencies: [.package(url: "https://github.com/jpsim/Yams", from: "6.2.2")],
    targets: [
        .target(name: "SluiceCore", path: "Sluice/SluiceCore", swiftSettings: instrumented),
        .target(
            name: "SluiceForecast", dependencies: ["SluiceCore"], path: "Sluice/SluiceForecast",
            swiftSettings: instrumented),
        .target(
            name: "SluiceAPI", dependencies: ["SluiceCore", "SluiceForecast"],
            path: "Sluice/SluiceAPI", swiftSettings: instrumented),
        // Of the program, the files that read YAML.
        .target(
            name: "sluice",
            dependencies: ["SluiceAPI", "SluiceCore", .product(name: "Yams", package: "Yams")],
            path: "Sluice/sluice",
            sources: [
                "Connectors/ConnectorFile.swift",
                "Connectors/ConnectorSecret.swift",
                "EventMappings/EventMappingFile.swift",
                "EventMappings/ShippedEventMappings.swift",
                "Import/ImportLimits.swift",
                "Import/ImportZone.swift",
                "Import/Mapping.swift",
                "Import/MappingError.swift",
                "Import/MappingFile+Tables.swift",
                "Import/MappingFile.swift",
                "Import/ShippedMappings.swift",
                "Import/YAMLObject.swift",
                "Policy/PolicyError.swift",
                "Policy/PolicyFile+Text.swift",
                "Policy/PolicyFile.swift",
                "Policy/ShippedPolicies.swift",
                "Support/YamlError+Place.swift",
            ],
            resources: [
                .embedInCode("EventMappings/Shipped/shop.yaml"),
                .embedInCode("Import/Mappings/generic.yaml"),
                .embedInCode("Import/Mappings/olist.yaml"),
                .embedInCode("Import/Mappings/olist-limits.yaml"),
                .embedInCode("Import/Mappings/olist-silent.yaml"),
            ],
            swiftSettings: instrumented),
        .target(
            name: "FuzzTargets", dependencies: ["SluiceAPI", "SluiceCore", "sluice"],
            path: "Targets", swiftSettings: instrumented),
        .executableTarget(
            name: "sluice-fuzz", dependencies: ["FuzzTargets"],
            swiftSettings: [
                .swiftLanguageMode(.v6), .unsafeFlags(["-sanitize=address"]),
            ],
            linkerSettings: [
                .unsafeFlags(["-sanitize=fuzzer,address"]),
                .unsafeFlags(["-use-ld=lld"], .when(platforms: [.linux])),
            ]),
    ]
)
