/// The packet filter of one platform's containers, as a value.
///
/// Docker already separates bridges from each other. What it leaves open is the host itself, and whatever the host can
/// route to. All bridges of a platform share a name prefix, so the rules stand before the first network does and no
/// network is ever without them. IPv6 is off in these networks, and containers lack the capability to turn it on.
struct FirewallRules: Equatable {
    let platform: String
    let blockedDestinations: [String]

    /// Eight characters that stand for a platform in the names of chains and bridges.
    static func tag(of platform: String) -> String {
        // FNV-1a: short, stable over restarts and releases.
        var hash: UInt32 = 2_166_136_261
        for byte in platform.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// Filters what containers send through the host. Chain names end at 28 bytes.
    var forwardChain: String { "PAASTECH-\(Self.tag(of: platform))-FWD" }
    /// Filters what containers send to the host.
    var inputChain: String { "PAASTECH-\(Self.tag(of: platform))-IN" }

    private var bridges: String { ProjectNetwork.bridgePrefix(platform: platform) + "+" }

    /// The two chains in the form of iptables-restore(8); with `--noflush` it replaces both at once and nothing else.
    var chains: String {
        let answers = "-m conntrack --ctstate ESTABLISHED,RELATED -j RETURN"
        let blocked = blockedDestinations.map {
            "-A \(forwardChain) -d \($0) -j REJECT --reject-with icmp-admin-prohibited"
        }
        let lines =
            ["*filter", ":\(forwardChain) - [0:0]", ":\(inputChain) - [0:0]", "-A \(forwardChain) \(answers)"]
            + blocked
            + [
                "-A \(forwardChain) -j RETURN",
                "-A \(inputChain) \(answers)",
                "-A \(inputChain) -j REJECT --reject-with icmp-admin-prohibited",
                "COMMIT", "",
            ]
        return lines.joined(separator: "\n")
    }

    /// The rules that lead into the chains: the parent chain and the rest. `DOCKER-USER` is Docker's place for rules that
    /// it neither changes nor overtakes.
    var jumps: [(parent: String, rule: [String])] {
        [
            ("DOCKER-USER", ["-i", bridges, "-j", forwardChain]),
            ("INPUT", ["-i", bridges, "-j", inputChain]),
        ]
    }
}
