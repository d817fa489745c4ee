/// What went wrong in a phase of a build or at launch, in words fit for the person who pushed.
public struct BuildpackError: Error, Equatable, CustomStringConvertible {
    /// The kind of failure, for callers that decide by it.
    public enum Code: String, Sendable {
        /// A TOML document is not TOML, or does not hold what its specification asks for.
        case malformedDocument
        /// No group of the order passed detection (lifecycle status 20).
        case nothingDetected
        /// No group passed and at least one buildpack ended in an error (lifecycle status 21).
        case detectionFailed
        /// A buildpack's `bin/build` failed (lifecycle status 51).
        case buildpackFailed
        /// A buildpack, directory or file that is needed is missing or unusable.
        case unusable
        /// A system call failed.
        case system
        /// An archive breaks the rules its reader enforces.
        case hostileArchive
        /// The launcher cannot start what it was asked for (status 82).
        case launchFailed
    }

    public var code: Code
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
