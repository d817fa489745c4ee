// swift-tools-version: 6.2
import PackageDescription

// Our own targets are held to Swift 6 and to no warnings; dependencies are not.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]

func binding(_ name: String, _ pkgConfig: String, apt package: String) -> Target {
    .systemLibrary(name: name, path: "Sources/Bindings/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

func target(_ folder: String, _ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/\(folder)/\(name)", swiftSettings: strict)
}

func executable(
    _ path: String, _ name: String, _ dependencies: [Target.Dependency], linking flags: [String] = [],
    excluding: [String] = []
) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, path: path, exclude: excluding, swiftSettings: strict,
        linkerSettings: flags.isEmpty ? [] : [.unsafeFlags(flags)])
}

// Starts in a millisecond: for the hooks that git starts at every push, and for what runs inside others' containers. A test
// target that depended on such an executable would be linked so, too; `swift build --build-tests` builds them anyway.
let instantStart = ["-static-executable", "-Xlinker", "-s"]

// Foundation's essential part, for a program that holds everything: the compiler names only what is imported by name.
let foundation = [
    "-Xlinker", "--gc-sections", "-Xlinker", "--start-group", "-lFoundationEssentials", "-l_FoundationCollections",
    "-l_FoundationCShims", "-lswiftSynchronization", "-lswift_Concurrency", "-lstdc++", "-Xlinker", "--end-group",
]

// With Swift's own libraries inside, but not the system's, a program starts in half the time.
let quickStart = [
    "-static-stdlib", "-Xlinker", "--gc-sections", "-Xlinker", "--start-group", "-lFoundation", "-lCoreFoundation",
    "-lFoundationInternationalization", "-lFoundationEssentials", "-l_FoundationCollections", "-l_FoundationCShims",
    "-l_FoundationICU", "-lstdc++", "-Xlinker", "--end-group",
]

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: strict)
}

let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let toml: Target.Dependency = .product(name: "TOMLKit", package: "TOMLKit")
let grpcCore: Target.Dependency = .product(name: "GRPCCore", package: "grpc-swift-2")
let grpcTransport: Target.Dependency = .product(name: "GRPCNIOTransportHTTP2", package: "grpc-swift-nio-transport")
let grpcProtobuf: Target.Dependency = .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf")
let protobuf: Target.Dependency = .product(name: "SwiftProtobuf", package: "swift-protobuf")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let jwtKit: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")

let package = Package(
    name: "paastech",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "paastech", targets: ["paastech"]),
        .executable(name: "paastechd", targets: ["paastechd"]),
        .executable(name: "paastech-pack", targets: ["paastech-pack"]),
        .executable(name: "pre-receive", targets: ["pre-receive"]),
        .executable(name: "post-receive", targets: ["post-receive"]),
        .executable(name: "examine-push", targets: ["examine-push"]),
        .executable(name: "deliver-push", targets: ["deliver-push"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0", traits: []),
        .package(url: "https://github.com/grpc/grpc-swift-2", exact: "2.4.3"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport", exact: "2.9.2"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", exact: "2.4.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
        .package(url: "https://github.com/vapor/jwt-kit", exact: "5.7.1"),
    ],
    targets: [
        // Bindings: module maps of C libraries, each imported by exactly one library.
        binding("CLibGit2", "libgit2", apt: "libgit2-dev"),
        binding("CLibSSH", "libssh", apt: "libssh-dev"),
        binding("CLibYAML", "yaml-0.1", apt: "libyaml-dev"),
        binding("CLibCurl", "libcurl", apt: "libcurl4-openssl-dev"),
        binding("CLibPQ", "libpq", apt: "libpq-dev"),
        binding("CZlib", "zlib", apt: "zlib1g-dev"),
        .target(name: "CLinux", path: "Sources/Bindings/CLinux"),

        // Libraries: no word of PaaSTech inside.
        target("Libraries", "LinuxSystem", ["CLinux"]),
        target("Libraries", "GitRepositories", ["CLibGit2"]),
        target("Libraries", "SSHServer", ["CLibSSH", "LinuxSystem", logging]),
        target("Libraries", "SSHPublicKeys", [crypto]),
        target("Libraries", "PasswordHashing", [crypto, cryptoExtras]),
        target("Libraries", "YAMLDocuments", ["CLibYAML"]),
        target("Libraries", "HTTPExchange"),
        target("Libraries", "CurlClient", ["CLibCurl", "HTTPExchange"]),
        target("Libraries", "PostgresClient", ["CLibPQ", nioPosix]),
        target("Libraries", "SharedReads"),
        target("Libraries", "NIOHTTPClient", ["HTTPExchange", "LinuxSystem", nioCore, nioHTTP1, nioPosix, nioSSL]),
        target("Libraries", "DockerEngine", ["CurlClient"]),
        target("Libraries", "OCIImages", [crypto]),
        target("Libraries", "OCIRegistry", ["HTTPExchange", "OCIImages"]),
        target("Libraries", "BuildpackLifecycle", ["LinuxSystem"]),
        target(
            "Libraries", "ApplicationImages",
            ["BuildpackLifecycle", "CZlib", "HTTPExchange", "LinuxSystem", "OCIImages", "OCIRegistry", crypto]),
        target(
            "Libraries", "LifecyclePhases",
            ["ApplicationImages", "BuildpackLifecycle", "HTTPExchange", "LinuxSystem", "OCIImages", "OCIRegistry"]),
        target(
            "Libraries", "Buildpacks",
            [
                "ApplicationImages", "BuildpackLifecycle", "CurlClient", "DockerEngine", "OCIRegistry", "LinuxSystem",
            ]),

        target("Model", "PlatformModel"),

        // Contracts: what crosses a process.
        .target(
            name: "ServiceProtos", dependencies: [grpcCore, grpcProtobuf, protobuf],
            path: "Sources/Contracts/ServiceProtos", exclude: ["Protos"], swiftSettings: strict),
        target(
            "Contracts", "ServiceRPC",
            ["PlatformModel", "ServiceProtos", grpcCore, grpcTransport, grpcProtobuf, lifecycle, logging]),

        target("Contracts", "PushReception"),
        target("Contracts", "ClientAPIContract", ["PlatformModel"]),

        // Adapters: one port times one technology each.
        .target(
            name: "PostgresStore", dependencies: ["PlatformModel", "PostgresClient", "SharedReads", crypto],
            path: "Sources/Adapters/PostgresStore", resources: [.embedInCode("Migrations")], swiftSettings: strict),
        target(
            "Adapters", "PackImageBuilder",
            ["PlatformModel", "CurlClient", "DockerEngine", "OCIRegistry", "LinuxSystem", toml, logging]),
        target("Adapters", "SMTPMail", ["PlatformModel", "CurlClient"]),
        target(
            "Adapters", "DockerDeployment",
            ["PlatformModel", "DockerEngine", "CurlClient", "LinuxSystem", subprocess, logging]),

        // Services.
        target("Services", "HookEntry", ["PushReception", "LinuxSystem"]),
        target(
            "Services", "Gatekeeper",
            ["PlatformModel", "PushReception", "SSHServer", "LinuxSystem", lifecycle, logging]),
        target(
            "Services", "Delivery",
            ["PlatformModel", "GitRepositories", "YAMLDocuments", "LinuxSystem", configuration, logging]),
        target(
            "Services", "GitController",
            ["PlatformModel", "ServiceRPC", "GitRepositories", "LinuxSystem", lifecycle, logging]),
        target("Services", "Pomegranate", ["PlatformModel", "ServiceRPC", lifecycle, logging]),
        .target(
            name: "ClientAPI",
            dependencies: [
                "PlatformModel", "ClientAPIContract", "SSHPublicKeys", "PasswordHashing", "SharedReads", hummingbird,
                httpTypes, jwtKit, crypto, nioCore, nioPosix, nioHTTP1, configuration, lifecycle, logging,
            ],
            path: "Sources/Services/ClientAPI", resources: [.embedInCode("OpenAPI/openapi.json")],
            swiftSettings: strict),
        target(
            "Services", "ClientCommands",
            ["PlatformModel", "ClientAPIContract", "CurlClient", "LinuxSystem", arguments]),
        target(
            "Services", "LocalPlatform",
            [
                "PlatformModel", "LinuxSystem", "CurlClient", "DockerEngine", "PostgresClient", configuration,
                lifecycle,
                logging,
            ]),

        // Executables and hooks: composition only.
        executable(
            "Sources/Executables/paastechd", "paastechd",
            [
                "PlatformModel", "Gatekeeper", "Delivery", "GitController", "Pomegranate", "ClientAPI", "LocalPlatform",
                "ServiceRPC", "PostgresStore", "DockerDeployment", "PackImageBuilder", "SMTPMail", "LinuxSystem",
                "CurlClient", "DockerEngine", "OCIRegistry", "SSHPublicKeys", "PasswordHashing", configuration,
                lifecycle, arguments, logging,
            ], excluding: ["Units"]),
        executable("Sources/Executables/paastech", "paastech", ["ClientCommands", "LinuxSystem"], linking: quickStart),
        executable("Sources/Executables/paastech-pack", "paastech-pack", ["Buildpacks", "DockerEngine", arguments]),
        executable(
            "Sources/Executables/cnb-lifecycle", "cnb-lifecycle", ["BuildpackLifecycle", "LinuxSystem"],
            linking: instantStart),
        executable(
            "Sources/Executables/cnb-phases", "cnb-phases", ["LifecyclePhases", "LinuxSystem", "NIOHTTPClient"],
            linking: instantStart + foundation),
        executable(
            "hooks/pre-receive", "pre-receive", ["HookEntry", "LinuxSystem"], linking: instantStart),
        executable(
            "hooks/post-receive", "post-receive", ["HookEntry", "LinuxSystem"], linking: instantStart),
        executable(
            "hooks/examine-push", "examine-push",
            ["PlatformModel", "Delivery", "PostgresStore", "LinuxSystem"], linking: quickStart),
        executable(
            "hooks/deliver-push", "deliver-push",
            [
                "PlatformModel", "Delivery", "PostgresStore", "PackImageBuilder", "ServiceRPC", "OCIRegistry",
                "LinuxSystem", configuration, logging,
            ], linking: quickStart),

        // Tests.
        .target(
            name: "TestSupport", dependencies: ["LinuxSystem"], path: "Tests/TestSupport",
            swiftSettings: strict),
        tests("LinuxSystemTests", ["LinuxSystem", "TestSupport"]),
        tests("GitRepositoriesTests", ["GitRepositories", "TestSupport"]),
        tests("SSHServerTests", ["SSHServer", "CLibSSH", "LinuxSystem", "TestSupport", logging]),
        tests("SSHPublicKeysTests", ["SSHPublicKeys"]),
        tests("PasswordHashingTests", ["PasswordHashing"]),
        tests("YAMLDocumentsTests", ["YAMLDocuments", "TestSupport"]),
        tests("HTTPTransportTests", ["CurlClient", "HTTPExchange", "NIOHTTPClient", "LinuxSystem", "TestSupport"]),
        tests("SharedReadsTests", ["SharedReads"]),
        tests("PostgresClientTests", ["PostgresClient", "TestSupport"]),
        tests("DockerEngineTests", ["DockerEngine", "TestSupport"]),
        tests("OCIRegistryTests", ["OCIRegistry", "CurlClient", "TestSupport"]),
        tests("BundledBuildpacksTests", ["LinuxSystem", "TestSupport"]),
        tests(
            "BuildpacksTests",
            [
                "ApplicationImages", "Buildpacks", "BuildpackLifecycle", "CurlClient", "DockerEngine",
                "LifecyclePhases", "OCIRegistry",
                crypto, "TestSupport",
            ]),
        tests("HookEntryTests", ["HookEntry", "PushReception"]),
        tests("PlatformModelTests", ["PlatformModel"]),
        tests(
            "ServiceRPCTests",
            [
                "ServiceRPC", "ServiceProtos", grpcCore, grpcTransport, "PlatformModel", "LinuxSystem", "TestSupport",
                lifecycle, logging,
            ]),
        tests("PostgresStoreTests", ["PostgresStore", "PostgresClient", "PlatformModel", "TestSupport"]),
        tests(
            "PackImageBuilderTests",
            [
                "PackImageBuilder", "PlatformModel", "CurlClient", "DockerEngine", "OCIRegistry", "LinuxSystem",
                "TestSupport", logging,
            ]),
        tests(
            "DockerDeploymentTests",
            ["DockerDeployment", "DockerEngine", "CurlClient", "LinuxSystem", "PlatformModel", "TestSupport", logging]),
        tests(
            "GatekeeperTests",
            [
                "Gatekeeper", "PlatformModel", "PushReception", "SSHServer", "LinuxSystem", "TestSupport", lifecycle,
                logging,
            ]),
        tests(
            "DeliveryTests",
            [
                "Delivery", "PlatformModel", "PostgresStore", "GitRepositories", "LinuxSystem", "TestSupport",
                configuration, logging,
            ]),
        tests(
            "GitControllerTests",
            [
                "GitController", "ServiceRPC", "ServiceProtos", "PlatformModel", "GitRepositories", "TestSupport",
                lifecycle, logging, grpcCore, grpcTransport,
            ]),
        tests("PomegranateTests", ["Pomegranate", "ServiceRPC", "PlatformModel", "TestSupport", lifecycle, logging]),
        tests("SMTPMailTests", ["SMTPMail", "PlatformModel", "LinuxSystem", "TestSupport"]),
        tests("ClientAPIContractTests", ["ClientAPIContract", "PlatformModel"]),
        tests(
            "ClientAPITests",
            [
                "ClientAPI", "ClientAPIContract", "PlatformModel", "PostgresClient", "PostgresStore", "ServiceRPC",
                "TestSupport",
                "GitController", "Pomegranate", "Delivery", "DockerDeployment", "DockerEngine", "OCIRegistry",
                "PackImageBuilder", "SMTPMail", "CurlClient", "LinuxSystem", hummingbird, hummingbirdTesting, httpTypes,
                nioCore, jwtKit, lifecycle, logging,
            ]),
        tests(
            "ClientCommandsTests",
            [
                "ClientCommands", "ClientAPIContract", "CurlClient", "LinuxSystem", "PlatformModel", "TestSupport",
                arguments,
            ]),
        tests(
            "LocalPlatformTests",
            ["LocalPlatform", "LinuxSystem", "PlatformModel", "PostgresClient", lifecycle, logging, "TestSupport"]),
        tests(
            "Acceptance",
            ["TestSupport", "PlatformModel", "LinuxSystem", "paastechd", "paastech-pack"]),
    ]
)
