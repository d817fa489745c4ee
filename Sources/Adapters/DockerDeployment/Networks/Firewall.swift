import PlatformModel
import Subprocess

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// Puts ``FirewallRules`` into the kernel by iptables, the tool dockerd itself uses.
struct Firewall {
    let rules: FirewallRules

    /// Makes the rules stand; they may stand already, be incomplete or belong to an older configuration.
    ///
    /// - Throws: ``PlatformError``: `unavailable` when iptables is missing or refuses.
    func ensure() async throws(PlatformError) {
        try await demand("iptables-restore", ["-w", "--noflush"], input: rules.chains)
        for jump in rules.jumps {
            if try await run("iptables", ["-w", "-C", jump.parent] + jump.rule).status == 0 { continue }
            try await demand("iptables", ["-w", "-I", jump.parent, "1"] + jump.rule)
        }
    }

    /// Takes the rules away; what is missing is no error.
    func remove() async throws(PlatformError) {
        for jump in rules.jumps {
            while try await run("iptables", ["-w", "-D", jump.parent] + jump.rule).status == 0 {}
        }
        for chain in [rules.forwardChain, rules.inputChain] {
            _ = try await run("iptables", ["-w", "-F", chain])
            _ = try await run("iptables", ["-w", "-X", chain])
        }
    }

    private func demand(_ program: String, _ arguments: [String], input: String = "") async throws(PlatformError) {
        let result = try await run(program, arguments, input: input)
        guard result.status == 0 else {
            throw PlatformError(
                .unavailable,
                "\(program) cannot set up the firewall of the applications: \(result.errors); run as root, or switch the firewall off"
            )
        }
    }

    private func run(
        _ program: String, _ arguments: [String], input: String = ""
    ) async throws(PlatformError) -> (status: Int32, errors: String) {
        do {
            let result = try await Subprocess.run(
                .name(program), arguments: Arguments(arguments),
                environment: .custom(["PATH": "/usr/sbin:/sbin:/usr/bin:/bin", "LC_ALL": "C"]),
                input: .string(input), output: .discarded, error: .string(limit: 16 << 10))
            let errors = result.standardError.split(separator: "\n").first.map(String.init) ?? "no reason given"
            // A cancelled task has its program killed.
            guard !Task.isCancelled else { throw CancellationError() }
            guard case .exited(let status) = result.terminationStatus else { return (-1, errors) }
            return (status, errors)
        } catch is CancellationError {
            throw PlatformError(.canceled, "setting up the firewall was stopped")
        } catch {
            throw PlatformError(
                .unavailable,
                "\(program) cannot be run, so applications would not be kept from the host; install it (apt-get install iptables), or switch the firewall off",
                cause: error)
        }
    }
}
